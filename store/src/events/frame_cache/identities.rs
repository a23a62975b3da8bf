//! The cached identities of stored events, for a writer to begin with.

use std::io;
use std::path::{Path, PathBuf};

use super::file::{Input, Output};
use super::{Stamp, with_suffix};
use crate::events::identities::{Identities, Stored};

/// The last digit is the version of the format. The first one did not tell events of an earlier
/// version of the program from others.
const FORMAT: [u8; 8] = *b"TRNWIDS2";

/// The cache file of a database.
pub(crate) fn path(database: &Path) -> PathBuf {
    with_suffix(database, "-identities")
}

/// Writes the file, in place of an older one.
pub(crate) fn save(database: &Path, stamp: Stamp, stored: &Stored) -> io::Result<()> {
    Output::write(&path(database), FORMAT, stamp, |output| {
        for identities in [&stored.earlier, &stored.present] {
            output.number(identities.len() as u64)?;
            output.numbers(identities.iter(), u64::to_le_bytes)?;
        }
        Ok(())
    })
}

/// Opens the cache file of a database and reads its stamp.
pub(crate) fn open(database: &Path) -> io::Result<Input> {
    Input::open(&path(database), FORMAT)
}

/// Reads the rest, with room for `events`. The caller checks that the stamp fits the database.
pub(crate) fn read(mut input: Input, events: usize) -> io::Result<Stored> {
    let earlier = read_set(&mut input, 0)?;
    let present = read_set(&mut input, events.saturating_sub(earlier.len()))?;
    input.finish()?;
    Ok(Stored { earlier, present })
}

fn read_set(input: &mut Input, room: usize) -> io::Result<Identities> {
    let length = input.length(8)?;
    let mut identities = Identities::default();
    identities.reserve(room.max(length));
    input.numbers::<8>(length, |numbers| {
        for &bytes in numbers {
            identities.insert(u64::from_le_bytes(bytes));
        }
    })?;
    Ok(identities)
}
