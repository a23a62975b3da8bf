//! The filters of a view, computed for every id that a frame's columns can have.

use std::ops::Range;

use enum_map::EnumMap;

use crate::column::{BitTable, Bits, Column};
use crate::dimension::{Dictionary, Dimension, Names};
use crate::frame::{Attempts, Frame, Licenses};
use crate::search::Search;
use crate::view::{FilterKey, View};

/// The filters that a row fails: a bit for each key, and one for the text search. They are as
/// narrow as possible, since a report computes them for every row.
pub(crate) type FilterBits = Bits;

/// The bit of a filter.
pub(super) fn bit(key: FilterKey) -> FilterBits {
    1 << (key as u32)
}

/// The bit of the text search, after those of the keys.
pub(super) const TEXT: FilterBits = 1 << FilterKey::ALL.len();

const _: () = assert!(
    FilterKey::ALL.len() < FilterBits::BITS as usize,
    "FilterBits must be wider: there is a bit for each key and one for the text"
);

/// The columns that filters are checked against.
#[derive(Clone, Copy)]
pub(super) struct FilterColumns<'a> {
    ids: &'a EnumMap<Dimension, Column>,
    /// Whether they belong to grants or returns, which fail no filter on a dimension that
    /// they do not have.
    are_licenses: bool,
}

impl<'a> FilterColumns<'a> {
    pub(super) fn of_attempts(attempts: &'a Attempts) -> Self {
        Self {
            ids: &attempts.ids,
            are_licenses: false,
        }
    }

    pub(super) fn of_licenses(licenses: &'a Licenses) -> Self {
        Self {
            ids: &licenses.ids,
            are_licenses: true,
        }
    }

    fn get(&self, dimension: Dimension) -> Option<&'a Column> {
        let is_there = !self.are_licenses || dimension.declaration().in_grants;
        is_there.then(|| &self.ids[dimension])
    }
}

/// The filters of a view by the ids of columns.
pub(super) struct FilterTables {
    /// For each filtered column: by id, the filters that a row with it fails.
    tables: Vec<(Dimension, BitTable)>,
    /// For each searched column: by id, the column's bit if the name contains the text.
    searched: Vec<(Dimension, BitTable)>,
    /// The bits of all filters that are set.
    set: FilterBits,
}

/// The filters that each of some rows fails, in a reusable buffer.
#[derive(Default)]
pub(super) struct Failed {
    /// One entry per row.
    pub(super) rows: Vec<FilterBits>,
    /// Which names of each row contain the text.
    names: Vec<Bits>,
}

impl FilterTables {
    pub(super) fn new(frame: &Frame, view: &View) -> Self {
        let keys = view.filters.set().map(|(key, _)| bit(key));
        let text = if view.text.is_empty() { 0 } else { TEXT };
        let tables = Dimension::ALL
            .into_iter()
            .filter_map(|dimension| Some((dimension, filtered(frame, view, dimension)?)));
        let mut tables: Vec<(Dimension, BitTable)> = tables.collect();
        // The most selective filter comes first: often no row of a block is left after it.
        tables.sort_by_key(|(_, table)| table.share_of_nothing());
        Self {
            tables,
            searched: searched(frame, view),
            set: keys.fold(text, |set, bit| set | bit),
        }
    }

    /// The bits of every filter that is set, including the text.
    pub(super) fn set(&self) -> FilterBits {
        self.set
    }

    /// Whether the filter on a key is set.
    pub(super) fn is_set(&self, key: FilterKey) -> bool {
        self.set & bit(key) != 0
    }

    /// The filters that a row fails.
    pub(super) fn failed(&self, columns: &FilterColumns<'_>, row: usize) -> FilterBits {
        let of_table = |(dimension, table): &(Dimension, BitTable)| {
            let column = columns.get(*dimension);
            column.map_or(0, |column| table.get(column.get(row)))
        };
        let bits = |tables: &[(Dimension, BitTable)]| {
            tables.iter().map(of_table).fold(0, |all, bits| all | bits)
        };
        let failed = bits(&self.tables);
        if self.set & TEXT == 0 {
            failed
        } else {
            failed | fails_text(bits(&self.searched))
        }
    }

    /// The filters that each of some rows fails.
    pub(super) fn fail(
        &self,
        columns: &FilterColumns<'_>,
        rows: Range<usize>,
        failed: &mut Failed,
    ) {
        failed.rows.clear();
        failed.rows.resize(rows.len(), 0);
        for (dimension, table) in &self.tables {
            if let Some(column) = columns.get(*dimension) {
                column.add_bits(rows.clone(), table, &mut failed.rows);
            }
        }
        self.search(columns, rows, failed);
    }

    /// The filters that each of some rows fails. If no row passes them all, this returns
    /// `false` and may have computed only some of them.
    pub(super) fn some_pass(
        &self,
        columns: &FilterColumns<'_>,
        rows: Range<usize>,
        failed: &mut Failed,
    ) -> bool {
        failed.rows.clear();
        failed.rows.resize(rows.len(), 0);
        for (dimension, table) in &self.tables {
            if let Some(column) = columns.get(*dimension) {
                column.add_bits(rows.clone(), table, &mut failed.rows);
                if passing(&failed.rows) == 0 {
                    return false;
                }
            }
        }
        self.search(columns, rows, failed);
        passing(&failed.rows) != 0
    }

    /// Adds the text to the filters that each of some rows fails.
    fn search(&self, columns: &FilterColumns<'_>, rows: Range<usize>, failed: &mut Failed) {
        if self.set & TEXT == 0 {
            return;
        }
        failed.names.clear();
        failed.names.resize(rows.len(), 0);
        for (dimension, table) in &self.searched {
            if let Some(column) = columns.get(*dimension) {
                column.add_bits(rows.clone(), table, &mut failed.names);
            }
        }
        for (failed, names) in failed.rows.iter_mut().zip(&failed.names) {
            *failed |= fails_text(*names);
        }
    }

    /// Whether an id of a column passes the filter on a key that follows from the column.
    pub(super) fn passes(&self, key: FilterKey, id: u32) -> bool {
        let of_key = |(dimension, _): &&(Dimension, BitTable)| *dimension == key.dimension();
        let table = self.tables.iter().find(of_key);
        table.is_none_or(|(_, table)| table.get(id) & bit(key) == 0)
    }
}

/// The bit of the text, if no name of a row contains it.
fn fails_text(names: Bits) -> FilterBits {
    if names == 0 { TEXT } else { 0 }
}

/// The number of rows of a block that fail no filter. It fits two bytes, and without a branch
/// per row the loop can be vectorized.
fn passing(failed: &[FilterBits]) -> u16 {
    failed.iter().map(|failed| u16::from(*failed == 0)).sum()
}

/// The filters that a row with each id of a column fails; `None` if no filter is on it.
fn filtered(frame: &Frame, view: &View, dimension: Dimension) -> Option<BitTable> {
    let mut table: Option<(Vec<Bits>, Bits)> = None;
    for (key, filter) in view.filters.set() {
        if key.dimension() != dimension {
            continue;
        }
        let mut fails = |value: &str| if filter.passes(value) { 0 } else { bit(key) };
        let bits = bits_of_values(frame, key, &mut fails);
        let (all, missing) = table.get_or_insert_default();
        *missing |= bit(key);
        all.resize(bits.len().max(all.len()), 0);
        for (all, bits) in all.iter_mut().zip(bits) {
            *all |= bits;
        }
    }
    table.map(|(bits, missing)| BitTable::new(bits, missing))
}

/// The bits of the names that contain the text, by column; empty if there is no text.
fn searched(frame: &Frame, view: &View) -> Vec<(Dimension, BitTable)> {
    if view.text.is_empty() {
        return Vec::new();
    }
    let mut search = Search::of(&view.text);
    let searched = FilterKey::ALL.into_iter();
    let searched = searched.filter(|key| key.declaration().is_searched);
    // In separate bits: a row fails the text if none of its names contains it.
    let tables = (0_u32..).zip(searched).map(|(place, key)| {
        let mut holds = |name: &str| Bits::from(search.is_in(name)) << place;
        let bits = bits_of_values(frame, key, &mut holds);
        (key.dimension(), BitTable::new(bits, 0))
    });
    tables.collect()
}

/// The result of `bits` for the key's value of each id of the key's dimension.
fn bits_of_values(frame: &Frame, key: FilterKey, bits: &mut dyn FnMut(&str) -> Bits) -> Vec<Bits> {
    let dictionaries = &frame.dictionaries;
    if key == FilterKey::Account {
        // Once per account, which may have many servers.
        let names = &dictionaries.names[Names::Accounts];
        let of_account: Vec<Bits> = names.iter().map(|name| bits(name)).collect();
        let unknown = bits("");
        let servers = dictionaries.servers.iter();
        let of_server = servers.map(|server| of_account.get(server.account.index()));
        return of_server.map(|bits| *bits.unwrap_or(&unknown)).collect();
    }
    let ids = match key.dimension().declaration().dictionary {
        // Unknown numbers count as a source too.
        Dictionary::Sources => usize::from(u8::MAX) + 1,
        _ => dictionaries.len(key.dimension()),
    };
    let value = |id| dictionaries.value(key, id);
    (0..ids as u32).map(|id| bits(&value(id))).collect()
}
