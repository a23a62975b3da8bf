//! What `domain` at commit 11f4e6d identifies the lines of an RLM log by. Put it into that
//! version's `domain/examples`; `identities.txt` is what it writes of `rlm-debug` and `rlm-report`.
//!
//! Usage: `cargo run -p domain --example make -- FORMAT FILE`

use std::collections::HashMap;

use domain::event::Event;
use domain::identity::event_hash;
use domain::log_format::LogFormat;
use domain::parse::{EventSink, LogParser, ParseContext};
use domain::zone::Utc;

struct Out {
    name: String,
    equal: HashMap<(i64, u64), u32>,
}

impl EventSink for Out {
    fn event(&mut self, line: u64, event: &Event<'_>) {
        let (at, hash) = (event.at.0, event_hash(event));
        let ordinal = self.equal.entry((at, hash)).or_default();
        println!("{} {line} {at} {hash:016x} {ordinal}", self.name);
        *ordinal += 1;
    }

    fn rejected(&mut self, line: u64, reason: String) {
        eprintln!("line {line}: {reason}");
    }

    fn warning(&mut self, text: String) {
        eprintln!("{text}");
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (format, path) = (arguments.next().unwrap(), arguments.next().unwrap());
    let context = ParseContext {
        zone: &Utc,
        first_date: Some(jiff::civil::date(2025, 3, 4)),
        time: None,
        latest: jiff::civil::DateTime::MAX,
    };
    let mut out = Out {
        name: path.rsplit('/').next().unwrap().to_owned(),
        equal: HashMap::new(),
    };
    let mut parser = LogParser::new(LogFormat::from_word(&format).unwrap(), context);
    parser
        .feed(&std::fs::read(&path).unwrap(), &mut out)
        .unwrap();
    parser.finish(&mut out).unwrap();
}
