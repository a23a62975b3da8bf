//! The order of the summary table by naive comparison: two requests are compared as they
//! are written.

use std::cmp::Ordering;

use domain::denial_order::{DenialColumn, Sort, SortKey};
use domain::status::Category;
use domain::verdict::Verdict;
use domain::view::View;
use proptest::prelude::*;

use super::Fact;
use super::true_denials::{is_true, seconds_until_grant, seconds_until_repeat};

/// Whether a denial is a true one, or why not; a grant says more than a repeat.
pub(crate) fn verdict(record: &[Fact], place: usize, view: &View) -> Verdict {
    let (w, g) = (view.repeat_window_s, view.grant_window_s);
    if is_true(record, place, w, g) {
        return Verdict::True;
    }
    if !record[place].is_final {
        return Verdict::NotFinal;
    }
    let seconds = |gap: Option<i64>| u32::try_from(gap.unwrap()).unwrap();
    // With W off, a final attempt that is not a true denial was granted.
    if is_true(record, place, 0, g) {
        Verdict::Repeated(seconds(seconds_until_repeat(record, place)))
    } else {
        Verdict::Granted(seconds(seconds_until_grant(record, place)))
    }
}

fn by_name(a: &str, b: &str) -> Ordering {
    let lower = a.to_lowercase().cmp(&b.to_lowercase());
    lower.then_with(|| a.as_bytes().cmp(b.as_bytes()))
}

fn by_code(a: &str, b: &str) -> Ordering {
    match (a.parse::<i64>(), b.parse::<i64>()) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => by_name(a, b),
    }
}

fn by_verdict(a: Verdict, b: Verdict) -> Ordering {
    let kind = |verdict| match verdict {
        Verdict::True => "a",
        Verdict::NotFinal => "b",
        Verdict::Repeated(_) => "c",
        Verdict::Granted(_) => "d",
    };
    match (a, b) {
        (Verdict::Repeated(a), Verdict::Repeated(b))
        | (Verdict::Granted(a), Verdict::Granted(b)) => a.cmp(&b),
        _ => kind(a).cmp(kind(b)),
    }
}

fn compare(record: &[Fact], a: usize, b: usize, column: DenialColumn, view: &View) -> Ordering {
    let (one, other) = (&record[a], &record[b]);
    let (space, code, description, category) = one.status();
    let (other_space, other_code, other_description, other_category) = other.status();
    let place = |category| Category::ALL.iter().position(|&c| c == category);
    match column {
        DenialColumn::Time => one.at.cmp(&other.at),
        DenialColumn::Account => by_name(one.account, other.account),
        DenialColumn::User => by_name(one.user, other.user),
        DenialColumn::Device => by_name(one.device, other.device),
        DenialColumn::Product => by_name(one.product, other.product),
        DenialColumn::Feature => by_name(one.feature, other.feature),
        DenialColumn::Version => by_name(one.version, other.version),
        DenialColumn::Count => one.count.partial_cmp(&other.count).unwrap(),
        DenialColumn::Status => by_name(space, other_space).then_with(|| by_code(code, other_code)),
        DenialColumn::Description => by_name(description, other_description),
        DenialColumn::Category => place(category).cmp(&place(other_category)),
        DenialColumn::Server => by_name(one.server, other.server),
        DenialColumn::Source => one.source.word().cmp(other.source.word()),
        DenialColumn::Verdict => by_verdict(verdict(record, a, view), verdict(record, b, view)),
    }
}

/// Sorts denials, given by their indexes in time order.
pub(crate) fn ordered(
    record: &[Fact],
    mut places: Vec<usize>,
    sort: &Sort,
    view: &View,
) -> Vec<usize> {
    places.reverse();
    places.sort_by(|&a, &b| {
        let keys = sort.0.iter().map(|key| {
            let order = compare(record, a, b, key.column, view);
            if key.is_descending {
                order.reverse()
            } else {
                order
            }
        });
        keys.fold(Ordering::Equal, Ordering::then)
    });
    places
}

/// Any order, usually of up to three keys.
pub(crate) fn sort() -> impl Strategy<Value = Sort> {
    let all = DenialColumn::ALL.len();
    let columns = |most| prop::sample::subsequence(&DenialColumn::ALL[..], 0..=most).prop_shuffle();
    let columns = prop_oneof![6 => columns(3), 1 => columns(all)];
    (columns, prop::collection::vec(any::<bool>(), all)).prop_map(|(columns, descending)| {
        let keys = columns.into_iter().zip(descending);
        let key = |(column, is_descending)| SortKey {
            column,
            is_descending,
        };
        Sort(keys.map(key).collect())
    })
}
