//! The slice: a frame as bytes, as the browser gets it, and what makes a newer slice of
//! one that the browser has.
//!
//! The grammar of its bytes is in `docs/slice-format.md`.
//!
//! A header (four letters and a format number), the mark of the slice that these bytes
//! add to, the mark of the one that they make, the data version, the dictionaries, then
//! the columns. A whole slice adds to the empty one, whose mark is [`NOTHING`].
//!
//! Every list and the rows are told as runs: so many are kept of the old ones, then so
//! many are new. What is kept is found by comparing the two frames, so it does not
//! matter what came late, in between or in another order of the dictionaries.
//!
//! New rows are told briefly. A row that repeats one of the 255 before it (a client that
//! tries again) says which. Of the others a column says, where it can, only that its
//! value is the one last seen with that of another column: the user of a device, the
//! product of a feature. Gaps are derived on both sides by the same rule that the record
//! uses ([`GapsBackwards`](crate::gaps::GapsBackwards)); only what the record knows
//! better is sent, which is the grants and what lies beyond the slice. Grants and
//! returns themselves are not in it. The bytes are sent compressed.
//!
//! Bytes that are damaged or foreign are an error, never a panic: every length is held
//! against what is left, every id against its dictionary.

mod decode;
mod encode;
mod foresight;
mod reader;
mod runs;
mod told;
mod writer;

use std::sync::Arc;

use enum_map::{Enum, EnumMap};

use crate::column::Column;
use crate::dimension::{Dictionary, Dimension, Names};
use crate::event::Source;
use crate::frame::{Attempts, Dictionaries, Frame, Server};
use crate::names::AccountId;

pub use decode::{decode, decode_in_steps};
pub use encode::encode;
pub use reader::SliceError;

use runs::NOWHERE;

/// The first bytes of a slice: its name and the number of its form.
pub const MAGIC: &[u8; 5] = b"TRNW\x02";

/// The mark of the slice that holds nothing.
pub const NOTHING: u64 = 0;

/// A frame that both sides have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slice {
    /// What whoever made the slice knows it by: another frame has another mark.
    pub mark: u64,
    /// The frame, without grants and returns.
    pub frame: Arc<Frame>,
}

/// The columns of ids: those of the dimensions, in their order, and that of the counts.
const COLUMNS: usize = Dimension::ALL.len() + 1;

/// The place of the earlier column beside which the value of a column is mostly the one last
/// seen.
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

/// How many ids each column may have.
fn id_counts(dictionaries: &Dictionaries, counts: usize) -> [usize; COLUMNS] {
    let mut of_columns = [counts; COLUMNS];
    for (of_column, dimension) in of_columns.iter_mut().zip(Dimension::ALL) {
        *of_column = dictionaries.len(dimension);
    }
    of_columns
}

/// The new id of each old one, by dictionary.
struct Places {
    names: EnumMap<Names, Vec<u32>>,
    servers: Vec<u32>,
    statuses: Vec<u32>,
    /// No source is ever new.
    sources: Vec<u32>,
    counts: Vec<u32>,
}

impl Default for Places {
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

impl Places {
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

/// Servers by the new ids of their accounts.
fn renumbered(servers: &[Server], accounts: &[u32]) -> Vec<Server> {
    let servers = servers.iter().map(|server| Server {
        account: AccountId(*accounts.get(server.account.index()).unwrap_or(&NOWHERE)),
        name: server.name.clone(),
    });
    servers.collect()
}
