//! Demo data as events in a builder, for benchmarks and for tests of sizes.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the benchmarks and the tests each use a part, and may stop where it fails"
)]

use std::collections::HashMap;

use domain::catalogue::Catalogue;
use domain::demo::{DemoOptions, generate};
use domain::dimension::{Dictionary, Dimension, Names};
use domain::event::Event;
use domain::frame::{Dictionaries, Frame, Server, Status};
use domain::frame_builder::{FrameBuilder, Request};
use domain::names::AccountId;
use enum_map::EnumMap;
use jiff::civil::date;

/// The default year with this number of attempts, up to a fixed day.
pub(crate) fn demo(attempts: u64) -> DemoOptions {
    DemoOptions {
        attempts,
        ..DemoOptions::new(date(2025, 8, 31))
    }
}

/// The frame of a demo year.
pub(crate) fn demo_frame(attempts: u64) -> Frame {
    let filled = Filled::demo(attempts);
    filled.builder.frame(1, filled.dictionaries)
}

/// Names by id, and ids by name.
#[derive(Default)]
struct Words(HashMap<Box<str>, u32>);

impl Words {
    fn id(&mut self, words: &mut Vec<Box<str>>, word: &str) -> u32 {
        if let Some(id) = self.0.get(word) {
            return *id;
        }
        let id = u32::try_from(words.len()).unwrap();
        words.push(word.into());
        self.0.insert(word.into(), id);
        id
    }
}

/// A builder with every event of a demo year, and its dictionaries.
#[derive(Default)]
pub(crate) struct Filled {
    pub(crate) builder: FrameBuilder,
    pub(crate) dictionaries: Dictionaries,
    ids: EnumMap<Names, Words>,
    servers: HashMap<(u32, Box<str>), u32>,
    statuses: HashMap<(Box<str>, Box<str>), u32>,
}

impl Filled {
    pub(crate) fn demo(attempts: u64) -> Self {
        let catalogue = Catalogue::built_in();
        let mut filled = Self::default();
        generate(&demo(attempts), &mut |event| filled.push(event, &catalogue));
        filled
    }

    fn push(&mut self, event: &Event<'_>, catalogue: &Catalogue) {
        let names: EnumMap<Names, u32> = EnumMap::from_fn(|names| {
            let words = &mut self.dictionaries.names[names];
            self.ids[names].id(words, event.name(names))
        });
        let server = self.server(names[Names::Accounts], event.server.0);
        let status = event.status.map(|_| self.status(event, catalogue));
        let ids =
            EnumMap::from_fn(
                |dimension: Dimension| match dimension.declaration().dictionary {
                    Dictionary::Names(of) => names[of],
                    Dictionary::Servers => server,
                    Dictionary::Statuses => status.unwrap_or(0),
                    Dictionary::Sources => event.source.unwrap() as u32,
                },
            );
        self.builder.push(&Request {
            at: event.at,
            ids,
            count: event.count,
            is_final: event.is_final,
            outcome: event.outcome,
        });
    }

    fn server(&mut self, account: u32, name: &str) -> u32 {
        let servers = &mut self.dictionaries.servers;
        *self
            .servers
            .entry((account, name.into()))
            .or_insert_with(|| {
                let account = AccountId(account);
                let name = name.into();
                servers.push(Server { account, name });
                u32::try_from(servers.len() - 1).unwrap()
            })
    }

    fn status(&mut self, event: &Event<'_>, catalogue: &Catalogue) -> u32 {
        let logged = event.status.unwrap();
        let code = catalogue.resolve_code(&logged);
        let statuses = &mut self.dictionaries.statuses;
        let key = (logged.space.into(), code.into());
        *self.statuses.entry(key).or_insert_with(|| {
            let (description, category) =
                catalogue.describe(logged.space, code, logged.description);
            statuses.push(Status {
                space: logged.space.into(),
                code: code.into(),
                description: description.into(),
                category,
            });
            u32::try_from(statuses.len() - 1).unwrap()
        })
    }
}
