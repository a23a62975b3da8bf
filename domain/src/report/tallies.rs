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
    by_status: Keys<'a>,
    /// The servers, once a source.
    by_server: Keys<'a>,
    servers_of_source: Vec<u32>,
    by_person: Keys<'a>,
    by_feature: Keys<'a>,
    /// The products, once a model where the two are counted together.
    by_product: Keys<'a>,
    products_of_model: Vec<u32>,
    /// `None` where they are counted with the products.
    by_model: Option<Keys<'a>>,
}

/// The most words of bits that products and models take together; beyond it the two are
/// counted one by one.
const TOGETHER_WORDS_MAX: usize = 1 << 19;

impl<'a> Lists<'a> {
    fn new(frame: &'a Frame, tables: &'a FilterTables, people: &'a People, days: Vec<i32>) -> Self {
        let words = &frame.dictionaries;
        let owners = words.servers.iter().map(|server| server.account.index());
        let owners = Source::ALL.into_iter().flat_map(|_| owners.clone());
        let (products, models) = (words.products.len(), words.models.len());
        let pairs = products.saturating_mul(models);
        let are_together = pairs.saturating_mul(people.known.len()) <= TOGETHER_WORDS_MAX;
        Self {
            frame,
            tables,
            by_day: Keys::of_anyone(days.len(), people),
            days,
            by_status: Keys::of_anyone(words.statuses.len(), people),
            by_server: Keys::of_accounts(owners, people),
            servers_of_source: first_keys(Source::ALL.len(), words.servers.len()),
            by_person: Keys::of_persons(people),
            by_feature: Keys::of_anyone(words.features.len(), people),
            by_product: Keys::of_anyone(if are_together { pairs } else { products }, people),
            products_of_model: first_keys(models, products),
            by_model: (!are_together).then(|| Keys::of_anyone(models, people)),
        }
    }
}

/// The first key of each of so many groups of keys.
fn first_keys(groups: usize, keys: usize) -> Vec<u32> {
    (0..groups as u32)
        .map(|group| group.saturating_mul(keys as u32))
        .collect()
}

/// The counts of one list, or of two together.
pub(super) struct ListTally<'a> {
    column: &'a Column,
    /// The column that is counted together with it, and the first key of each of its
    /// values.
    outer: Option<(&'a Column, &'a [u32])>,
    /// The bits of the filters that the rows may fail, of those that are set.
    ignored: u16,
    pub(super) tally: Tally<'a>,
}

impl<'a> ListTally<'a> {
    fn new(column: &'a Column, ignored: u16, keys: &'a Keys<'a>) -> Self {
        Self {
            column,
            outer: None,
            ignored,
            tally: Tally::new(keys),
        }
    }

    fn take(&mut self, block: &mut Block<'_>) {
        self.tally.take(match self.outer {
            Some((outer, first_keys)) => block.by_both(outer, first_keys, self.column),
            None => block.by(self.column),
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
        let ignored = |keys: &[FilterKey]| keys.iter().fold(0, |bits, key| bits | bit(*key)) & set;
        let of_status = ignored(&[FilterKey::Status, FilterKey::Category]);
        let of_server = ignored(&[FilterKey::Account, FilterKey::Server, FilterKey::Source]);
        let of_user = ignored(&[FilterKey::User]);
        let of_feature = ignored(&[FilterKey::Feature]);
        let of_product = ignored(&[FilterKey::Product]);
        let of_model = ignored(&[FilterKey::Model]);
        let mut server = ListTally::new(&columns.server, of_server, &lists.by_server);
        server.outer = Some((&columns.source, &lists.servers_of_source));
        let mut product = ListTally::new(&columns.product, of_product, &lists.by_product);
        if lists.by_model.is_none() {
            product.ignored |= of_model;
            product.outer = Some((&columns.model, &lists.products_of_model));
        }
        let model = |keys: &'a Keys<'a>| ListTally::new(&columns.model, of_model, keys);
        let mut tallies = Self {
            lists,
            day: Tally::new(&lists.by_day),
            by_key: [
                ListTally::new(&columns.status, of_status, &lists.by_status),
                server,
                ListTally::new(&columns.person, of_user, &lists.by_person),
                ListTally::new(&columns.feature, of_feature, &lists.by_feature),
                product,
            ],
            by_model: lists.by_model.as_ref().map(model),
            selections: Vec::new(),
            without_device: 0,
            without_text: 0,
        };
        let ignored = tallies.by_key.iter().chain(&tallies.by_model);
        let mut selections: Vec<u16> = ignored.map(|list| list.ignored).collect();
        selections.push(0);
        selections.sort_unstable();
        selections.dedup();
        tallies.selections = selections;
        tallies
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
