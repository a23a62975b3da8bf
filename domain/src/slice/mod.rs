//! The slice: a frame as bytes, as the browser gets it, and what makes a newer slice of
//! one that the browser has.
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

use crate::column::Column;
use crate::event::Source;
use crate::frame::{Attempts, Dictionaries, Frame};

pub use decode::{decode, decode_in_steps};
pub use encode::encode;
pub use reader::SliceError;

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

/// The columns of ids in the order in which they are told.
const COLUMNS: usize = 10;

/// For each column the earlier one beside which its value is mostly the one last seen.
const BESIDE: [Option<usize>; COLUMNS] = [
    None,
    Some(DEVICE),
    Some(DEVICE),
    None,
    Some(FEATURE),
    Some(SERVER),
    Some(SERVER),
    Some(PRODUCT),
    None,
    None,
];
const DEVICE: usize = 0;
const SERVER: usize = 2;
const FEATURE: usize = 3;
const PRODUCT: usize = 4;

fn columns(attempts: &Attempts) -> [&Column; COLUMNS] {
    [
        &attempts.device,
        &attempts.user,
        &attempts.server,
        &attempts.feature,
        &attempts.product,
        &attempts.source,
        &attempts.version,
        &attempts.model,
        &attempts.status,
        &attempts.count,
    ]
}

/// How many ids each column may have.
fn id_counts(words: &Dictionaries, counts: usize) -> [usize; COLUMNS] {
    [
        words.devices.len(),
        words.users.len(),
        words.servers.len(),
        words.features.len(),
        words.products.len(),
        Source::ALL.len(),
        words.versions.len(),
        words.models.len(),
        words.statuses.len(),
        counts,
    ]
}
