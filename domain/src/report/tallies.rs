//! The counts behind every list of a report.

use super::Report;
use super::block::{Block, Blocks, Counts};
use super::filter_tables::{FilterTables, TEXT, bit};
use super::people::People;
use super::tally::{Keys, Tally};
use crate::column::Column;
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
    let counted = blocks.count(|| Tallies::new(&lists));
    counted.report(view, period, top)
}

/// What one pass over the rows counts by. A status tells its category and a server its
/// account, so rows are counted by status and by server under neither filter that these
/// tell, and both lists are made of the counts afterwards.
pub(super) struct Lists<'a> {
    pub(super) frame: &'a Frame,
    pub(super) tables: &'a FilterTables,
    /// The days that have rows, ascending: a place is a key of theirs.
    pub(super) days: Vec<i32>,
    by_day: Keys<'a>,
    by_status: Keys<'a>,
    by_server: Keys<'a>,
    by_person: Keys<'a>,
    by_product: Keys<'a>,
    by_feature: Keys<'a>,
    by_source: Keys<'a>,
    by_model: Keys<'a>,
}

impl<'a> Lists<'a> {
    fn new(frame: &'a Frame, tables: &'a FilterTables, people: &'a People, days: Vec<i32>) -> Self {
        let words = &frame.dictionaries;
        let owners = words.servers.iter().map(|server| server.account.index());
        Self {
            frame,
            tables,
            by_day: Keys::of_anyone(days.len(), people),
            days,
            by_status: Keys::of_anyone(words.statuses.len(), people),
            by_server: Keys::of_accounts(owners, people),
            by_person: Keys::of_persons(people),
            by_product: Keys::of_anyone(words.products.len(), people),
            by_feature: Keys::of_anyone(words.features.len(), people),
            by_source: Keys::of_anyone(Source::ALL.len(), people),
            by_model: Keys::of_anyone(words.models.len(), people),
        }
    }
}

/// The counts of one list.
pub(super) struct ListTally<'a> {
    column: &'a Column,
    /// The bits of the filters that the rows may fail, of those that are set.
    ignored: u16,
    pub(super) tally: Tally<'a>,
}

/// The counts of every list of a report.
pub(super) struct Tallies<'a> {
    pub(super) lists: &'a Lists<'a>,
    pub(super) day: Tally<'a>,
    /// By status, server, person, product, feature, source and model.
    pub(super) by_key: [ListTally<'a>; 7],
    /// The distinct `ignored` of the lists, 0 among them.
    selections: Vec<u16>,
    /// The attempts that there would be without the filter on devices, and without the
    /// text.
    pub(super) without_device: u64,
    pub(super) without_text: u64,
}

impl<'a> Tallies<'a> {
    /// Nothing counted yet.
    fn new(lists: &'a Lists<'a>) -> Self {
        let set = lists.tables.set();
        let columns = &lists.frame.attempts;
        let tally = |column: &'a Column, filters: &[FilterKey], keys: &'a Keys<'a>| ListTally {
            column,
            ignored: filters.iter().fold(0, |bits, key| bits | bit(*key)) & set,
            tally: Tally::new(keys),
        };
        let of_status = [FilterKey::Status, FilterKey::Category];
        let of_server = [FilterKey::Account, FilterKey::Server];
        let by_key = [
            tally(&columns.status, &of_status, &lists.by_status),
            tally(&columns.server, &of_server, &lists.by_server),
            tally(&columns.person, &[FilterKey::User], &lists.by_person),
            tally(&columns.product, &[FilterKey::Product], &lists.by_product),
            tally(&columns.feature, &[FilterKey::Feature], &lists.by_feature),
            tally(&columns.source, &[FilterKey::Source], &lists.by_source),
            tally(&columns.model, &[FilterKey::Model], &lists.by_model),
        ];
        let mut selections: Vec<u16> = by_key.iter().map(|list| list.ignored).collect();
        selections.push(0);
        selections.sort_unstable();
        selections.dedup();
        Self {
            lists,
            day: Tally::new(&lists.by_day),
            by_key,
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
                self.day.take(block.by_one(day as u32));
            }
            for list in &mut self.by_key {
                if list.ignored == ignored {
                    list.tally.take(block.by(list.column));
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
        for (list, other) in self.by_key.iter_mut().zip(other.by_key) {
            list.tally.join(other.tally);
        }
        self.without_device += other.without_device;
        self.without_text += other.without_text;
    }
}
