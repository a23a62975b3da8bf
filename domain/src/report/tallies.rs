//! The counts behind every list of a report.

use super::all_numbers::Report;
use super::block::Block;
use super::blocks::{Blocks, Counts};
use super::filter_tables::{FilterBits, FilterTables, TEXT, bit};
use super::keys::Keys;
use super::list_keys::{ListKeys, list_keys};
use super::people::People;
use super::tally::Tally;
use crate::dimension::Dimension;
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

/// The keys of one pass over the rows.
///
/// The category follows from the status and the account from the server. So rows are counted
/// by status, ignoring the filters on status and category, and by server, ignoring those on
/// server and account; both lists are made of these counts afterwards. In the same way rows
/// are counted by server and source together, and by product and model.
pub(super) struct Lists<'a> {
    pub(super) frame: &'a Frame,
    pub(super) tables: &'a FilterTables,
    /// The days with rows, in ascending order; their indexes are the keys.
    pub(super) days: Vec<i32>,
    by_day: Keys<'a>,
    by_key: Vec<(ListKeys<'a>, Keys<'a>)>,
}

impl<'a> Lists<'a> {
    fn new(frame: &'a Frame, tables: &'a FilterTables, people: &'a People, days: Vec<i32>) -> Self {
        let lists = list_keys(frame).into_iter().map(|columns| {
            let keys = match columns.dimension {
                Dimension::User => Keys::of_persons(people),
                Dimension::Server => {
                    let servers = frame.dictionaries.servers.iter();
                    let owners = servers.map(|server| server.account.index());
                    let times = columns.count.checked_div(owners.len()).unwrap_or(0);
                    let owners = std::iter::repeat_n(owners, times).flatten();
                    Keys::of_accounts(owners, people)
                }
                _ => Keys::of_anyone(columns.count, people),
            };
            (columns, keys)
        });
        Self {
            frame,
            tables,
            by_day: Keys::of_anyone(days.len(), people),
            days,
            by_key: lists.collect(),
        }
    }
}

/// The counts of one list, or of several together.
pub(super) struct ListTally<'a> {
    pub(super) columns: ListKeys<'a>,
    /// The bits of the filters that are set and that rows may fail.
    ignored: FilterBits,
    pub(super) tally: Tally<'a>,
}

impl ListTally<'_> {
    fn take(&mut self, block: &mut Block<'_>) {
        self.tally.take(match self.columns.outer {
            Some(outer) => block.by_both(outer.column, outer.inner_ids, self.columns.column),
            None => block.by(self.columns.column),
        });
    }
}

/// The counts of every list of a report.
pub(super) struct Tallies<'a> {
    pub(super) lists: &'a Lists<'a>,
    pub(super) day: Tally<'a>,
    pub(super) by_key: Vec<ListTally<'a>>,
    /// The distinct `ignored` of all lists, and 0 for the days.
    selections: Vec<FilterBits>,
    /// For each key that is set and has no list, the number of attempts without its filter.
    pub(super) without: Vec<(FilterKey, u64)>,
    /// The number of attempts without the text.
    pub(super) without_text: u64,
}

impl<'a> Tallies<'a> {
    /// All counts are zero.
    fn new(lists: &'a Lists<'a>) -> Self {
        let set = lists.tables.set();
        let by_key = lists.by_key.iter().map(|(columns, keys)| ListTally {
            columns: *columns,
            ignored: columns.told & set,
            tally: Tally::new(keys),
        });
        let by_key: Vec<ListTally<'a>> = by_key.collect();
        let mut selections: Vec<FilterBits> = by_key.iter().map(|list| list.ignored).collect();
        selections.push(0);
        selections.sort_unstable();
        selections.dedup();
        let unlisted = FilterKey::ALL.into_iter();
        let unlisted = unlisted.filter(|key| key.declaration().list.is_none());
        let unlisted = unlisted.filter(|key| set & bit(*key) != 0);
        Self {
            lists,
            day: Tally::new(&lists.by_day),
            by_key,
            selections,
            without: unlisted.map(|key| (key, 0)).collect(),
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
            for list in &mut self.by_key {
                if list.ignored == ignored {
                    list.take(block);
                }
            }
        }
        for (key, without) in &mut self.without {
            *without += block.passing(bit(*key)) as u64;
        }
        if self.lists.tables.set() & TEXT != 0 {
            self.without_text += block.passing(TEXT) as u64;
        }
    }

    fn join(&mut self, other: Self) {
        self.day.join(other.day);
        for (list, other) in self.by_key.iter_mut().zip(other.by_key) {
            list.tally.join(other.tally);
        }
        for ((_, without), (_, other)) in self.without.iter_mut().zip(other.without) {
            *without += other;
        }
        self.without_text += other.without_text;
    }
}
