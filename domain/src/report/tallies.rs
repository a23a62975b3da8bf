//! The counts behind every list of a report.

use super::block::Block;
use super::blocks::{Blocks, Counts};
use super::filter_tables::{FilterBits, FilterTables, TEXT, bit};
use super::keys::Keys;
use super::list_keys::{KeysOfLists, ListKeys};
use super::numbers::Report;
use super::people::People;
use super::tally::Tally;
use crate::event::Source;
use crate::frame::Frame;
use crate::period::Period;
use crate::view::{FilterKey, View};
use crate::zone::ZoneOffsets;

/// The report of a view's filters over a period.
pub(super) fn report_of(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Report {
    let tables = FilterTables::new(frame, view);
    let blocks = Blocks::new(frame, view, zone, period, &tables);
    let people = People::of(frame);
    let lists = Lists::new(frame, &tables, &people, blocks.days());
    let tallies = blocks.count(|| Tallies::new(&lists));
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
    /// The days that have rows, ascending: a place is a key of theirs.
    pub(super) days: Vec<i32>,
    by_day: Keys<'a>,
    columns: KeysOfLists<'a>,
    five: [Keys<'a>; 5],
    model: Option<Keys<'a>>,
}

impl<'a> Lists<'a> {
    fn new(frame: &'a Frame, tables: &'a FilterTables, people: &'a People, days: Vec<i32>) -> Self {
        let columns = KeysOfLists::of(frame);
        let servers = frame.dictionaries.servers.iter();
        let owners = servers.map(|server| server.account.index());
        let owners = Source::ALL.into_iter().flat_map(|_| owners.clone());
        let keys = |count: usize| Keys::of_anyone(count, people);
        let [status, _, _, feature, product] = columns.five.map(|keys| keys.count);
        Self {
            frame,
            tables,
            by_day: keys(days.len()),
            days,
            columns,
            five: [
                keys(status),
                Keys::of_accounts(owners, people),
                Keys::of_persons(people),
                keys(feature),
                keys(product),
            ],
            model: columns.model.map(|model| keys(model.count)),
        }
    }
}

/// The counts of one list, or of two together.
pub(super) struct ListTally<'a> {
    columns: ListKeys<'a>,
    /// The bits of the filters that the rows may fail, of those that are set.
    ignored: FilterBits,
    pub(super) tally: Tally<'a>,
}

impl<'a> ListTally<'a> {
    fn new(lists: &'a Lists<'a>, columns: ListKeys<'a>, keys: &'a Keys<'a>) -> Self {
        Self {
            columns,
            ignored: columns.told & lists.tables.set(),
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
    /// The distinct `ignored` of all lists, 0 among them for the days.
    selections: Vec<FilterBits>,
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
        let mut selections: Vec<FilterBits> = tallies.map(|list| list.ignored).collect();
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
                if list.ignored == ignored {
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
