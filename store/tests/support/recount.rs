//! The report, recounted from the file: the rows and their gaps by SQL, where the gaps
//! are looked for among every pair of rows; the rest with loops. It shares no code with
//! the frame and its report, and local days are jiff's.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::event::Second;
use domain::report::{
    FilterEffect, List, Measures, Report, Row, ServerKey, StatusKey, UserKey, ValueLists,
};
use domain::search::Search;
use domain::view::{Filter, FilterKey, Measure, Range, View};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;

/// Every denial with the seconds to the next identical final attempt and to the next
/// grant, both null where none follows.
const DENIALS: &str = "
    with asked as materialized (
        select
            events.id, events.at, outcomes.name as outcome, events.is_final,
            accounts.name as account, servers.name as server, sources.name as source,
            license_users.name as user, devices.name as device, products.name as product,
            features.name as feature, versions.name as version, models.name as model,
            statuses.space, statuses.code
        from events
        join outcomes on outcomes.id = events.outcome_id
        join servers on servers.id = events.server_id
        join accounts on accounts.id = servers.account_id
        join sources on sources.id = events.source_id
        join license_users on license_users.id = events.user_id
        join devices on devices.id = events.device_id
        join products on products.id = events.product_id
        join features on features.id = events.feature_id
        join versions on versions.id = events.version_id
        join models on models.id = events.model_id
        left join statuses on statuses.id = events.status_id
    )
    select
        denial.*,
        (
            select min(later.at - denial.at) from asked as later
            where (later.at, later.id) > (denial.at, denial.id)
            and later.outcome = 'denied' and later.is_final
            and (later.space, later.code) = (denial.space, denial.code)
            and (later.account, later.user) = (denial.account, denial.user)
            and (later.device, later.feature) = (denial.device, denial.feature)
            and (denial.user <> '' or denial.device <> '')
        ) as next_repeat_s,
        (
            select min(later.at - denial.at) from asked as later
            where (later.at, later.id) > (denial.at, denial.id)
            and later.outcome = 'granted'
            and (later.account, later.user) = (denial.account, denial.user)
            and (later.device, later.feature) = (denial.device, denial.feature)
            and (denial.user <> '' or denial.device <> '')
        ) as next_grant_s
    from asked as denial where denial.outcome = 'denied'
    order by denial.at, denial.id";

/// A denial as the file has it.
#[derive(Debug, FromRow)]
pub(crate) struct Denial {
    at: i64,
    is_final: bool,
    account: String,
    server: String,
    source: String,
    user: String,
    device: String,
    product: String,
    feature: String,
    version: String,
    model: String,
    space: String,
    code: String,
    next_repeat_s: Option<i64>,
    next_grant_s: Option<i64>,
}

/// Every denial of a file.
pub(crate) async fn denials(connection: &mut SqliteConnection) -> Vec<Denial> {
    let denials = sqlx::query_as(DENIALS).fetch_all(connection).await;
    denials.unwrap()
}

/// Every account with how many of its events were denied, granted and returned.
const OUTCOMES: &str = "
    select
        accounts.name,
        count(*) filter (where outcomes.name = 'denied'),
        count(*) filter (where outcomes.name = 'granted'),
        count(*) filter (where outcomes.name = 'returned')
    from events
    join outcomes on outcomes.id = events.outcome_id
    join servers on servers.id = events.server_id
    join accounts on accounts.id = servers.account_id
    group by accounts.name";

/// The events of each account of a file, by how they ended.
pub(crate) async fn outcomes(connection: &mut SqliteConnection) -> BTreeMap<String, [u64; 3]> {
    let rows: Vec<(String, u64, u64, u64)> = sqlx::query_as(OUTCOMES)
        .fetch_all(connection)
        .await
        .unwrap();
    rows.into_iter()
        .map(|(name, denied, granted, returned)| (name, [denied, granted, returned]))
        .collect()
}

/// A recount of one view.
pub(crate) struct Recount<'a> {
    pub(crate) denials: &'a [Denial],
    pub(crate) view: &'a View,
    pub(crate) now: Second,
    pub(crate) zone: &'a TimeZone,
    /// The description and the category's slug of a space's code.
    pub(crate) meaning: fn(&str, &str) -> (&'static str, &'static str),
    /// The most rows of a list.
    pub(crate) top: usize,
}

impl Recount<'_> {
    /// How many statuses of the whole file are more common than a denial's, or as common
    /// and named before it.
    fn place(&self, denial: &Denial) -> u32 {
        let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for other in self.denials {
            *counts.entry((&other.space, &other.code)).or_default() += 1;
        }
        let own = (denial.space.as_str(), denial.code.as_str());
        let before = |status: &(&str, &str)| {
            (Reverse(counts[status]), *status) < (Reverse(counts[&own]), own)
        };
        u32::try_from(counts.keys().filter(|status| before(status)).count()).unwrap()
    }

    fn value_lists(&self) -> ValueLists {
        let mut by = ValueLists::default();
        by[FilterKey::Category] = self.list(
            FilterKey::Category,
            |denial| self.category(denial),
            |denial| self.category(denial).to_owned(),
        );
        by[FilterKey::Account] = self.names(FilterKey::Account, |denial| &denial.account);
        by[FilterKey::Feature] = self.names(FilterKey::Feature, |denial| &denial.feature);
        by[FilterKey::Product] = self.names(FilterKey::Product, |denial| &denial.product);
        by[FilterKey::Server] = self.names(FilterKey::Server, |denial| &denial.server);
        by[FilterKey::Source] = self.names(FilterKey::Source, |denial| &denial.source);
        by[FilterKey::Model] = self.names(FilterKey::Model, |denial| &denial.model);
        by[FilterKey::Version] = self.names(FilterKey::Version, |denial| &denial.version);
        by
    }

    pub(crate) fn report(&self) -> Report {
        let names = |denial: &Denial| (denial.space.clone(), denial.code.clone());
        Report {
            totals: self.measures(&self.rows(None)),
            by_status: self.list(FilterKey::Status, names, |denial| {
                let (description, category) = (self.meaning)(&denial.space, &denial.code);
                StatusKey {
                    space: denial.space.clone(),
                    code: denial.code.clone(),
                    description: description.to_owned(),
                    category: category.to_owned(),
                    place: self.place(denial),
                }
            }),
            by: self.value_lists(),
            by_user: self.list(
                FilterKey::User,
                |denial| (denial.account.clone(), denial.user.clone()),
                |denial| UserKey {
                    account: denial.account.clone(),
                    user: denial.user.clone(),
                },
            ),
            by_server: self.list(
                FilterKey::Server,
                |denial| (denial.account.clone(), denial.server.clone()),
                |denial| ServerKey {
                    account: denial.account.clone(),
                    server: denial.server.clone(),
                },
            ),
            accounts_hit: self.accounts_hit(),
            without: self.without(),
            by_day: self.by_day(),
        }
    }

    fn accounts_hit(&self) -> u64 {
        let rows = self.rows(None);
        let accounts: BTreeSet<&str> = rows.iter().map(|denial| &*denial.account).collect();
        accounts.len() as u64
    }

    /// The denials of the range without each filter that is set, the text last.
    fn without(&self) -> Vec<FilterEffect> {
        let keys = self.view.filters.set().map(|(key, _)| Some(key));
        let text = (!self.view.text.is_empty()).then_some(None);
        let without = |key: Option<FilterKey>| {
            let mut view = self.view.clone();
            match key {
                Some(key) => *view.filters.get_mut(key) = Filter::default(),
                None => view.text.clear(),
            }
            let recount = Recount {
                view: &view,
                ..*self
            };
            let attempts = recount.rows(None).len() as u64;
            FilterEffect { key, attempts }
        };
        keys.chain(text).map(without).collect()
    }

    fn date(&self, at: i64) -> Date {
        let at = Timestamp::from_second(at).unwrap();
        self.zone.to_datetime(at).date()
    }

    /// The first and the last day of the range, if it has any.
    fn range(&self) -> Option<(Date, Date)> {
        let today = self.date(self.now.0);
        let last = |days: i32| Some((today.checked_sub((days - 1).days()).unwrap(), today));
        let dates = || self.denials.iter().map(|denial| self.date(denial.at));
        match self.view.range {
            Range::Last7Days => last(7),
            Range::Last28Days => last(28),
            Range::Last90Days => last(90),
            Range::Last12Months => {
                let year_ago = today.checked_sub(12.months()).unwrap();
                Some((year_ago.tomorrow().unwrap(), today))
            }
            Range::All => Some((dates().min()?, dates().max()?)),
            Range::Dates { from, to } => {
                let first = dates().min().unwrap_or(today);
                let last = dates().max().unwrap_or(today).max(today);
                Some((from.unwrap_or(first), to.unwrap_or(last)))
            }
        }
    }

    fn category(&self, denial: &Denial) -> &'static str {
        (self.meaning)(&denial.space, &denial.code).1
    }

    /// Whether a denial passes the text and every filter but that on the key of a list.
    fn passes(&self, denial: &Denial, but: Option<FilterKey>) -> bool {
        let status = format!("{}:{}", denial.space, denial.code);
        let values = [
            (FilterKey::Status, &*status),
            (FilterKey::Category, self.category(denial)),
            (FilterKey::Account, &*denial.account),
            (FilterKey::Product, &*denial.product),
            (FilterKey::Feature, &*denial.feature),
            (FilterKey::User, &*denial.user),
            (FilterKey::Device, &*denial.device),
            (FilterKey::Server, &*denial.server),
            (FilterKey::Source, &*denial.source),
            (FilterKey::Model, &*denial.model),
            (FilterKey::Version, &*denial.version),
        ];
        let filters_pass = values.iter().all(|(key, value)| {
            let filter = self.view.filters.get(*key);
            let asked = filter.only.is_empty() || filter.only.iter().any(|only| only == value);
            let left_out = filter.not.iter().any(|not| not == value);
            Some(*key) == but || (asked && !left_out)
        });
        let names = [
            &denial.user,
            &denial.device,
            &denial.feature,
            &denial.account,
        ];
        let mut search = Search::of(&self.view.text);
        filters_pass && names.into_iter().any(|name| search.is_in(name))
    }

    /// The denials of the range that pass.
    fn rows(&self, but: Option<FilterKey>) -> Vec<&Denial> {
        let Some((first, last)) = self.range() else {
            return Vec::new();
        };
        let denials = self.denials.iter().filter(|denial| {
            let date = self.date(denial.at);
            first <= date && date <= last && self.passes(denial, but)
        });
        denials.collect()
    }

    fn is_true(&self, denial: &Denial) -> bool {
        let within = |gap: Option<i64>, window: u32| {
            window > 0 && gap.is_some_and(|gap| gap <= i64::from(window))
        };
        denial.is_final
            && !within(denial.next_repeat_s, self.view.repeat_window_s)
            && !within(denial.next_grant_s, self.view.grant_window_s)
    }

    fn measures(&self, denials: &[&Denial]) -> Measures {
        let users: BTreeSet<(&str, &str)> = denials
            .iter()
            .map(|denial| (&*denial.account, &*denial.user))
            .filter(|(_, user)| !user.is_empty())
            .collect();
        let is_true = denials.iter().filter(|denial| self.is_true(denial));
        Measures {
            attempts: denials.len() as u64,
            true_denials: is_true.count() as u64,
            affected_users: users.len() as u64,
        }
    }

    fn value(&self, measures: Measures) -> u64 {
        match self.view.measure {
            Measure::Attempts => measures.attempts,
            Measure::TrueDenials => measures.true_denials,
            Measure::AffectedUsers => measures.affected_users,
        }
    }

    fn list<N: Ord, K>(
        &self,
        own: FilterKey,
        name: impl Fn(&Denial) -> N,
        key: impl Fn(&Denial) -> K,
    ) -> List<K> {
        let rows = self.rows(Some(own));
        let totals = self.measures(&rows);
        let mut by_name: BTreeMap<N, Vec<&Denial>> = BTreeMap::new();
        for denial in rows {
            by_name.entry(name(denial)).or_default().push(denial);
        }
        let mut rows: Vec<Row<K>> = by_name
            .values()
            .map(|denials| row(key(denials[0]), self.measures(denials)))
            .filter(|row| self.value(row.measures) > 0)
            .collect();
        // The sort is stable, and the map was in the order of names.
        rows.sort_by_key(|row| Reverse(self.value(row.measures)));
        let rows_total = rows.len() as u64;
        rows.truncate(self.top);
        List {
            totals,
            rows,
            rows_total,
        }
    }

    /// A list whose filter is on a name.
    fn names(&self, own: FilterKey, name: impl Fn(&Denial) -> &String) -> List<String> {
        let key = |denial: &Denial| name(denial).clone();
        self.list(own, key, key)
    }

    fn by_day(&self) -> List<i32> {
        let denials = self.rows(None);
        let totals = self.measures(&denials);
        let mut rows = Vec::new();
        if let Some((mut day, last)) = self.range() {
            while day <= last {
                let on_day = denials.iter().copied().filter(|d| self.date(d.at) == day);
                let on_day: Vec<&Denial> = on_day.collect();
                let number = (day - date(1970, 1, 1)).get_days();
                rows.push(row(number, self.measures(&on_day)));
                day = day.tomorrow().unwrap();
            }
        }
        List {
            totals,
            rows_total: rows.len() as u64,
            rows,
        }
    }
}

fn row<K>(key: K, measures: Measures) -> Row<K> {
    Row {
        key,
        measures,
        before: None,
    }
}
