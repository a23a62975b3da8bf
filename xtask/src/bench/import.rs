//! Import from end to end, beside what the disk can take.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::json;

use crate::demo;
use crate::failure::Failure;
use crate::files::{make_folder, remove_file, write};
use crate::step::{output, run, step};

use super::data::Data;
use super::measured::Measured;
use super::programs::Programs;

/// Makes the data of a size, or takes those of the last time.
pub(crate) fn data(programs: &Programs, folder: &Path, attempts: u64) -> Result<Data, Failure> {
    let data = Data {
        attempts,
        folder: folder.join(attempts.to_string()),
    };
    make_folder(&data.folder)?;
    demo::fill(&data.database(), || {
        step("making events", || make_events(programs, &data))?;
        measure(programs, &data, &data.database())
    })?;
    Ok(data)
}

fn make_events(programs: &Programs, data: &Data) -> Result<(), Failure> {
    let path = data.events();
    let file = File::create(&path).map_err(Failure::file("write", &path))?;
    run(Command::new(&programs.engine)
        .args(["events", &data.attempts.to_string()])
        .stdout(Stdio::from(file)))
}

/// Imports the events of a size once more, into a database that is then thrown away.
pub(crate) fn again(programs: &Programs, data: &Data) -> Result<(), Failure> {
    let database = data.folder.join("import.db");
    remove_database(&database)?;
    measure(programs, data, &database)?;
    remove_database(&database)
}

/// Stores single events of many writers at once in a database that is then thrown away.
pub(crate) fn single_events(programs: &Programs, data: &Data) -> Result<Measured, Failure> {
    let database = data.folder.join("writers.db");
    remove_database(&database)?;
    let mut engine = Command::new(&programs.engine);
    let measured = Measured::by(engine.arg("writers").arg(&database))?;
    remove_database(&database)?;
    Ok(measured)
}

/// Imports the events into a database that is not there yet, twice, and remembers the
/// times: the second import finds everything stored already.
pub(crate) fn measure(programs: &Programs, data: &Data, database: &Path) -> Result<(), Failure> {
    let (stored, import_s) = import(programs, data, database)?;
    let (duplicates, again_s) = import(programs, data, database)?;
    let bytes = length(database)?;
    let disk_s = disk(&data.folder.join("disk"), bytes)?;
    let document = json!({
        "events": stored,
        "duplicates": duplicates,
        "import_s": import_s,
        "again_s": again_s,
        "csv_bytes": length(&data.events())?,
        "bytes": bytes,
        "disk_s": disk_s,
    });
    write(&data.imported_file(), document.to_string().as_bytes())
}

/// The events of one import, or of its duplicates where nothing is new, and its seconds.
fn import(programs: &Programs, data: &Data, database: &Path) -> Result<(f64, f64), Failure> {
    let start = Instant::now();
    let said = output(
        Command::new(&programs.turnaway)
            .args(["import", "--json", "--database"])
            .arg(database)
            .arg(data.events()),
    )?;
    let seconds = start.elapsed().as_secs_f64();
    let files = Measured::read(said.as_bytes())?.list("files")?;
    let file = files.first().ok_or_else(|| Failure::Bench {
        reason: "an import names no file".to_owned(),
    })?;
    let events = file.part("events")?;
    let counted = events.number("denied")? + events.number("granted")?;
    Ok((counted, seconds))
}

/// The seconds that a plain, sequential write of that many bytes takes, with the sync.
fn disk(path: &Path, bytes: u64) -> Result<f64, Failure> {
    let block: Vec<u8> = (0..1 << 20)
        .map(|place: u32| ((place * 31) >> 3) as u8)
        .collect();
    let start = Instant::now();
    let written = File::create(path).and_then(|mut file| {
        let mut left = bytes;
        while left > 0 {
            let length = left.min(block.len() as u64);
            file.write_all(block.get(..length as usize).unwrap_or_default())?;
            left -= length;
        }
        file.sync_all()
    });
    written.map_err(Failure::file("write", path))?;
    let seconds = start.elapsed().as_secs_f64();
    remove_file(path)?;
    Ok(seconds)
}

fn length(path: &Path) -> Result<u64, Failure> {
    let length = |file: io::Result<std::fs::Metadata>| file.map(|file| file.len());
    length(path.metadata()).map_err(Failure::file("read", path))
}

/// Removes a database with all that is kept beside it.
fn remove_database(database: &Path) -> Result<(), Failure> {
    ["", "-wal", "-shm", "-columns", "-identities"]
        .iter()
        .try_for_each(|suffix| {
            let mut path = database.as_os_str().to_owned();
            path.push(suffix);
            remove_file(&PathBuf::from(path))
        })
}
