//! Parsing, in bytes per second: `cargo bench -p domain --bench parse`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark may stop where it fails, and its macros document nothing"
)]

#[path = "../tests/support/demo_frame.rs"]
mod demo_frame;

#[path = "../tests/utc/mod.rs"]
mod utc;

use std::fmt::Write as _;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::demo::generate;
use domain::event::{Event, Outcome};
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext};
use jiff::Timestamp;
use jiff::civil::date;

use demo_frame::demo;
use utc::Utc;

/// The number of denials in the logs; grants and returns come on top.
const ATTEMPTS: u64 = 10_000;

/// The number of bytes per read.
const CHUNK: usize = 64 * 1024;

/// Counts events, and panics at a rejected line.
struct Counting(u64);

impl EventSink for Counting {
    fn event(&mut self, _line: u64, _event: &Event<'_>) {
        self.0 += 1;
    }

    fn rejected(&mut self, line: u64, reason: String) {
        unreachable!("line {line}: {reason}");
    }

    fn warning(&mut self, _text: String) {}
}

/// The demo's events as CSV.
fn csv() -> String {
    let mut text = "time,outcome,account,server,source,user,device,product,feature,version,\
                    license_model,count,code_space,code,description,final\n"
        .to_owned();
    generate(&demo(ATTEMPTS), &mut |event| {
        let status = event.status.unwrap_or_default();
        let time = Timestamp::from_second(event.at.0).unwrap();
        let cells = [
            &time.to_string(),
            event.outcome.word(),
            event.account.0,
            event.server.0,
            event.source.unwrap().word(),
            event.user.0,
            event.device.0,
            event.product.0,
            event.feature.0,
            event.version.0,
            event.model.0,
            &event.count.to_string(),
            status.space,
            status.code,
            status.description,
            &event.is_final.to_string(),
        ];
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        writeln!(text, "{}", quoted.join(",")).unwrap();
    });
    text
}

/// The demo's events as the debug log of one server.
fn flexnet_debug() -> String {
    let mut text = String::new();
    let mut day = None;
    generate(&demo(ATTEMPTS), &mut |event| {
        let time = Timestamp::from_second(event.at.0).unwrap();
        let time = jiff::tz::TimeZone::UTC.to_datetime(time);
        let clock = time.time();
        if day.replace(time.date()) != Some(time.date()) {
            let (year, month, day) = (time.year(), time.month(), time.day());
            writeln!(text, "{clock} (lmgrd) TIMESTAMP {month}/{day}/{year}").unwrap();
        }
        let (word, why) = match event.outcome {
            Outcome::Denied => (
                "DENIED",
                "(Licensed number of users already reached. (-4,342))",
            ),
            Outcome::Granted => ("OUT", ""),
            Outcome::Returned => ("IN", ""),
        };
        let (feature, user, device) = (event.feature.0, event.user.0, event.device.0);
        writeln!(
            text,
            "{clock} (vendor) {word}: \"{feature}\" {user}@{device}  {why}"
        )
        .unwrap();
    });
    text
}

fn events(format: LogFormat, text: &str) -> u64 {
    let context = ParseContext {
        zone: &Utc,
        first_date: None,
        time: None,
        latest: date(2025, 9, 1).at(0, 0, 0, 0),
    };
    let mut parser = LogParser::new(format, context);
    let mut sink = Counting(0);
    for chunk in text.as_bytes().chunks(CHUNK) {
        parser.feed(chunk, &mut sink).unwrap();
    }
    parser.finish(&mut sink).unwrap();
    sink.0
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    group.sample_size(20);
    for (format, text) in [
        (LogFormat::EventsCsv, csv()),
        (LogFormat::FlexnetDebug, flexnet_debug()),
    ] {
        assert!(events(format, &text) >= ATTEMPTS);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format.word(), |bencher| {
            bencher.iter(|| events(format, &text));
        });
    }
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
