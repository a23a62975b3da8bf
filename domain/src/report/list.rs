//! Measures by key, and the list made of them.

use std::cmp::Ordering;

use super::numbers::{List, Measures, Row};
use crate::view::Measure;
use crate::zone::Days;

/// The measures of each key of one list, and their totals.
pub(super) struct ByKey {
    by_key: Vec<Measures>,
    pub(super) totals: Measures,
}

impl ByKey {
    /// Zero for each of `keys` keys.
    pub(super) fn new(keys: usize) -> Self {
        Self {
            by_key: vec![Measures::default(); keys],
            totals: Measures::default(),
        }
    }

    /// The measures of a key; zero if there is no such key.
    pub(super) fn get(&self, id: u32) -> Measures {
        self.by_key.get(id as usize).copied().unwrap_or_default()
    }

    /// The measures of a key, to change them; `None` if there is no such key.
    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut Measures> {
        self.by_key.get_mut(id as usize)
    }

    /// The number of keys with an attempt.
    pub(super) fn keys_hit(&self) -> usize {
        let hit = self.by_key.iter().filter(|measures| measures.attempts > 0);
        hit.count()
    }

    /// The list, sorted by the measure and then by `name`; `key` is only called for the
    /// rows that are kept.
    pub(super) fn list<N: Ord, K>(
        self,
        measure: Measure,
        top: usize,
        name: impl Fn(u32) -> N,
        key: impl Fn(u32) -> K,
    ) -> List<K> {
        let values = (0..).zip(&self.by_key);
        let values = values.map(|(id, measures)| (measures.get(measure), id));
        let mut ids: Vec<(u64, u32)> = values.filter(|(value, _)| *value > 0).collect();
        let rows_total = ids.len() as u64;
        sort_first(&mut ids, top, &|a, b| name(a).cmp(&name(b)));
        List {
            totals: self.totals,
            rows: ids.iter().map(|&(_, id)| self.row(id, key(id))).collect(),
            rows_total,
        }
    }

    /// The list of all `days`, in order. The keys are indexes into `with_rows`, which is in
    /// ascending order.
    pub(super) fn days(self, days: Days, with_rows: &[i32]) -> List<i32> {
        let mut id = 0;
        let row = |day: i32| {
            let key = with_rows.get(id as usize).filter(|with| **with == day);
            let row = self.row(if key.is_some() { id } else { u32::MAX }, day);
            id += u32::from(key.is_some());
            row
        };
        List {
            totals: self.totals,
            rows: (days.first..=days.last).map(row).collect(),
            rows_total: days.len() as u64,
        }
    }

    fn row<K>(&self, id: u32, key: K) -> Row<K> {
        Row {
            key,
            measures: self.get(id),
            before: None,
        }
    }
}

/// Sorts values and their ids, the largest value first, equal ones by name, and cuts them to
/// the first `top`. Not generic, since each instance takes as much WebAssembly as the whole
/// slice decoder.
fn sort_first(ids: &mut Vec<(u64, u32)>, top: usize, by_name: &dyn Fn(u32, u32) -> Ordering) {
    let compare = |a: &(u64, u32), b: &(u64, u32)| b.0.cmp(&a.0).then_with(|| by_name(a.1, b.1));
    if top < ids.len() {
        // The rest need not be sorted.
        ids.select_nth_unstable_by(top, compare);
        ids.truncate(top);
    }
    ids.sort_unstable_by(compare);
}
