//! Which filters each row fails.

use crate::event::Second;
use crate::frame::{Frame, source_of};
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

impl<'a> RowMask<'a> {
    /// The mask of a view on a frame.
    pub fn new(frame: &'a Frame, view: &View, zone: &'a ZoneOffsets, days: Days) -> Self {
        let tables = view
            .filters
            .set()
            .map(|(key, filter)| {
                let fails = |value: &str| if filter.passes(value) { 0 } else { bit(key) };
                (key, table(frame, key, fails))
            })
            .collect();
        let text = (!view.text.is_empty()).then(|| TextTables::new(frame, &view.text));
        Self {
            frame,
            zone,
            days,
            tables,
            text,
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
            in_days.then(|| (row, day, self.failed(row)))
        })
    }

    /// The filters that a row fails.
    fn failed(&self, row: usize) -> u16 {
        let columns = &self.frame.attempts;
        let mut failed = 0;
        for (key, table) in &self.tables {
            let id = match key {
                FilterKey::Status | FilterKey::Category => columns.status.get(row),
                FilterKey::Account | FilterKey::Server => columns.server.get(row),
                FilterKey::Product => columns.product.get(row),
                FilterKey::Feature => columns.feature.get(row),
                FilterKey::User => columns.user.get(row),
                FilterKey::Device => columns.device.get(row),
                FilterKey::Source => columns.source.get(row),
                FilterKey::Model => columns.model.get(row),
            };
            failed |= table.get(id as usize).copied().unwrap_or(bit(*key));
        }
        match &self.text {
            Some(text) if !text.holds(self.frame, row) => failed | TEXT,
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

    fn holds(&self, frame: &Frame, row: usize) -> bool {
        let columns = &frame.attempts;
        let holds = |table: &[bool], id: u32| table.get(id as usize) == Some(&true);
        holds(&self.user, columns.user.get(row))
            || holds(&self.device, columns.device.get(row))
            || holds(&self.feature, columns.feature.get(row))
            || holds(&self.server, columns.server.get(row))
    }
}
