//! Batches of events to store.

use domain::catalogue::Catalogue;
use domain::dimension::{Dictionary, Dimension, Names};
use domain::event::{Event, FormerIdentity, LineIdentity, Source, StatusLines};
use domain::identity::{Ordinals, event_hash};
use enum_map::EnumMap;

use crate::events::dictionary::{NameIds, pair};

/// What a log does not say of its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The account, where a row names none.
    pub account: Option<String>,
    /// The server, where a row names none.
    pub server: String,
    /// The kind of server, where a row names none.
    pub source: Source,
}

/// Why an event cannot be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventRefusal {
    /// Neither the row nor the import names an account.
    #[error("names no account: fill in the account of the row, or name one for the whole file")]
    NoAccount,
    /// The time is from before 1970 or after 2106.
    #[error("{}", domain::event::TIME_OUTSIDE)]
    TimeOutside,
}

/// An event whose names are ids of the batch's own dictionaries.
pub(crate) struct BatchRow {
    pub(crate) at: u32,
    pub(crate) outcome: u8,
    pub(crate) is_final: bool,
    /// The id of each dimension; that of the status is 0 for an event that is no denial,
    /// and that of the source its number.
    pub(crate) ids: EnumMap<Dimension, u32>,
    pub(crate) ordinal: u32,
    pub(crate) count: f64,
    pub(crate) hash: u64,
    /// The source's own id of the event. `None` where its line identifies it.
    pub(crate) id: Option<Box<str>>,
    /// What else the event may be stored as.
    pub(crate) former: Option<Box<Former>>,
    /// Whether its line may be stored with another status, and which.
    pub(crate) status_lines: StatusLines,
}

/// What an event may be stored as that its line identifies.
pub(crate) struct Former {
    /// What an earlier version identified the line by.
    pub(crate) line: Option<FormerIdentity>,
    /// What it is identified by at the end of a log.
    pub(crate) unfinished: Option<FormerIdentity>,
    /// The id that an earlier version's forwarder gave it.
    pub(crate) id: Option<Box<str>>,
}

/// A server as a batch knows it.
pub(crate) struct BatchServer {
    pub(crate) account: u32,
    pub(crate) name: Box<str>,
}

/// A status as a batch knows it, with the first text that was logged with it.
pub(crate) struct BatchStatus {
    pub(crate) space: Box<str>,
    pub(crate) code: Box<str>,
    pub(crate) description: Box<str>,
}

/// Events to append together. Its dictionaries outlive the events, so that a name is looked up
/// in the database once.
#[derive(Default)]
pub struct Batch {
    pub(crate) rows: Vec<BatchRow>,
    pub(crate) names: EnumMap<Names, NameIds>,
    pub(crate) servers: Vec<BatchServer>,
    pub(crate) statuses: Vec<BatchStatus>,
    server_ids: NameIds,
    status_ids: NameIds,
    ordinals: Ordinals,
}

impl Batch {
    /// Begins a file: the ordinals of equal events count from its start.
    pub fn begin_file(&mut self) {
        self.ordinals = Ordinals::default();
    }

    /// Two logs were joined in the file, and the second begins: equal events count from here
    /// again.
    pub fn start_again(&mut self) {
        self.ordinals.start_again();
    }

    /// Begins the next second of events that come in time order: no equal event of an
    /// earlier second can follow, so that its ordinals can be forgotten.
    pub fn begin_second(&mut self) {
        self.ordinals.start_again();
    }

    /// Takes the events out, as a batch of their own. The ordinals of equal events go on
    /// counting in what is left.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let mut taken = std::mem::take(self);
        self.ordinals = std::mem::take(&mut taken.ordinals);
        // Ordinals belong to the batch's number of a server, so the servers keep theirs.
        for server in &taken.servers {
            let place = (server.account as usize).saturating_sub(1);
            let mut account = taken.names[Names::Accounts].after(place);
            self.server(account.next().unwrap_or_default(), &server.name);
        }
        taken
    }

    /// The number of events.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds an event; fields that it leaves open are filled from `origin`, and a status without
    /// a number gets its code from `catalogue`.
    pub fn push(
        &mut self,
        event: &Event<'_>,
        origin: &Origin,
        catalogue: &Catalogue,
    ) -> Result<(), EventRefusal> {
        let at = event.at.packed().ok_or(EventRefusal::TimeOutside)?;
        let account = match event.account.0 {
            "" => origin.account.as_deref().ok_or(EventRefusal::NoAccount)?,
            account => account,
        };
        let server = match event.server.0 {
            "" => &origin.server,
            server => server,
        };
        let server = self.server(account, server);
        let status = event.status.map_or(0, |status| {
            let code = catalogue.resolve_code(&status);
            self.status(status.space, code, status.description)
        });
        let (line, id, former) = match (event.line, event.id) {
            // A forwarder has read its log.
            (Some(line), id) => (line, None, former(&line, id)),
            (None, Some(_)) => {
                let line = LineIdentity {
                    hash: event_hash(event),
                    ordinal: 0,
                    former: None,
                    unfinished: None,
                };
                (line, event.id, None)
            }
            (None, None) => {
                let line = self.ordinals.identify(server, event);
                (line, None, former(&line, None))
            }
        };
        let ids =
            EnumMap::from_fn(
                |dimension: Dimension| match dimension.declaration().dictionary {
                    Dictionary::Names(names) => self.names[names].intern(event.name(names)),
                    Dictionary::Servers => server,
                    Dictionary::Statuses => status,
                    Dictionary::Sources => event.source.unwrap_or(origin.source) as u32,
                },
            );
        self.rows.push(BatchRow {
            at,
            outcome: event.outcome as u8,
            is_final: event.is_final,
            ids,
            ordinal: line.ordinal,
            count: event.count,
            hash: line.hash,
            id: id.map(Box::from),
            former,
            status_lines: event.status_lines,
        });
        Ok(())
    }

    fn server(&mut self, account: &str, name: &str) -> u32 {
        let word = pair(account, name);
        if let Some(id) = self.server_ids.get(&word) {
            return id;
        }
        self.servers.push(BatchServer {
            account: self.names[Names::Accounts].intern(account),
            name: Box::from(name),
        });
        self.server_ids.add(&word)
    }

    fn status(&mut self, space: &str, code: &str, description: &str) -> u32 {
        let word = pair(space, code);
        if let Some(id) = self.status_ids.get(&word) {
            return id;
        }
        self.statuses.push(BatchStatus {
            space: Box::from(space),
            code: Box::from(code),
            description: Box::from(description),
        });
        self.status_ids.add(&word)
    }
}

fn former(line: &LineIdentity, id: Option<&str>) -> Option<Box<Former>> {
    let former = Former {
        line: line.former,
        unfinished: line.unfinished,
        id: id.map(Box::from),
    };
    let is_any = former.line.is_some() || former.unfinished.is_some() || former.id.is_some();
    is_any.then(|| Box::new(former))
}
