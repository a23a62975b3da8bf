//! The slice: a frame as bytes for the browser, either whole or as a delta to a slice that
//! the browser has.
//!
//! The grammar of its bytes is in `docs/slice-format.md`.
//!
//! A slice has a header (four letters and a format number), the mark of the slice that it
//! is a delta to, the mark of the resulting slice, the data version, the dictionaries, and
//! the columns. A whole slice is a delta to the empty one, whose mark is [`NOTHING`].
//!
//! Every list and the rows are written as runs: the number of old entries to keep, and the
//! number of new ones. The encoder compares the two frames, so rows may have been imported
//! late or in between, and dictionaries may have another order.
//!
//! New rows are written compactly. A row that repeats one of the previous 255 rows (a client
//! that tries again) refers to it. In the others, some columns only say that their value is
//! the one last seen with the value of another column: the user of a device, the product of a
//! feature. Both sides predict gaps by the same rule that the server uses
//! ([`GapsBackwards`](crate::gaps::GapsBackwards)); only gaps that differ, because of grants
//! or of rows outside the slice, are sent. Grants and returns are not in a slice. The bytes
//! are sent compressed.
//!
//! Damaged or foreign bytes are an error, never a panic: every length is checked against what
//! is left, every id against its dictionary.

mod decode;
mod encode;
mod gap_prediction;
mod reader;
mod row_encoding;
mod runs;
mod writer;

use std::sync::Arc;

use enum_map::{Enum, EnumMap};

use crate::column::Column;
use crate::dimension::{Dictionary, Dimension, Names};
use crate::event::Source;
use crate::frame::{Attempts, Dictionaries, Frame, Server};
use crate::names::AccountId;

pub use decode::decode_in_steps;
pub use encode::encode;
pub use reader::SliceError;

use runs::NOT_KEPT;

/// The first bytes of a slice: its name and its format version.
pub const MAGIC: &[u8; 5] = b"TRNW\x02";

/// The mark of the empty slice.
pub const NOTHING: u64 = 0;

/// A frame that both server and browser have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slice {
    /// The server's mark of the slice; different frames have different marks.
    pub mark: u64,
    /// The frame, without grants and returns.
    pub frame: Arc<Frame>,
}

/// The number of id columns: one per dimension, in their order, and that of the counts.
const COLUMNS: usize = Dimension::ALL.len() + 1;

/// The index of the earlier column that a column follows, if any.
fn beside(column: usize) -> Option<usize> {
    let dimension = Dimension::ALL.get(column)?;
    dimension.declaration().follows.map(Enum::into_usize)
}

fn columns(attempts: &Attempts) -> [&Column; COLUMNS] {
    let mut columns = [&attempts.count; COLUMNS];
    for (column, ids) in columns.iter_mut().zip(attempts.ids.values()) {
        *column = ids;
    }
    columns
}

/// The number of ids of each column.
fn id_counts(dictionaries: &Dictionaries, counts: usize) -> [usize; COLUMNS] {
    let mut of_columns = [counts; COLUMNS];
    for (of_column, dimension) in of_columns.iter_mut().zip(Dimension::ALL) {
        *of_column = dictionaries.len(dimension);
    }
    of_columns
}

/// The new id of each old one, by dictionary.
struct NewIds {
    names: EnumMap<Names, Vec<u32>>,
    servers: Vec<u32>,
    statuses: Vec<u32>,
    /// Sources never change.
    sources: Vec<u32>,
    counts: Vec<u32>,
}

impl Default for NewIds {
    fn default() -> Self {
        Self {
            names: EnumMap::default(),
            servers: Vec::new(),
            statuses: Vec::new(),
            sources: (0..Source::ALL.len() as u32).collect(),
            counts: Vec::new(),
        }
    }
}

impl NewIds {
    /// The same by column.
    fn of_columns(&self) -> [&[u32]; COLUMNS] {
        let mut of_columns = [&*self.counts; COLUMNS];
        for (of_column, dimension) in of_columns.iter_mut().zip(Dimension::ALL) {
            *of_column = match dimension.declaration().dictionary {
                Dictionary::Names(names) => &self.names[names],
                Dictionary::Servers => &self.servers,
                Dictionary::Statuses => &self.statuses,
                Dictionary::Sources => &self.sources,
            };
        }
        of_columns
    }
}

/// Servers with the new ids of their accounts.
fn renumbered(servers: &[Server], accounts: &[u32]) -> Vec<Server> {
    let servers = servers.iter().map(|server| Server {
        account: AccountId(*accounts.get(server.account.index()).unwrap_or(&NOT_KEPT)),
        name: server.name.clone(),
    });
    servers.collect()
}
