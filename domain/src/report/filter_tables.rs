//! The filters of a view, worked out for every id that a frame's columns can hold.

use std::ops::Range;

use crate::column::{BitTable, Column};
use crate::frame::{Attempts, Frame, Licenses, source_of};
use crate::view::{FilterKey, View};

/// The bit of a filter in a row's mask of failed filters.
pub(super) fn bit(key: FilterKey) -> u16 {
    1 << (key as u16)
}

/// The bit of the text search.
pub(super) const TEXT: u16 = 1 << 10;

/// In tables: that the name holds the text. They are in no row's mask.
const HOLDS_TEXT: u16 = 0b1111 << 11;

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

/// For each column that a filter or the text looks at: by id, the bits that a row with
/// that id fails, and whether its name holds the text.
pub(super) struct FilterTables {
    tables: Vec<(Dimension, BitTable)>,
    /// The bits of everything that is set.
    set: u16,
}

impl FilterTables {
    pub(super) fn new(frame: &Frame, view: &View) -> Self {
        let keys = view.filters.set().map(|(key, _)| bit(key));
        let text = if view.text.is_empty() { 0 } else { TEXT };
        let tables = Dimension::ALL
            .into_iter()
            .filter_map(|dimension| Some((dimension, table(frame, view, dimension)?)));
        let mut tables: Vec<(Dimension, BitTable)> = tables.collect();
        // What fewest names pass comes first: often no row of a block is left after it.
        tables.sort_by_key(|(_, table)| table.share_without(!HOLDS_TEXT));
        Self {
            tables,
            set: keys.fold(text, |set, bit| set | bit),
        }
    }

    /// The bits of every filter that is set, the text among them.
    pub(super) fn set(&self) -> u16 {
        self.set
    }

    /// The filters that a row fails.
    pub(super) fn failed(&self, columns: &FilterColumns<'_>, row: usize) -> u16 {
        let of_table = |(dimension, table): &(Dimension, BitTable)| {
            let column = columns.get(*dimension);
            column.map_or(0, |column| table.get(column.get(row)))
        };
        let bits = self.tables.iter().map(of_table);
        self.failed_of(bits.fold(0, |failed, bits| failed | bits))
    }

    /// The filters that each of some rows fails, in place of what `failed` held.
    pub(super) fn fail(
        &self,
        columns: &FilterColumns<'_>,
        rows: Range<usize>,
        failed: &mut Vec<u16>,
    ) {
        failed.clear();
        failed.resize(rows.len(), 0);
        for (dimension, table) in &self.tables {
            if let Some(column) = columns.get(*dimension) {
                column.add_bits(rows.clone(), table, failed);
            }
        }
        if self.set & TEXT != 0 {
            for bits in failed {
                *bits = self.failed_of(*bits);
            }
        }
    }

    /// The filters that each of some rows fails, in place of what `failed` held; `false`
    /// where no row passes them all, and then `failed` may hold a part of them.
    pub(super) fn some_pass(
        &self,
        columns: &FilterColumns<'_>,
        rows: Range<usize>,
        failed: &mut Vec<u16>,
    ) -> bool {
        failed.clear();
        failed.resize(rows.len(), 0);
        for (dimension, table) in &self.tables {
            if let Some(column) = columns.get(*dimension) {
                column.add_bits(rows.clone(), table, failed);
                if passing(failed, !HOLDS_TEXT) == 0 {
                    return false;
                }
            }
        }
        if self.set & TEXT != 0 {
            for bits in &mut *failed {
                *bits = self.failed_of(*bits);
            }
        }
        passing(failed, u16::MAX) != 0
    }

    /// What a row fails, given the bits of all its columns: the text only where none of
    /// them holds it.
    fn failed_of(&self, bits: u16) -> u16 {
        let text = if bits & HOLDS_TEXT == 0 { TEXT } else { 0 };
        bits & !HOLDS_TEXT | text & self.set
    }

    /// Whether an id of a column passes the filter on a key that the column tells.
    pub(super) fn passes(&self, key: FilterKey, id: u32) -> bool {
        let of_key = |(dimension, _): &&(Dimension, BitTable)| *dimension == Dimension::of(key);
        let table = self.tables.iter().find(of_key);
        table.is_none_or(|(_, table)| table.get(id) & bit(key) == 0)
    }
}

/// How many rows of a block have none of some bits. There are so few that their number
/// fits two bytes; without a branch a row many are looked at together.
fn passing(failed: &[u16], bits: u16) -> u16 {
    let failed = failed.iter();
    failed.map(|failed| u16::from(failed & bits == 0)).sum()
}

/// The bits of each id of a column; `None` where nothing looks at it.
fn table(frame: &Frame, view: &View, dimension: Dimension) -> Option<BitTable> {
    let mut table: Option<(Vec<u16>, u16)> = None;
    let mut add = |missing: u16, bits: Vec<u16>| {
        let (all, all_missing) = table.get_or_insert_default();
        *all_missing |= missing;
        all.resize(bits.len().max(all.len()), 0);
        for (all, bits) in all.iter_mut().zip(bits) {
            *all |= bits;
        }
    };
    for (key, filter) in view.filters.set() {
        if Dimension::of(key) == dimension {
            let mut fails = |value: &str| if filter.passes(value) { 0 } else { bit(key) };
            add(bit(key), bits_of_values(frame, key, &mut fails));
        }
    }
    if !view.text.is_empty()
        && let Some((key, bit)) = searched(dimension)
    {
        let mut lower = String::new();
        let mut holds = |name: &str| {
            let is_held = holds_text(name, &view.text, &mut lower);
            if is_held { bit } else { 0 }
        };
        add(0, bits_of_values(frame, key, &mut holds));
    }
    table.map(|(bits, missing)| BitTable::new(bits, missing))
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

/// The key whose values of a column's ids the text is looked for in, and its bit of
/// [`HOLDS_TEXT`].
fn searched(dimension: Dimension) -> Option<(FilterKey, u16)> {
    match dimension {
        Dimension::Server => Some((FilterKey::Account, 1 << 11)),
        Dimension::User => Some((FilterKey::User, 1 << 12)),
        Dimension::Device => Some((FilterKey::Device, 1 << 13)),
        Dimension::Feature => Some((FilterKey::Feature, 1 << 14)),
        Dimension::Status | Dimension::Product | Dimension::Source | Dimension::Model => None,
    }
}

/// What `bits` gives for the value of a key that each id of the key's column has.
fn bits_of_values(frame: &Frame, key: FilterKey, bits: &mut dyn FnMut(&str) -> u16) -> Vec<u16> {
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
            let of_account: Vec<u16> = words.accounts.iter().map(|name| bits(name)).collect();
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
