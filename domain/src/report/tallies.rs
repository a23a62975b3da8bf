//! The counts behind every list of a report.

use super::Report;
use super::block::Block;
use super::blocks::{Blocks, Counts};
use super::counted::Counted;
use super::filter_tables::{FilterTables, TEXT, bit};
use super::keys::Keys;
use super::list_keys::{KeysOfLists, ListKeys};
use super::people::People;
use super::running_counts::Made;
use super::stretch::in_blocks;
use super::tally::Tally;
use crate::event::Source;
use crate::frame::Frame;
use crate::period::Period;
use crate::view::{FilterKey, View};
use crate::zone::ZoneOffsets;

/// The report of a view's filters over a period. What is not counted is 0.
pub(super) fn report_of(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
    counted: Counted,
) -> Report {
    let tables = FilterTables::new(frame, view);
    let blocks = Blocks::new(frame, view, zone, period, &tables, counted);
    let people = match counted {
        Counted::Attempts => People::default(),
        Counted::Denials | Counted::All => People::of(frame),
    };
    let lists = Lists::new(frame, &tables, &people, blocks.days(), counted);
    let mut tallies = blocks.count(|| Tallies::new(&lists));
    tallies.take_unfiltered(&blocks);
    tallies.report(view, period, top)
}

/// What one pass over the rows counts by.
///
/// A status tells its category and a server its account, so rows are counted by status
/// and by server under neither filter that these tell, and both lists are made of the
/// counts afterwards. In the same way rows are counted by server and source together,
/// and by product and model.
pub(super) struct Lists<'a> {
    pub(super) frame: &'a Frame,
    pub(super) tables: &'a FilterTables,
    pub(super) counted: Counted,
    /// The days that have rows, ascending: a place is a key of theirs.
    pub(super) days: Vec<i32>,
    by_day: Keys<'a>,
    columns: KeysOfLists<'a>,
    five: [Keys<'a>; 5],
    model: Option<Keys<'a>>,
    /// The counts of the lists that no filter is held against, where these are not
    /// counted row by row.
    running: Option<&'a Made>,
}

impl<'a> Lists<'a> {
    fn new(
        frame: &'a Frame,
        tables: &'a FilterTables,
        people: &'a People,
        days: Vec<i32>,
        counted: Counted,
    ) -> Self {
        let columns = KeysOfLists::of(frame);
        let servers = frame.dictionaries.servers.iter();
        let owners = servers.map(|server| server.account.index());
        let owners = Source::ALL.into_iter().flat_map(|_| owners.clone());
        let keys = |count: usize| match counted {
            Counted::All => Keys::of_anyone(count, people),
            Counted::Attempts | Counted::Denials => Keys::without_users(count),
        };
        let [status, server, person, feature, product] = columns.five.map(|keys| keys.count);
        let (status, server) = match counted {
            Counted::Attempts => (keys(status), keys(server)),
            Counted::Denials | Counted::All => (
                Keys::of_anyone(status, people),
                Keys::of_accounts(owners, people),
            ),
        };
        let person = match counted {
            Counted::All => Keys::of_persons(people),
            Counted::Attempts | Counted::Denials => keys(person),
        };
        let is_unfiltered = |list: ListKeys<'_>| tables.set() & !list.told == 0;
        let running = counted == Counted::Attempts && columns.iter().any(is_unfiltered);
        Self {
            frame,
            tables,
            counted,
            by_day: keys(days.len()),
            days,
            columns,
            five: [status, server, person, keys(feature), keys(product)],
            model: columns.model.map(|model| keys(model.count)),
            running: running.then(|| frame.running_counts.of(frame)).flatten(),
        }
    }
}

/// The counts of one list, or of two together.
pub(super) struct ListTally<'a> {
    columns: ListKeys<'a>,
    /// The bits of the filters that the rows may fail, of those that are set.
    ignored: u16,
    /// Whether it is counted row by row, or has its counts already.
    is_by_rows: bool,
    pub(super) tally: Tally<'a>,
}

impl<'a> ListTally<'a> {
    fn new(lists: &'a Lists<'a>, columns: ListKeys<'a>, keys: &'a Keys<'a>) -> Self {
        let set = lists.tables.set();
        Self {
            columns,
            ignored: columns.told & set,
            is_by_rows: lists.running.is_none() || set & !columns.told != 0,
            tally: Tally::new(keys),
        }
    }

    fn take(&mut self, block: &mut Block<'_>) {
        self.tally.take(match self.columns.outer {
            Some((outer, values)) => block.by_both(outer, values, self.columns.column),
            None => block.by(self.columns.column),
        });
    }
}

/// The counts of every list of a report.
pub(super) struct Tallies<'a> {
    pub(super) lists: &'a Lists<'a>,
    pub(super) day: Tally<'a>,
    /// By status, server and source, person, feature, and product.
    pub(super) by_key: [ListTally<'a>; 5],
    /// By model, where it is not counted with the product.
    pub(super) by_model: Option<ListTally<'a>>,
    /// The distinct `ignored` of what is counted row by row, 0 among them for the days.
    selections: Vec<u16>,
    /// The attempts that there would be without the filter on devices, and without the
    /// text.
    pub(super) without_device: u64,
    pub(super) without_text: u64,
}

impl<'a> Tallies<'a> {
    /// Nothing counted yet.
    fn new(lists: &'a Lists<'a>) -> Self {
        let tally = |columns, keys| ListTally::new(lists, columns, keys);
        let [status, server, person, feature, product] = lists.columns.five;
        let [by_status, by_server, by_person, by_feature, by_product] = &lists.five;
        let by_key = [
            tally(status, by_status),
            tally(server, by_server),
            tally(person, by_person),
            tally(feature, by_feature),
            tally(product, by_product),
        ];
        let by_model = lists.columns.model.zip(lists.model.as_ref());
        let by_model = by_model.map(|(model, keys)| tally(model, keys));
        let tallies = by_key.iter().chain(&by_model);
        let by_rows = tallies.filter(|list| list.is_by_rows);
        let mut selections: Vec<u16> = by_rows.map(|list| list.ignored).collect();
        selections.push(0);
        selections.sort_unstable();
        selections.dedup();
        Self {
            lists,
            day: Tally::new(&lists.by_day),
            by_key,
            by_model,
            selections,
            without_device: 0,
            without_text: 0,
        }
    }

    /// Takes the lists that are not counted row by row from the counts that there are
    /// already, and from the few rows before and after these.
    fn take_unfiltered(&mut self, blocks: &Blocks<'_>) {
        let Some(running) = self.lists.running else {
            return;
        };
        let mut block = Block::new(blocks);
        for rows in blocks.rows() {
            let between = running.within(&rows);
            let left = match &between {
                Some((_, left)) => left.clone(),
                None => [rows, 0..0],
            };
            let lists = self.by_key.iter_mut().chain(&mut self.by_model);
            for (place, list) in lists.enumerate().filter(|(_, list)| !list.is_by_rows) {
                if let Some((between, _)) = between {
                    list.tally.add(running.attempts(place, between));
                }
                for rows in left.iter().flat_map(in_blocks) {
                    block.begin_unfiltered(rows);
                    list.take(&mut block);
                }
            }
        }
    }
}

impl Counts for Tallies<'_> {
    fn take(&mut self, block: &mut Block<'_>) {
        for &ignored in &self.selections {
            if !block.select(ignored) {
                continue;
            }
            if ignored == 0
                && let Ok(day) = self.lists.days.binary_search(&block.day())
            {
                self.day.take_as(day as u32, block.by_nothing());
            }
            for list in self.by_key.iter_mut().chain(&mut self.by_model) {
                if list.is_by_rows && list.ignored == ignored {
                    list.take(block);
                }
            }
        }
        let set = self.lists.tables.set();
        if set & bit(FilterKey::Device) != 0 {
            self.without_device += block.passing(bit(FilterKey::Device)) as u64;
        }
        if set & TEXT != 0 {
            self.without_text += block.passing(TEXT) as u64;
        }
    }

    fn join(&mut self, other: Self) {
        self.day.join(other.day);
        let others = other.by_key.into_iter().chain(other.by_model);
        for (list, other) in self.by_key.iter_mut().chain(&mut self.by_model).zip(others) {
            list.tally.join(other.tally);
        }
        self.without_device += other.without_device;
        self.without_text += other.without_text;
    }
}
