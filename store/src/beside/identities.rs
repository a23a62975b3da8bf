//! The identities of stored events beside the database, for a writer to begin with.

use std::io;
use std::path::{Path, PathBuf};

use super::file::{Input, Output};
use super::{Stamp, beside};
use crate::identities::Identities;

/// The last digit is the number of the form.
const FORMAT: [u8; 8] = *b"TRNWIDS1";

/// The file beside a database.
pub(crate) fn path(database: &Path) -> PathBuf {
    beside(database, "-identities")
}

/// Writes the file, in place of an older one.
pub(crate) fn save(database: &Path, stamp: Stamp, identities: &Identities) -> io::Result<()> {
    Output::write(&path(database), FORMAT, stamp, |output| {
        output.number(identities.len() as u64)?;
        output.numbers(identities.iter(), u64::to_le_bytes)
    })
}

/// The beginning of the file beside a database.
pub(crate) fn open(database: &Path) -> io::Result<Input> {
    Input::open(&path(database), FORMAT)
}

/// Reads the rest, with room for `events`. That the file's stamp fits the database is
/// the caller's to look at.
pub(crate) fn read(mut input: Input, events: usize) -> io::Result<Identities> {
    let length = input.length(8)?;
    let mut identities = Identities::default();
    identities.reserve(events.max(length));
    input.numbers::<8>(length, |numbers| {
        for &bytes in numbers {
            identities.insert(u64::from_le_bytes(bytes));
        }
    })?;
    input.finish()?;
    Ok(identities)
}
