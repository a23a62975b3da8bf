//! The ranks by which the summary table is sorted. Each dictionary entry is ranked once, so
//! that sorting rows compares numbers instead of texts.

use std::cmp::Ordering;

use crate::column::Column;
use crate::denial_order::DenialColumn;
use crate::dimension::{Dictionary, Dimension, Names};
use crate::event::Source;
use crate::frame::{Dictionaries, Frame, NEVER_S, Status};
use crate::verdict::Verdict;
use crate::view::View;

/// The rank of a row; smaller ranks come first.
pub(crate) type Rank<'a> = Box<dyn Fn(usize) -> u32 + 'a>;

/// The ranks of a column, by priority; most columns have one.
pub(crate) fn ranks<'a>(frame: &'a Frame, view: &'a View, column: DenialColumn) -> Vec<Rank<'a>> {
    let dictionaries = &frame.dictionaries;
    let rows = &frame.attempts;
    let of_ids = |dimension: Dimension, ranks: Vec<u32>| of_table(&rows.ids[dimension], ranks);
    let of_entries = |dimension: Dimension| of_ids(dimension, entry_ranks(dictionaries, dimension));
    let rank = match column {
        DenialColumn::Time => return vec![Box::new(|row| number(&rows.at, row))],
        DenialColumn::Verdict => return verdict_ranks(frame, view),
        DenialColumn::Account => {
            let accounts = name_ranks(&dictionaries.names[Names::Accounts]);
            let of_server = dictionaries.servers.iter().map(|server| &server.account);
            let ranks = of_server.map(|account| accounts.get(account.index()).copied());
            let ranks = ranks.map(Option::unwrap_or_default).collect();
            of_ids(Dimension::Server, ranks)
        }
        DenialColumn::User => of_entries(Dimension::User),
        DenialColumn::Device => of_entries(Dimension::Device),
        DenialColumn::Product => of_entries(Dimension::Product),
        DenialColumn::Feature => of_entries(Dimension::Feature),
        DenialColumn::Version => of_entries(Dimension::Version),
        DenialColumn::Count => {
            // Adding zero makes -0 equal to 0; the order is total even for NaN.
            let compare = |a: &f64, b: &f64| (a + 0.0).total_cmp(&(b + 0.0));
            of_table(&rows.count, ranks_by(&frame.counts, compare))
        }
        DenialColumn::Status => of_entries(Dimension::Status),
        DenialColumn::Description => {
            let statuses = dictionaries.statuses.iter();
            let descriptions = statuses.map(|status| &*status.description);
            of_ids(Dimension::Status, ranks_of_names(descriptions))
        }
        DenialColumn::Category => {
            let statuses = dictionaries.statuses.iter();
            let categories = statuses.map(|status| status.category as u32);
            of_ids(Dimension::Status, categories.collect())
        }
        DenialColumn::Server => of_entries(Dimension::Server),
        DenialColumn::Source => of_entries(Dimension::Source),
    };
    vec![rank]
}

/// The rank of each entry of a dimension's dictionary: statuses by their codes, all others by
/// their names.
fn entry_ranks(dictionaries: &Dictionaries, dimension: Dimension) -> Vec<u32> {
    match dimension.declaration().dictionary {
        Dictionary::Names(names) => name_ranks(&dictionaries.names[names]),
        Dictionary::Servers => {
            let servers = dictionaries.servers.iter();
            ranks_of_names(servers.map(|server| &*server.name))
        }
        Dictionary::Statuses => status_ranks(&dictionaries.statuses),
        Dictionary::Sources => ranks_by(&Source::ALL, |a, b| a.word().cmp(b.word())),
    }
}

fn number(numbers: &[u32], place: usize) -> u32 {
    numbers.get(place).copied().unwrap_or(0)
}

/// Ranks rows by their ids, given the rank of each id.
fn of_table(column: &Column, table: Vec<u32>) -> Rank<'_> {
    Box::new(move |row| number(&table, column.get(row) as usize))
}

/// True denials first, then attempts that were tried elsewhere, repeated and granted; among
/// the last two kinds the shorter gap first.
fn verdict_ranks<'a>(frame: &'a Frame, view: &'a View) -> Vec<Rank<'a>> {
    let rows = &frame.attempts;
    let verdict = |row: usize| {
        let gap = |gaps: &[u32]| gaps.get(row).copied().unwrap_or(NEVER_S);
        Verdict::of(
            view,
            rows.is_final.get(row) == 1,
            gap(&rows.next_repeat_s),
            gap(&rows.next_grant_s),
        )
    };
    let kind = move |row| match verdict(row) {
        Verdict::True => 0,
        Verdict::NotFinal => 1,
        Verdict::Repeated(_) => 2,
        Verdict::Granted(_) => 3,
    };
    let gap_s = move |row| match verdict(row) {
        Verdict::True | Verdict::NotFinal => 0,
        Verdict::Repeated(gap_s) | Verdict::Granted(gap_s) => gap_s,
    };
    vec![Box::new(kind), Box::new(gap_s)]
}

/// The sort key of a name: its lower case, then its bytes.
fn folded(name: &str) -> (String, &str) {
    (name.to_lowercase(), name)
}

fn name_ranks(names: &[Box<str>]) -> Vec<u32> {
    ranks_of_names(names.iter().map(|name| &**name))
}

fn ranks_of_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let names: Vec<(String, &str)> = names.map(folded).collect();
    ranks_by(&names, Ord::cmp)
}

/// Ranks statuses by space, then by code: integers by value, before texts.
fn status_ranks(statuses: &[Status]) -> Vec<u32> {
    let keys = statuses.iter().map(|status| {
        let number: Option<i64> = status.code.parse().ok();
        let code = (number.is_none(), number, folded(&status.code));
        (folded(&status.space), code)
    });
    ranks_by(&keys.collect::<Vec<_>>(), Ord::cmp)
}

/// The rank of each item; equal items share one.
fn ranks_by<T>(items: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<u32> {
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| compare(a, b));
    let mut ranks = vec![0; items.len()];
    let mut rank = 0;
    let mut before: Option<&T> = None;
    for (place, item) in order {
        if before.is_some_and(|before| compare(before, item) != Ordering::Equal) {
            rank += 1;
        }
        if let Some(of_item) = ranks.get_mut(place) {
            *of_item = rank;
        }
        before = Some(item);
    }
    ranks
}
