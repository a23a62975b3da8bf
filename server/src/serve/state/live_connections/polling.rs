//! Polling: whether readers of open pages may still read, and whether there is new data for
//! them.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use app::news::Ended;
use domain::scope::Scope;
use store::{SecretHash, StoreError};
use tokio::time::{Instant, sleep};

use super::{LiveConnections, Sent};
use crate::serve::access::reader::Reader;
use crate::serve::access::request_reader::reader_of;

/// The pause between two checks. Changes by other processes are noticed within it.
const PAUSE: Duration = Duration::from_millis(500);

/// After a check of the data, a pause of this many times its duration: cutting a large frame
/// for many scopes must leave processors for requests.
const REST: u32 = 10;

/// The longest such pause.
const REST_MAX: Duration = Duration::from_secs(5);

impl LiveConnections {
    /// Checks regularly, and at once after a change by this process, as long as the runtime
    /// lives. Store errors are reported to requests; here the next check may succeed.
    pub fn poll(self: &Arc<Self>) {
        let news = Arc::clone(self);
        tokio::spawn(async move {
            loop {
                let _ = news.check_readers().await;
                tokio::select! {
                    () = news.changed.notified() => {}
                    () = sleep(PAUSE) => {}
                }
            }
        });
        // Data is checked by a separate task: loading new data may take seconds, and must not
        // delay the end of anyone's access.
        let news = Arc::clone(self);
        tokio::spawn(async move {
            loop {
                let begun = Instant::now();
                let _ = news.check_data().await;
                sleep((begun.elapsed() * REST).clamp(PAUSE, REST_MAX)).await;
            }
        });
    }

    /// Ends the live connections of readers who may no longer read.
    pub async fn check_readers(&self) -> Result<(), StoreError> {
        let noted = self.access.store.last_audit_id().await?;
        let now = self.access.now();
        let is_set_back = now < self.last_check.at.swap(now, Ordering::Relaxed);
        let is_changed = is_set_back || self.last_check.noted.load(Ordering::Relaxed) != noted;
        // Listed after the audit log was read: pages that connect later are checked on
        // connection.
        let mut looked_up: HashMap<SecretHash, Result<Reader, Ended>> = HashMap::new();
        let mut failed = None;
        for (number, reader) in self.readers() {
            if !is_changed && now < reader.ends_at {
                continue;
            }
            let session = *reader.session();
            let known = looked_up.get(&session).cloned();
            let present = match known {
                Some(present) => present,
                None => match reader_of(&self.access, &reader.who, now).await {
                    Ok(present) => present,
                    // The others are checked anyway, and this one again next time.
                    Err(error) => {
                        failed = Some(error);
                        continue;
                    }
                },
            };
            looked_up.insert(session, present.clone());
            self.hold(number, &reader, present);
        }
        if let Some(error) = failed {
            // The next check covers all of them again.
            self.last_check.at.store(i64::MAX, Ordering::Relaxed);
            return Err(error);
        }
        self.last_check.noted.store(noted, Ordering::Relaxed);
        Ok(())
    }

    /// Notifies pages of data that is new for them.
    pub async fn check_data(&self) -> Result<(), StoreError> {
        if self.pages().open.is_empty() {
            return Ok(());
        }
        let version = self.dataset.frame().await?.version;
        if *self.seen_version() == Some(version) {
            return Ok(());
        }
        let mut versions: HashMap<Arc<Scope>, u64> = HashMap::new();
        let mut failed = None;
        for (number, reader) in self.readers() {
            let version = match versions.get(&reader.scope) {
                Some(version) => *version,
                None => match self.version_of(&reader).await {
                    Ok(version) => {
                        versions.insert(reader.scope, version);
                        version
                    }
                    // The others are notified anyway, and this one by the next check.
                    Err(error) => {
                        failed = Some(error);
                        continue;
                    }
                },
            };
            self.send(number, |sent| sent.version = Some(version));
        }
        if let Some(error) = failed {
            return Err(error);
        }
        *self.seen_version() = Some(version);
        Ok(())
    }

    /// Checks a page that has just connected, and sends it the current state: something may
    /// have ended since its request.
    pub(crate) async fn greet(&self, number: u64, reader: &Reader) -> Result<(), StoreError> {
        let present = reader_of(&self.access, &reader.who, self.access.now()).await?;
        self.hold(number, reader, present);
        let version = self.version_of(reader).await?;
        // A check that was faster has sent the newer one.
        self.send(number, |sent| {
            sent.version.get_or_insert(version);
        });
        Ok(())
    }

    async fn version_of(&self, reader: &Reader) -> Result<u64, StoreError> {
        let scope = Arc::clone(&reader.scope);
        let seen = self.dataset.seen_by(scope, reader.audience());
        seen.version().await
    }

    /// Compares the reader of a page with their current state.
    fn hold(&self, number: u64, reader: &Reader, present: Result<Reader, Ended>) {
        let why = match present {
            Ok(present) if present.sees_the_same(reader) => {
                if let Some(page) = self.pages().open.get_mut(&number) {
                    page.reader.ends_at = present.ends_at;
                }
                return;
            }
            Ok(_) => Ended::Rights,
            Err(why) => why,
        };
        self.send(number, |sent: &mut Sent| sent.ended = Some(why));
    }

    fn seen_version(&self) -> MutexGuard<'_, Option<u64>> {
        let version = self.last_check.version.lock();
        version.unwrap_or_else(PoisonError::into_inner)
    }
}
