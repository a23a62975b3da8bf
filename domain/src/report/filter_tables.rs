//! The filters of a view, worked out for every id that a frame's columns can hold.

use std::ops::Range;

use crate::column::{BitTable, Bits, Column};
use crate::frame::{Attempts, Frame, Licenses, source_of};
use crate::view::{FilterKey, View};

/// The filters that a row fails: a bit for each key, and one for the text search. They are no
/// wider than they must be, since each row of a report is looked at by them.
pub(super) type FilterBits = Bits;

/// The bit of a filter.
pub(super) fn bit(key: FilterKey) -> FilterBits {
    1 << (key as u32)
}

/// The bit of the text search, behind those of the keys.
pub(super) const TEXT: FilterBits = 1 << FilterKey::ALL.len();

const _: () = assert!(
    FilterKey::ALL.len() < FilterBits::BITS as usize,
    "FilterBits must be wider: there is a bit for each key and one for the text"
);

/// The columns whose names the text is looked for in, each with the key of those names. In
/// bits of their own: a row fails the text where none of its names holds it.
const SEARCHED: [(Dimension, FilterKey); 4] = [
    (Dimension::Server, FilterKey::Account),
    (Dimension::User, FilterKey::User),
    (Dimension::Device, FilterKey::Device),
    (Dimension::Feature, FilterKey::Feature),
];

const _: () = assert!(
    SEARCHED.len() <= Bits::BITS as usize,
    "each column that is searched has a bit"
);

/// A column that filters are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    /// It tells the category too.
    Status,
    /// It tells the account too.
    Server,
    User,
    Device,
    Product,
    Feature,
    Source,
    Model,
}

impl Dimension {
    const ALL: [Self; 8] = [
        Self::Status,
        Self::Server,
        Self::User,
        Self::Device,
        Self::Product,
        Self::Feature,
        Self::Source,
        Self::Model,
    ];

    /// The column that tells whether a filter is passed.
    fn of(key: FilterKey) -> Self {
        match key {
            FilterKey::Status | FilterKey::Category => Self::Status,
            FilterKey::Account | FilterKey::Server => Self::Server,
            FilterKey::Product => Self::Product,
            FilterKey::Feature => Self::Feature,
            FilterKey::User => Self::User,
            FilterKey::Device => Self::Device,
            FilterKey::Source => Self::Source,
            FilterKey::Model => Self::Model,
        }
    }
}

/// The columns that filters are held against.
#[derive(Clone, Copy)]
pub(super) struct FilterColumns<'a> {
    /// `None` where a row has no status: it fails no filter on status and category.
    status: Option<&'a Column>,
    server: &'a Column,
    user: &'a Column,
    device: &'a Column,
    product: &'a Column,
    feature: &'a Column,
    source: &'a Column,
    model: &'a Column,
}

impl<'a> FilterColumns<'a> {
    pub(super) fn of_attempts(attempts: &'a Attempts) -> Self {
        Self {
            status: Some(&attempts.status),
            server: &attempts.server,
            user: &attempts.user,
            device: &attempts.device,
            product: &attempts.product,
            feature: &attempts.feature,
            source: &attempts.source,
            model: &attempts.model,
        }
    }

    pub(super) fn of_licenses(licenses: &'a Licenses) -> Self {
        Self {
            status: None,
            server: &licenses.server,
            user: &licenses.user,
            device: &licenses.device,
            product: &licenses.product,
            feature: &licenses.feature,
            source: &licenses.source,
            model: &licenses.model,
        }
    }

    fn get(&self, dimension: Dimension) -> Option<&'a Column> {
        match dimension {
            Dimension::Status => self.status,
            Dimension::Server => Some(self.server),
            Dimension::User => Some(self.user),
            Dimension::Device => Some(self.device),
            Dimension::Product => Some(self.product),
            Dimension::Feature => Some(self.feature),
            Dimension::Source => Some(self.source),
            Dimension::Model => Some(self.model),
        }
    }
}

/// What ids of columns mean to a view.
pub(super) struct FilterTables {
    /// For each column that a filter looks at: by id, the filters that a row with it fails.
    tables: Vec<(Dimension, BitTable)>,
    /// For each column that the text looks at: by id, the column's bit where the name holds
    /// the text.
    searched: Vec<(Dimension, BitTable)>,
    /// The bits of everything that is set.
    set: FilterBits,
}

/// The filters that each of some rows fails, in a place that is used again.
#[derive(Default)]
pub(super) struct Failed {
    /// A place a row.
    pub(super) rows: Vec<FilterBits>,
    /// In which names each row holds the text.
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
        // What fewest names pass comes first: often no row of a block is left after it.
        tables.sort_by_key(|(_, table)| table.share_of_nothing());
        Self {
            tables,
            searched: searched(frame, view),
            set: keys.fold(text, |set, bit| set | bit),
        }
    }

    /// The bits of every filter that is set, the text among them.
    pub(super) fn set(&self) -> FilterBits {
        self.set
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

    /// The filters that each of some rows fails; `false` where no row passes them all, and
    /// then only a part of them may be known.
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

    /// Whether an id of a column passes the filter on a key that the column tells.
    pub(super) fn passes(&self, key: FilterKey, id: u32) -> bool {
        let of_key = |(dimension, _): &&(Dimension, BitTable)| *dimension == Dimension::of(key);
        let table = self.tables.iter().find(of_key);
        table.is_none_or(|(_, table)| table.get(id) & bit(key) == 0)
    }
}

/// The bit of the text where no name of a row holds it.
fn fails_text(names: Bits) -> FilterBits {
    if names == 0 { TEXT } else { 0 }
}

/// How many rows of a block fail no filter. There are so few that their number fits two
/// bytes; without a branch a row many are looked at together.
fn passing(failed: &[FilterBits]) -> u16 {
    failed.iter().map(|failed| u16::from(*failed == 0)).sum()
}

/// The filters that a row with each id of a column fails; `None` where none looks at it.
fn filtered(frame: &Frame, view: &View, dimension: Dimension) -> Option<BitTable> {
    let mut table: Option<(Vec<Bits>, Bits)> = None;
    for (key, filter) in view.filters.set() {
        if Dimension::of(key) != dimension {
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

/// The bits of the names that hold the text, by column; none where there is no text.
fn searched(frame: &Frame, view: &View) -> Vec<(Dimension, BitTable)> {
    if view.text.is_empty() {
        return Vec::new();
    }
    let mut lower = String::new();
    let tables = (0_u32..).zip(SEARCHED).map(|(place, (dimension, key))| {
        let mut holds = |name: &str| {
            let is_held = holds_text(name, &view.text, &mut lower);
            Bits::from(is_held) << place
        };
        let bits = bits_of_values(frame, key, &mut holds);
        (dimension, BitTable::new(bits, 0))
    });
    tables.collect()
}

/// Whether the lower case of a name holds a text; `lower` is for that.
fn holds_text(name: &str, text: &str, lower: &mut String) -> bool {
    if !name.is_ascii() {
        return name.to_lowercase().contains(text);
    }
    lower.clear();
    lower.push_str(name);
    lower.make_ascii_lowercase();
    lower.contains(text)
}

/// What `bits` gives for the value of a key that each id of the key's column has.
fn bits_of_values(frame: &Frame, key: FilterKey, bits: &mut dyn FnMut(&str) -> Bits) -> Vec<Bits> {
    let words = &frame.dictionaries;
    let names = match key {
        FilterKey::Status => {
            let values = words.statuses.iter().map(crate::frame::Status::value);
            return values.map(|value| bits(&value)).collect();
        }
        FilterKey::Category => {
            let statuses = words.statuses.iter();
            return statuses
                .map(|status| bits(status.category.slug()))
                .collect();
        }
        FilterKey::Server => {
            return words.servers.iter().map(|s| bits(&s.name)).collect();
        }
        FilterKey::Source => {
            let numbers = 0..=u32::from(u8::MAX);
            return numbers
                .map(|number| bits(source_of(number).word()))
                .collect();
        }
        FilterKey::Account => {
            let of_account: Vec<Bits> = words.accounts.iter().map(|name| bits(name)).collect();
            let unknown = bits("");
            let servers = words.servers.iter();
            let of_server = servers.map(|server| of_account.get(server.account.index()));
            return of_server.map(|bits| *bits.unwrap_or(&unknown)).collect();
        }
        FilterKey::Product => &words.products,
        FilterKey::Feature => &words.features,
        FilterKey::User => &words.users,
        FilterKey::Device => &words.devices,
        FilterKey::Model => &words.models,
    };
    names.iter().map(|name| bits(name)).collect()
}
