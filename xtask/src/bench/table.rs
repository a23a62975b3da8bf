//! The results as Markdown, as they are in `docs/performance.md`.

use crate::failure::Failure;

use super::answers::Answers;
use super::machine::Machine;
use super::measured::Measured;
use super::pages::Pages;

/// Where and beside what it was measured.
pub(crate) fn heading(machine: &Machine) -> String {
    format!(
        "Machine: {}. Load averages when it began: {}.\n",
        machine.described, machine.load
    )
}

/// What else ran at the end.
pub(crate) fn ending(machine: &Machine) -> String {
    format!("\nLoad averages when it ended: {}.\n", machine.load)
}

/// What the denials page computes, and the parts of it.
pub(crate) fn answers(sizes: &[Answers]) -> Result<String, Failure> {
    let mut answers = Table::new(
        "The answer of the denials page, in milliseconds",
        "attempts | question | pass | its lists alone | Turnaway | DuckDB | × | DuckDB's fastest form",
    );
    let mut parts = Table::new(
        "The parts of an answer with nothing filtered, in milliseconds",
        "attempts | lists | over time | what weighs most | 100 rows of the table | \
         loading the dataset",
    );
    for size in sizes {
        let total = whole(size.engine.number("attempts")?);
        let [ours, duckdb] = [&size.engine, &size.duckdb].map(|one| one.list("questions"));
        for (ours, duckdb) in ours?.iter().zip(&duckdb?) {
            let [ours_ms, duckdb_ms] = [ours, duckdb].map(|one| one.number("answer_ms"));
            let [ours_ms, duckdb_ms] = [ours_ms?, duckdb_ms?];
            answers.row([
                total.clone(),
                ours.text("name")?.to_owned(),
                whole(ours.number("attempts")?),
                ms(ours.number("lists_ms")?),
                ms(ours_ms),
                ms(duckdb_ms),
                times(duckdb_ms, ours_ms),
                duckdb.text("form")?.to_owned(),
            ]);
        }
        let measured = size.engine.part("parts")?;
        parts.row([
            total,
            ms(measured.number("lists_ms")?),
            ms(measured.number("trend_ms")?),
            ms(measured.number("weights_ms")?),
            ms(measured.number("rows_ms")?),
            ms(size.engine.number("load_s")? * 1e3),
        ]);
    }
    Ok(answers.text + &growth(sizes)? + &parts.text)
}

/// The attempts of the same answers by SQL on the rows of the database.
pub(crate) fn sqlite(sizes: &[Answers], sqlite: &[Measured]) -> Result<String, Failure> {
    let mut table = Table::new(
        "The answer of the denials page, beside SQL on the database that counts attempts alone, \
         in milliseconds",
        "attempts | question | Turnaway | SQLite | ×",
    );
    for (size, sqlite) in sizes.iter().zip(sqlite) {
        let total = whole(size.engine.number("attempts")?);
        let [ours, sqlite] = [&size.engine, sqlite].map(|one| one.list("questions"));
        for (ours, sqlite) in ours?.iter().zip(&sqlite?) {
            let [ours_ms, sqlite_ms] = [ours.number("answer_ms")?, sqlite.number("attempts_ms")?];
            table.row([
                total.clone(),
                ours.text("name")?.to_owned(),
                ms(ours_ms),
                ms(sqlite_ms),
                times(sqlite_ms, ours_ms),
            ]);
        }
    }
    Ok(table.text)
}

/// What an attempt costs at each size: the same at every size where time grows with them.
fn growth(sizes: &[Answers]) -> Result<String, Failure> {
    let mut table = Table::new(
        "How the answer grows, in nanoseconds an attempt",
        "attempts | question | Turnaway | DuckDB",
    );
    for size in sizes {
        let total = size.engine.number("attempts")?;
        let [ours, duckdb] = [&size.engine, &size.duckdb].map(|one| one.list("questions"));
        for (ours, duckdb) in ours?.iter().zip(&duckdb?) {
            let an_attempt = |one: &Measured| Ok(one.number("answer_ms")? * 1e6 / total);
            table.row([
                whole(total),
                ours.text("name")?.to_owned(),
                format!("{:.2}", an_attempt(ours)?),
                format!("{:.2}", an_attempt(duckdb)?),
            ]);
        }
    }
    Ok(table.text)
}

/// The served page beside Datasette's.
pub(crate) fn pages(sizes: &[Pages]) -> Result<String, Failure> {
    let mut table = Table::new(
        "The served page, in milliseconds",
        "attempts | Turnaway's page | its data alone | Datasette | × | Datasette as it comes",
    );
    for size in sizes {
        let measured = &size.measured;
        let [ours, data, theirs] =
            ["page_ms", "data_ms", "datasette_ms"].map(|name| measured.number(name));
        let [ours, theirs] = [ours?, theirs?];
        table.row([
            whole(size.attempts as f64),
            ms(ours),
            ms(data?),
            ms(theirs),
            times(theirs, ours),
            format!(
                "{} after {} ms",
                measured.text("default")?,
                ms(measured.number("default_ms")?)
            ),
        ]);
    }
    Ok(table.text)
}

/// Filter and sort in the browser.
pub(crate) fn browser(measured: &Measured) -> Result<String, Failure> {
    let mut table = Table::new(
        &format!(
            "Filter and sort of {} attempts in Chromium {}, in milliseconds",
            whole(measured.number("attempts")?),
            measured.text("chromium")?
        ),
        "question | rows | WebAssembly | JavaScript | ×",
    );
    for question in measured.list("questions")? {
        let [ours, plain] = [question.number("ours")?, question.number("plain")?];
        table.row([
            question.text("name")?.to_owned(),
            whole(question.number("rows")?),
            ms(ours),
            ms(plain),
            times(plain, ours),
        ]);
    }
    Ok(format!(
        "{}\nReading the slice takes {} ms, a report of one category {} ms.\n",
        table.text,
        ms(measured.number("decoded")?),
        ms(measured.number("report")?)
    ))
}

/// Import from end to end beside the disk.
pub(crate) fn import(sizes: &[Measured]) -> Result<String, Failure> {
    let mut table = Table::new(
        "Import of CSV from end to end, beside the disk",
        "events | seconds | events/s | again, events/s | read, MB/s | file grows, MB/s | \
         disk alone, MB/s | ×",
    );
    for size in sizes {
        let [events, import_s, again_s, csv, bytes, disk_s] = [
            "events",
            "import_s",
            "again_s",
            "csv_bytes",
            "bytes",
            "disk_s",
        ]
        .map(|name| size.number(name));
        let [events, import_s, bytes, disk_s] = [events?, import_s?, bytes?, disk_s?];
        table.row([
            whole(events),
            format!("{import_s:.1}"),
            whole(events / import_s),
            whole(events / again_s?),
            whole(csv? / import_s / 1e6),
            whole(bytes / import_s / 1e6),
            whole(bytes / disk_s / 1e6),
            times(import_s, disk_s),
        ]);
    }
    Ok(table.text)
}

/// Single events of many writers at once.
pub(crate) fn single_events(measured: &Measured) -> Result<String, Failure> {
    let mut table = Table::new(
        "Single events of many writers at once, each acknowledged when it is on the disk",
        "writers | events/s | median, ms | 99 of 100 within, ms",
    );
    table.row([
        whole(measured.number("writers")?),
        whole(measured.number("events_per_s")?),
        ms(measured.number("median_ms")?),
        ms(measured.number("p99_ms")?),
    ]);
    Ok(table.text)
}

/// A table of Markdown that grows by rows.
struct Table {
    text: String,
}

impl Table {
    fn new(title: &str, columns: &str) -> Self {
        let line = columns.split('|').map(|_| "---").collect::<Vec<_>>();
        Self {
            text: format!("\n**{title}**\n\n| {columns} |\n|{}|\n", line.join("|")),
        }
    }

    fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.text.push_str("| ");
        self.text.push_str(&cells.join(" | "));
        self.text.push_str(" |\n");
    }
}

/// Milliseconds with three digits that say something.
fn ms(time: f64) -> String {
    match time {
        _ if time < 1.0 => format!("{time:.3}"),
        _ if time < 10.0 => format!("{time:.2}"),
        _ if time < 100.0 => format!("{time:.1}"),
        _ => whole(time),
    }
}

/// How many times `ours` goes into `theirs`.
fn times(theirs: f64, ours: f64) -> String {
    let ratio = theirs / ours;
    if ratio < 10.0 {
        format!("{ratio:.1}")
    } else {
        whole(ratio)
    }
}

/// A whole number with a comma before every three digits.
fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_readable() {
        let texts = [0.0712, 1.234, 65.78, 123.4, 1234.5].map(ms);
        assert_eq!(texts, ["0.071", "1.23", "65.8", "123", "1,234"]);
        assert_eq!(
            [7.0, 999.0, 1000.0, 1e7].map(whole),
            ["7", "999", "1,000", "10,000,000"]
        );
        assert_eq!(times(30.0, 4.0), "7.5");
        assert_eq!(times(1e6, 100.0), "10,000");
    }

    #[test]
    fn a_table_is_markdown() {
        let mut table = Table::new("Title", "a | b");
        table.row(["1".to_owned(), "2".to_owned()]);
        assert_eq!(
            table.text,
            "\n**Title**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        );
    }
}
