//! One writer that many requests share: it commits the events of several together.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, oneshot};
use tokio::task::JoinHandle;

use crate::error::StoreError;
use crate::events::batch::Batch;
use crate::events::import::Pushed;
use crate::events::writer::{Appended, Writer};
use crate::open::Store;

/// A transaction with this many events takes no further batch.
const COMMIT_EVENTS: usize = 10_000;

/// The most events in the queue.
const WAITING_EVENTS_MAX: usize = 100_000;

/// Why events were not stored.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// The database: nothing of the batch is stored.
    #[error(transparent)]
    Store(Arc<StoreError>),
    /// The queue is full.
    #[error("too many events are waiting to be stored: send these again a little later")]
    Full,
    /// The batch holds more events than may wait.
    #[error("a batch holds at most {WAITING_EVENTS_MAX} events: send these in several")]
    TooLarge,
    /// The import was undone while it ran.
    #[error("the import was undone while it ran: nothing of it is kept; import the file again")]
    ImportUndone,
    /// The task that writes has ended.
    #[error("the database is being closed: send these again later")]
    Closed,
}

/// The shared writer: clones send to one task.
#[derive(Clone, Debug)]
pub struct GroupCommit {
    store: Store,
    jobs: UnboundedSender<Job>,
    room: Arc<Semaphore>,
}

/// The task that writes. It ends when the last [`GroupCommit`] is dropped and the queue is
/// empty.
#[derive(Debug)]
pub struct CommitTask(JoinHandle<Result<(), StoreError>>);

struct Job {
    batch: Batch,
    pushed: Pushed,
    reply: oneshot::Sender<Result<Appended, CommitError>>,
    /// Released when the job is done.
    _room: OwnedSemaphorePermit,
}

impl Store {
    /// Starts the task that writes. Must be called on a runtime of tokio.
    pub async fn group_commit(&self) -> Result<(GroupCommit, CommitTask), StoreError> {
        let writer = self.writer().await?;
        let (jobs, queue) = unbounded_channel();
        let committer = Committer {
            store: self.clone(),
            writer: Some(writer),
        };
        let task = tokio::spawn(committer.run(queue));
        let room = Arc::new(Semaphore::new(WAITING_EVENTS_MAX));
        let commit = GroupCommit {
            store: self.clone(),
            jobs,
            room,
        };
        Ok((commit, CommitTask(task)))
    }
}

impl GroupCommit {
    /// The database that it writes to.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Stores the events of a batch that are new. They are on the disk when this returns.
    /// Waits for room in the queue. A caller that is cancelled does not know whether they are
    /// stored.
    pub async fn append(&self, batch: Batch, pushed: Pushed) -> Result<Appended, CommitError> {
        let room = room_of(&batch)?;
        if batch.is_empty() && pushed.lines == 0 {
            return self.nothing();
        }
        let room = Arc::clone(&self.room).acquire_many_owned(room).await;
        let room = room.map_err(|_| CommitError::Closed)?;
        self.hand_over(batch, pushed, room).await
    }

    /// The same, but an error where the queue is full.
    pub async fn try_append(&self, batch: Batch, pushed: Pushed) -> Result<Appended, CommitError> {
        let room = room_of(&batch)?;
        if batch.is_empty() && pushed.lines == 0 {
            return self.nothing();
        }
        let room = match Arc::clone(&self.room).try_acquire_many_owned(room) {
            Ok(room) => room,
            Err(TryAcquireError::NoPermits) => return Err(CommitError::Full),
            Err(TryAcquireError::Closed) => return Err(CommitError::Closed),
        };
        self.hand_over(batch, pushed, room).await
    }

    /// What is acknowledged of a batch without events: that the database is there.
    fn nothing(&self) -> Result<Appended, CommitError> {
        let checked = self.store.check_file();
        checked.map_err(|error| CommitError::Store(Arc::new(error)))?;
        Ok(Appended::default())
    }

    async fn hand_over(
        &self,
        batch: Batch,
        pushed: Pushed,
        room: OwnedSemaphorePermit,
    ) -> Result<Appended, CommitError> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            batch,
            pushed,
            reply,
            _room: room,
        };
        self.jobs.send(job).map_err(|_| CommitError::Closed)?;
        answer.await.map_err(|_| CommitError::Closed)?
    }
}

/// How much room a batch takes, in events. One without events takes room too, for its counts.
fn room_of(batch: &Batch) -> Result<u32, CommitError> {
    if batch.len() > WAITING_EVENTS_MAX {
        return Err(CommitError::TooLarge);
    }
    Ok(batch.len().max(1) as u32)
}

impl CommitTask {
    /// Waits until everything is stored and the file is closed.
    pub async fn end(self) -> Result<(), CommitError> {
        match self.0.await {
            Ok(ended) => ended.map_err(|error| CommitError::Store(Arc::new(error))),
            Err(_) => Err(CommitError::Closed),
        }
    }
}

struct Committer {
    store: Store,
    /// `None` after an error, since it may count events as stored that are not.
    writer: Option<Writer>,
}

impl Committer {
    async fn run(mut self, mut queue: UnboundedReceiver<Job>) -> Result<(), StoreError> {
        while let Some(first) = queue.recv().await {
            let mut events = first.batch.len().max(1);
            let mut jobs = vec![first];
            // Takes what is queued and waits for no more: the next commit gathers while this
            // one runs.
            while events < COMMIT_EVENTS
                && let Ok(job) = queue.try_recv()
            {
                events += job.batch.len().max(1);
                jobs.push(job);
            }
            let pushes: Vec<(&Batch, Pushed)> =
                jobs.iter().map(|job| (&job.batch, job.pushed)).collect();
            match self.append(&pushes).await {
                Ok(appended) => {
                    for (job, appended) in jobs.into_iter().zip(appended) {
                        // A cancelled caller needs no answer.
                        let _ = job.reply.send(appended.ok_or(CommitError::ImportUndone));
                    }
                }
                Err(error) => {
                    let error = Arc::new(error);
                    for job in jobs {
                        let error = CommitError::Store(Arc::clone(&error));
                        let _ = job.reply.send(Err(error));
                    }
                }
            }
        }
        match self.writer {
            Some(writer) => writer.close().await,
            None => Ok(()),
        }
    }

    async fn append(
        &mut self,
        pushes: &[(&Batch, Pushed)],
    ) -> Result<Vec<Option<Appended>>, StoreError> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.store.writer().await?,
        };
        let appended = writer.append_all(pushes).await?;
        self.writer = Some(writer);
        Ok(appended)
    }
}
