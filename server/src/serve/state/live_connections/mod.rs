//! Live connections of open pages: each is notified of newer data that its reader may see, and
//! when the reader's access ends. All pages share one check of the data, so their number adds
//! no cost.

mod polling;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::news::Ended;
use service::dataset::Dataset;
use tokio::sync::{Notify, watch};

use crate::serve::access::Access;
use crate::serve::access::reader::Reader;

/// Live connections in total. Further pages poll instead.
const PAGES_MAX: usize = 500;

/// Live connections of one reader: of a user in all sessions, or of one session of a link.
const PAGES_OF_READER_MAX: usize = 20;

/// Live connections of all visitors of one link.
const PAGES_OF_LINK_MAX: usize = 100;

/// Live connections of all visitors of all links: the rest is reserved for users.
const PAGES_OF_LINKS_MAX: usize = 400;

/// The open pages, and what was sent to them.
pub struct LiveConnections {
    dataset: Arc<Dataset>,
    access: Arc<Access>,
    pages: Mutex<OpenPages>,
    /// Triggered when this process may have ended someone's access.
    changed: Notify,
    last_check: LastCheck,
}

/// The state at the last checks.
#[derive(Default)]
struct LastCheck {
    /// The last line of the audit log.
    noted: AtomicI64,
    /// When readers were last checked. If the clock was set back since, sessions may have ended
    /// that were still valid.
    at: AtomicI64,
    /// The frame's version.
    version: Mutex<Option<u64>>,
}

#[derive(Default)]
struct OpenPages {
    is_closed: bool,
    last_number: u64,
    /// By number: those that listen longest are looked at first.
    open: BTreeMap<u64, OpenPage>,
}

impl OpenPages {
    /// Whether a reader may open one more.
    fn have_room_for(&self, reader: &Reader) -> bool {
        let count = |is_it: &dyn Fn(&Reader) -> bool| {
            let open = self.open.values();
            open.filter(|page| is_it(&page.reader)).count()
        };
        let own = count(&|other| other.is_same_as(reader));
        let has_own = own < PAGES_OF_READER_MAX && self.open.len() < PAGES_MAX;
        let Some(link) = reader.link() else {
            return has_own;
        };
        has_own
            && count(&|other| other.link() == Some(link)) < PAGES_OF_LINK_MAX
            && count(&|other| other.link().is_some()) < PAGES_OF_LINKS_MAX
    }
}

struct OpenPage {
    reader: Reader,
    sender: watch::Sender<Sent>,
}

/// What was sent to a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The newest data version that its reader may see.
    pub version: Option<u64>,
    /// Why it ended; nothing is sent afterwards.
    pub ended: Option<Ended>,
}

/// A page's live connection. Dropping it ends it.
pub(crate) struct LiveConnection {
    news: Arc<LiveConnections>,
    /// The page's number.
    pub number: u64,
    /// What is sent to the page.
    pub receiver: watch::Receiver<Sent>,
}

impl LiveConnections {
    /// The live connections of a dataset, for readers known to `access`.
    pub(crate) fn new(dataset: Arc<Dataset>, access: Arc<Access>) -> Arc<Self> {
        Arc::new(Self {
            dataset,
            access,
            pages: Mutex::default(),
            changed: Notify::new(),
            last_check: LastCheck::default(),
        })
    }

    /// Ends all live connections and accepts no more: the server is stopping.
    pub fn close(&self) {
        let mut pages = self.pages();
        pages.is_closed = true;
        pages.open.clear();
    }

    /// Checks the readers soon: this process may have ended someone's access.
    pub(crate) fn check_soon(&self) {
        self.changed.notify_one();
    }

    /// Opens a live connection; `None` if there are too many.
    pub(crate) fn listen(self: &Arc<Self>, reader: Reader) -> Option<LiveConnection> {
        let mut pages = self.pages();
        if pages.is_closed || !pages.have_room_for(&reader) {
            return None;
        }
        pages.last_number += 1;
        let number = pages.last_number;
        let (sender, receiver) = watch::channel(Sent::default());
        pages.open.insert(number, OpenPage { reader, sender });
        Some(LiveConnection {
            news: Arc::clone(self),
            number,
            receiver,
        })
    }

    /// The connected readers, each with their page's number.
    fn readers(&self) -> Vec<(u64, Reader)> {
        let pages = self.pages();
        let open = pages.open.iter();
        open.map(|(number, page)| (*number, page.reader.clone()))
            .collect()
    }

    /// Sends a change to a page, unless it already knows it.
    fn send(&self, number: u64, change: impl FnOnce(&mut Sent)) {
        if let Some(page) = self.pages().open.get(&number) {
            page.sender.send_if_modified(|sent| {
                let before = *sent;
                change(sent);
                *sent != before
            });
        }
    }

    fn pages(&self) -> MutexGuard<'_, OpenPages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for LiveConnection {
    fn drop(&mut self) {
        self.news.pages().open.remove(&self.number);
    }
}
