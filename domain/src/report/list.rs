//! Counts by key, and the list they become.

use std::cmp::{Ordering, Reverse};

use super::counted::Counted;
use super::distinct::Distinct;
use super::{List, Measures, Row};
use crate::view::{Days, Measure};

/// The measures of each key of one list, and of all of them together.
pub(super) struct Tally {
    by_key: Vec<Measures>,
    totals: Measures,
    /// `None` where a person has one key only: whoever is new is new to the key.
    by_key_persons: Option<Distinct>,
    persons: Distinct,
}

impl Tally {
    pub(super) fn new(keys: usize, persons: usize) -> Self {
        Self {
            by_key_persons: Some(Distinct::new(keys, persons)),
            ..Self::with_one_key_a_person(keys, persons)
        }
    }

    /// A tally in which a person never has two keys, as with accounts or with the
    /// persons themselves.
    pub(super) fn with_one_key_a_person(keys: usize, persons: usize) -> Self {
        Self {
            by_key: vec![Measures::default(); keys],
            totals: Measures::default(),
            by_key_persons: None,
            persons: Distinct::new(1, persons),
        }
    }

    /// Counts an attempt.
    pub(super) fn take(&mut self, key: u32, counted: Counted) {
        let Some(measures) = self.by_key.get_mut(key as usize) else {
            return;
        };
        measures.attempts += 1;
        measures.true_denials += u64::from(counted.is_true);
        self.totals.attempts += 1;
        self.totals.true_denials += u64::from(counted.is_true);
        if let Some(person) = counted.person {
            let is_new = self.persons.insert(0, person);
            let is_new_to_key = match &mut self.by_key_persons {
                Some(persons) => persons.insert(key, person),
                None => is_new,
            };
            measures.affected_users += u64::from(is_new_to_key);
            self.totals.affected_users += u64::from(is_new);
        }
    }

    pub(super) fn totals(&self) -> Measures {
        self.totals
    }

    /// The list, sorted by the measure and then by `name`; `key` makes the rows that
    /// are kept.
    pub(super) fn list<N: Ord, K>(
        self,
        measure: Measure,
        top: usize,
        name: impl Fn(u32) -> N,
        key: impl Fn(u32) -> K,
    ) -> List<K> {
        let mut ids: Vec<u32> = (0..self.by_key.len() as u32)
            .filter(|&id| self.value(id, measure) > 0)
            .collect();
        sort(&mut ids, &|a, b| {
            let values = Reverse(self.value(a, measure)).cmp(&Reverse(self.value(b, measure)));
            values.then_with(|| name(a).cmp(&name(b)))
        });
        List {
            totals: self.totals,
            rows: ids
                .iter()
                .take(top)
                .map(|&id| self.row(id, measure, key(id)))
                .collect(),
            rows_total: ids.len() as u64,
        }
    }

    /// The list of days: each of them, in order.
    pub(super) fn days(self, measure: Measure, days: Days) -> List<i32> {
        List {
            totals: self.totals,
            rows: (0..self.by_key.len() as u32)
                .map(|id| self.row(id, measure, days.first.saturating_add(id as i32)))
                .collect(),
            rows_total: self.by_key.len() as u64,
        }
    }

    fn value(&self, id: u32, measure: Measure) -> u64 {
        self.measures(id).get(measure)
    }

    /// The measures of a key.
    pub(super) fn measures(&self, id: u32) -> Measures {
        self.by_key.get(id as usize).copied().unwrap_or_default()
    }

    fn row<K>(&self, id: u32, measure: Measure, key: K) -> Row<K> {
        let measures = self.measures(id);
        Row {
            key,
            measures,
            percent_hundredths: percent_hundredths(measures.get(measure), self.totals.get(measure)),
            before: None,
        }
    }
}

/// Sorts ids. One copy for every list: each costs the browser as much code as the whole
/// reading of a slice.
fn sort(ids: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    ids.sort_unstable_by(|&a, &b| compare(a, b));
}

/// 100 × value / total in hundredths, rounded half up; 0 when the total is 0.
pub(super) fn percent_hundredths(value: u64, total: u64) -> u64 {
    if total == 0 {
        return 0;
    }
    let (value, total) = (u128::from(value), u128::from(total));
    ((value * 20_000 + total) / (2 * total)) as u64
}

#[cfg(test)]
mod tests {
    use super::percent_hundredths;

    #[test]
    fn a_percentage_is_rounded_half_up() {
        assert_eq!(percent_hundredths(1, 3), 3333);
        assert_eq!(percent_hundredths(2, 3), 6667);
        assert_eq!(percent_hundredths(1, 20_000), 1, "0.005 goes up");
        assert_eq!(percent_hundredths(1, 20_001), 0, "below the half goes down");
        assert_eq!(percent_hundredths(7, 7), 10_000);
        assert_eq!(percent_hundredths(0, 0), 0);
    }
}
