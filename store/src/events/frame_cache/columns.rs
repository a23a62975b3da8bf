//! The cached columns of the frame. Names are not among them: they are read from the database,
//! and statuses are described by the current catalogue.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::column::Column;
use domain::dimension::{Dimension, Names};
use domain::frame::{Attempts, Dictionaries, Frame, Licenses, Person};
use domain::names::{AccountId, UserId};
use enum_map::EnumMap;

use super::file::{Input, Output, unfit};
use super::{Stamp, with_suffix};

/// The last digit is the version of the format, which changes when the columns do.
const FORMAT: [u8; 8] = *b"TRNWCOL2";

/// The cache file of a database.
pub(crate) fn path(database: &Path) -> PathBuf {
    with_suffix(database, "-columns")
}

/// Columns to be cached.
#[derive(Debug)]
pub struct ColumnsToSave {
    pub(crate) frame: Arc<Frame>,
    /// The database's id of each status of the frame.
    pub(crate) status_ids: Vec<u32>,
    pub(crate) stamp: Stamp,
    pub(crate) database: PathBuf,
}

impl ColumnsToSave {
    /// Writes the file, in place of an older one. Takes about a second for ten million
    /// attempts, and is no loss when it fails: the next start is slower.
    pub fn save(&self) -> io::Result<()> {
        Output::write(&path(&self.database), FORMAT, self.stamp, |output| {
            let frame = &self.frame;
            list(output, &self.status_ids)?;
            output.number(frame.counts.len() as u64)?;
            output.numbers(&frame.counts, |count| count.to_bits().to_le_bytes())?;
            let (accounts, users): (Vec<u32>, Vec<u32>) = frame
                .persons
                .iter()
                .map(|person| (person.account.0, person.user.0))
                .unzip();
            list(output, &accounts)?;
            list(output, &users)?;
            save_attempts(output, &frame.attempts)?;
            save_licenses(output, &frame.grants)?;
            save_licenses(output, &frame.returns)
        })
    }
}

fn save_attempts(output: &mut Output, attempts: &Attempts) -> io::Result<()> {
    list(output, &attempts.at)?;
    for ids in attempts.columns() {
        column(output, ids)?;
    }
    list(output, &attempts.next_repeat_s)?;
    list(output, &attempts.next_grant_s)
}

fn save_licenses(output: &mut Output, licenses: &Licenses) -> io::Result<()> {
    list(output, &licenses.at)?;
    for ids in licenses.columns() {
        column(output, ids)?;
    }
    Ok(())
}

fn list(output: &mut Output, values: &[u32]) -> io::Result<()> {
    output.number(values.len() as u64)?;
    output.numbers(values, |value| value.to_le_bytes())
}

fn column(output: &mut Output, column: &Column) -> io::Result<()> {
    match column {
        Column::U8(values) => {
            output.number(1)?;
            output.bytes(values)
        }
        Column::U16(values) => {
            output.number(2)?;
            output.numbers(values, |value| value.to_le_bytes())
        }
        Column::U32(values) => {
            output.number(4)?;
            output.numbers(values, |value| value.to_le_bytes())
        }
    }
}

/// What a file holds: a frame without names, and the database's id of each of its statuses.
pub(crate) struct Columns {
    pub(crate) frame: Frame,
    pub(crate) status_ids: Vec<u32>,
}

/// Opens the cache file of a database and reads its stamp.
pub(crate) fn open(database: &Path) -> io::Result<Input> {
    Input::open(&path(database), FORMAT)
}

/// Reads the rest. Every id is checked to be one of `names`, those of the database. The caller
/// checks that the stamp fits the database.
pub(crate) fn read(mut input: Input, names: &Dictionaries) -> io::Result<Columns> {
    let version = input.stamp.version;
    let status_ids = read_list(&mut input)?;
    let mut sorted = status_ids.clone();
    sorted.sort_unstable();
    let is_whole = (0..).zip(&sorted).all(|(place, &id)| place == id);
    if !is_whole || sorted.len() > names.statuses.len() {
        return Err(unfit());
    }
    let length = input.length(8)?;
    let mut counts = Vec::with_capacity(length);
    input.numbers::<8>(length, |bits| {
        counts.extend(
            bits.iter()
                .map(|&bits| f64::from_bits(u64::from_le_bytes(bits))),
        );
    })?;
    let accounts = read_list(&mut input)?;
    let users = read_list(&mut input)?;
    if accounts.len() != users.len()
        || !below(&accounts, names.names[Names::Accounts].len())
        || !below(&users, names.names[Names::Users].len())
    {
        return Err(unfit());
    }
    let person = |(account, user)| Person {
        account: AccountId(account),
        user: UserId(user),
    };
    let persons: Vec<Person> = accounts.into_iter().zip(users).map(person).collect();
    let limits = Limits {
        statuses: status_ids.len(),
        counts: counts.len(),
        persons: persons.len(),
    };
    let attempts = read_attempts(&mut input, names, &limits)?;
    let grants = read_licenses(&mut input, names)?;
    let returns = read_licenses(&mut input, names)?;
    input.finish()?;
    let frame = Frame {
        version,
        counts,
        persons,
        attempts,
        grants,
        returns,
        ..Frame::default()
    };
    Ok(Columns { frame, status_ids })
}

/// How many there are of what the file itself lists.
struct Limits {
    statuses: usize,
    counts: usize,
    persons: usize,
}

fn read_attempts(input: &mut Input, names: &Dictionaries, limits: &Limits) -> io::Result<Attempts> {
    let at = read_times(input)?;
    let rows = at.len();
    let mut ids = |below| read_column(input, rows, below);
    let of_dimension = EnumMap::try_from_fn(|dimension| match dimension {
        Dimension::Status => ids(limits.statuses),
        _ => ids(names.len(dimension)),
    })?;
    Ok(Attempts {
        at,
        ids: of_dimension,
        count: ids(limits.counts)?,
        is_final: ids(2)?,
        person: ids(limits.persons)?,
        next_repeat_s: read_gaps(input, rows)?,
        next_grant_s: read_gaps(input, rows)?,
    })
}

fn read_licenses(input: &mut Input, names: &Dictionaries) -> io::Result<Licenses> {
    let at = read_times(input)?;
    let rows = at.len();
    let mut licenses = Licenses {
        at,
        ..Licenses::default()
    };
    for dimension in Dimension::in_grants() {
        licenses.ids[dimension] = read_column(input, rows, names.len(dimension))?;
    }
    Ok(licenses)
}

fn read_list(input: &mut Input) -> io::Result<Vec<u32>> {
    let length = input.length(4)?;
    let mut values = Vec::with_capacity(length);
    input.numbers::<4>(length, |numbers| {
        values.extend(numbers.iter().map(|&bytes| u32::from_le_bytes(bytes)));
    })?;
    Ok(values)
}

fn read_times(input: &mut Input) -> io::Result<Vec<u32>> {
    let at = read_list(input)?;
    if at.is_sorted() { Ok(at) } else { Err(unfit()) }
}

fn read_gaps(input: &mut Input, rows: usize) -> io::Result<Vec<u32>> {
    let gaps = read_list(input)?;
    if gaps.len() == rows {
        Ok(gaps)
    } else {
        Err(unfit())
    }
}

fn read_column(input: &mut Input, rows: usize, limit: usize) -> io::Result<Column> {
    let (column, is_below) = match input.number()? {
        1 => {
            let values = input.bytes(rows)?;
            let is_below = below(&values, limit);
            (Column::U8(values), is_below)
        }
        2 => {
            let mut values = Vec::with_capacity(rows);
            input.numbers::<2>(rows, |numbers| {
                values.extend(numbers.iter().map(|&bytes| u16::from_le_bytes(bytes)));
            })?;
            let is_below = below(&values, limit);
            (Column::U16(values), is_below)
        }
        4 => {
            let mut values = Vec::with_capacity(rows);
            input.numbers::<4>(rows, |numbers| {
                values.extend(numbers.iter().map(|&bytes| u32::from_le_bytes(bytes)));
            })?;
            let is_below = below(&values, limit);
            (Column::U32(values), is_below)
        }
        _ => return Err(unfit()),
    };
    if is_below { Ok(column) } else { Err(unfit()) }
}

/// Whether every value is below a limit.
fn below<T: Copy + Ord + Into<u32>>(values: &[T], limit: usize) -> bool {
    let max = values.iter().copied().max();
    max.is_none_or(|max| (max.into() as usize) < limit)
}
