//! Which filters each row fails.

use crate::column::Column;
use crate::event::Second;
use crate::frame::{Attempts, Frame, Grants, Returns, source_of};
use crate::view::{Days, FilterKey, View};
use crate::zone::{DAY_S, ZoneOffsets};

/// The bit of a filter in a row's mask of failed filters.
pub(super) fn bit(key: FilterKey) -> u16 {
    1 << (key as u16)
}

/// The bit of the text search.
const TEXT: u16 = 1 << 10;

/// A zone lies at most 26 hours from UTC, so the rows of a day lie within two days.
const ZONE_MARGIN_S: i64 = 2 * DAY_S;

/// The rows of a view's days, each with the filters that it fails.
pub struct RowMask<'a> {
    frame: &'a Frame,
    zone: &'a ZoneOffsets,
    days: Days,
    attempts: FilterColumns<'a>,
    tables: FilterTables,
}

impl<'a> RowMask<'a> {
    /// The bits of the filters that do not tell one license from another: a return gives
    /// back a grant whatever the two say of these.
    pub(crate) const BESIDE_THE_LICENSE: u16 =
        1 << (FilterKey::Source as u16) | 1 << (FilterKey::Model as u16);

    /// The mask of a view on a frame.
    pub fn new(frame: &'a Frame, view: &View, zone: &'a ZoneOffsets, days: Days) -> Self {
        Self {
            frame,
            zone,
            days,
            attempts: FilterColumns::of_attempts(&frame.attempts),
            tables: FilterTables::new(frame, view),
        }
    }

    /// Each row of the days in time order, with its local day and the filters it fails.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = (usize, i32, u16)> + '_ {
        let at = &self.frame.attempts.at;
        let place = |second: i64| at.partition_point(|&row| i64::from(row) < second);
        let start = place(i64::from(self.days.first) * DAY_S - ZONE_MARGIN_S);
        let end = place((i64::from(self.days.last) + 1) * DAY_S + ZONE_MARGIN_S);
        (start..end.max(start)).filter_map(move |row| {
            let second = Second(i64::from(at.get(row).copied()?));
            let day = self.zone.day(second);
            let in_days = self.days.contains(day);
            in_days.then(|| (row, day, self.tables.failed(&self.attempts, row)))
        })
    }

    /// The filters that each grant fails, by its row.
    pub(crate) fn grants(&self) -> impl Fn(usize) -> u16 + '_ {
        let columns = FilterColumns::of_grants(&self.frame.grants);
        move |row| self.tables.failed(&columns, row)
    }

    /// The filters that each return fails, by its row.
    pub(crate) fn returns(&self) -> impl Fn(usize) -> u16 + '_ {
        let columns = FilterColumns::of_returns(&self.frame.returns);
        move |row| self.tables.failed(&columns, row)
    }
}

/// The columns that filters are held against.
struct FilterColumns<'a> {
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
    fn of_attempts(attempts: &'a Attempts) -> Self {
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

    fn of_grants(grants: &'a Grants) -> Self {
        Self {
            status: None,
            server: &grants.server,
            user: &grants.user,
            device: &grants.device,
            product: &grants.product,
            feature: &grants.feature,
            source: &grants.source,
            model: &grants.model,
        }
    }

    fn of_returns(returns: &'a Returns) -> Self {
        Self {
            status: None,
            server: &returns.server,
            user: &returns.user,
            device: &returns.device,
            product: &returns.product,
            feature: &returns.feature,
            source: &returns.source,
            model: &returns.model,
        }
    }

    /// The column whose ids a key's table is of.
    fn get(&self, key: FilterKey) -> Option<&'a Column> {
        match key {
            FilterKey::Status | FilterKey::Category => self.status,
            FilterKey::Account | FilterKey::Server => Some(self.server),
            FilterKey::Product => Some(self.product),
            FilterKey::Feature => Some(self.feature),
            FilterKey::User => Some(self.user),
            FilterKey::Device => Some(self.device),
            FilterKey::Source => Some(self.source),
            FilterKey::Model => Some(self.model),
        }
    }
}

/// The filters of a view, worked out for every id that a frame's columns can hold.
struct FilterTables {
    /// For each key that is set: by id, the bits that a row with that id fails.
    tables: Vec<(FilterKey, Vec<u16>)>,
    text: Option<TextTables>,
}

/// By id, whether the name holds the text.
struct TextTables {
    user: Vec<bool>,
    device: Vec<bool>,
    feature: Vec<bool>,
    server: Vec<bool>,
}

impl FilterTables {
    fn new(frame: &Frame, view: &View) -> Self {
        let tables = view
            .filters
            .set()
            .map(|(key, filter)| {
                let fails = |value: &str| if filter.passes(value) { 0 } else { bit(key) };
                (key, table(frame, key, fails))
            })
            .collect();
        let text = (!view.text.is_empty()).then(|| TextTables::new(frame, &view.text));
        Self { tables, text }
    }

    /// The filters that a row fails.
    fn failed(&self, columns: &FilterColumns<'_>, row: usize) -> u16 {
        let mut failed = 0;
        for (key, table) in &self.tables {
            if let Some(column) = columns.get(*key) {
                let id = column.get(row) as usize;
                failed |= table.get(id).copied().unwrap_or(bit(*key));
            }
        }
        match &self.text {
            Some(text) if !text.holds(columns, row) => failed | TEXT,
            _ => failed,
        }
    }
}

/// The bits that each id of a key's column fails. Category is told by the status,
/// account by the server.
fn table(frame: &Frame, key: FilterKey, fails: impl Fn(&str) -> u16) -> Vec<u16> {
    let words = &frame.dictionaries;
    let names = |names: &[Box<str>]| names.iter().map(|name| fails(name)).collect();
    match key {
        FilterKey::Status => words.statuses.iter().map(|s| fails(&s.value())).collect(),
        FilterKey::Category => {
            let statuses = words.statuses.iter();
            statuses.map(|s| fails(s.category.slug())).collect()
        }
        FilterKey::Account => {
            let accounts: Vec<u16> = names(&words.accounts);
            let servers = words.servers.iter();
            servers
                .map(|server| accounts.get(server.account.index()).copied())
                .map(|fails| fails.unwrap_or(bit(key)))
                .collect()
        }
        FilterKey::Server => words.servers.iter().map(|s| fails(&s.name)).collect(),
        FilterKey::Product => names(&words.products),
        FilterKey::Feature => names(&words.features),
        FilterKey::User => names(&words.users),
        FilterKey::Device => names(&words.devices),
        FilterKey::Model => names(&words.models),
        FilterKey::Source => (0..=u32::from(u8::MAX))
            .map(|number| fails(source_of(number).word()))
            .collect(),
    }
}

impl TextTables {
    fn new(frame: &Frame, text: &str) -> Self {
        let holds = |name: &str| name.to_lowercase().contains(text);
        let words = &frame.dictionaries;
        let names = |names: &[Box<str>]| names.iter().map(|name| holds(name)).collect();
        let accounts: Vec<bool> = names(&words.accounts);
        Self {
            user: names(&words.users),
            device: names(&words.devices),
            feature: names(&words.features),
            server: words
                .servers
                .iter()
                .map(|server| accounts.get(server.account.index()) == Some(&true))
                .collect(),
        }
    }

    fn holds(&self, columns: &FilterColumns<'_>, row: usize) -> bool {
        let holds = |table: &[bool], id: u32| table.get(id as usize) == Some(&true);
        holds(&self.user, columns.user.get(row))
            || holds(&self.device, columns.device.get(row))
            || holds(&self.feature, columns.feature.get(row))
            || holds(&self.server, columns.server.get(row))
    }
}
