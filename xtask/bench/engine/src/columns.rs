//! The frame's columns as CSV and its dictionaries as JSON, for the databases to be asked.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use domain::dimension::{Dimension, Names};
use domain::event::Source;
use domain::frame::{Frame, source_of};
use serde_json::json;

/// Writes `attempts.csv` and `words.json` into a folder.
pub(crate) fn write(frame: &Frame, folder: &Path) -> io::Result<()> {
    let words = &frame.dictionaries;
    let servers = words
        .servers
        .iter()
        .map(|server| (server.account.0, &server.name));
    let persons = frame
        .persons
        .iter()
        .map(|person| (person.account.0, person.user.0));
    let statuses = words
        .statuses
        .iter()
        .map(|status| (status.value(), status.category.slug()));
    let sources: Vec<&str> = (0..Source::ALL.len() as u32)
        .map(|number| source_of(number).word())
        .collect();
    let document = json!({
        "account": words.names[Names::Accounts],
        "user": words.names[Names::Users],
        "device": words.names[Names::Devices],
        "product": words.names[Names::Products],
        "feature": words.names[Names::Features],
        "version": words.names[Names::Versions],
        "model": words.names[Names::Models],
        "source": sources,
        "servers": servers.collect::<Vec<_>>(),
        "persons": persons.collect::<Vec<_>>(),
        "statuses": statuses.collect::<Vec<_>>(),
    });
    std::fs::write(folder.join("words.json"), document.to_string())?;

    // The file has its name once it is whole.
    let begun = folder.join("attempts.begun");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&begun)?);
    writeln!(
        out,
        "second,server,person,device,product,feature,version,model,status,source,is_final,\
         next_repeat_s,next_grant_s"
    )?;
    let columns = &frame.attempts;
    let rows = columns
        .at
        .iter()
        .zip(&columns.next_repeat_s)
        .zip(&columns.next_grant_s);
    for (row, ((at, next_repeat_s), next_grant_s)) in rows.enumerate() {
        write!(out, "{at}")?;
        for column in [
            &columns.ids[Dimension::Server],
            &columns.person,
            &columns.ids[Dimension::Device],
            &columns.ids[Dimension::Product],
            &columns.ids[Dimension::Feature],
            &columns.ids[Dimension::Version],
            &columns.ids[Dimension::Model],
            &columns.ids[Dimension::Status],
            &columns.ids[Dimension::Source],
            &columns.is_final,
        ] {
            write!(out, ",{}", column.get(row))?;
        }
        writeln!(out, ",{next_repeat_s},{next_grant_s}")?;
    }
    out.flush()?;
    std::fs::rename(begun, folder.join("attempts.csv"))
}
