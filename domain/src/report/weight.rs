//! What weighs most within each category: the accounts and features to act on.

use serde::{Deserialize, Serialize};

use super::counted::{Counted, account_of, category_of};
use super::list::Tally;
use super::tallies::named;
use super::{Row, each_row, mask};
use crate::frame::{Frame, word};
use crate::period::Period;
use crate::status::Category;
use crate::view::{FilterKey, View};
use crate::zone::ZoneOffsets;

/// A category's heaviest accounts and features.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// The category's slug.
    pub category: String,
    /// Its first accounts by the view's measure; percentages are of the category.
    pub accounts: Vec<Row<String>>,
    /// Its first features.
    pub features: Vec<Row<String>>,
}

/// The heaviest accounts and features of each category that has any, in the order of
/// [`Category::ALL`]. Every filter holds but the one on
/// category. Rows whose value of the view's measure is zero are left out.
pub fn weights(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Vec<Weight> {
    let mut tallies = Category::ALL.map(|_| CategoryTallies::new(frame));
    each_row(frame, view, zone, period, |row, _, failed| {
        if failed & !mask::bit(FilterKey::Category) != 0 {
            return;
        }
        let category = category_of(frame, row) as usize;
        if let Some(tallies) = tallies.get_mut(category) {
            tallies.take(frame, row, Counted::of(frame, view, row));
        }
    });
    Category::ALL
        .into_iter()
        .zip(tallies)
        .filter_map(|(category, tallies)| tallies.weight(frame, view, category, top))
        .collect()
}

/// The tallies of one category.
struct CategoryTallies {
    account: Tally,
    feature: Tally,
}

impl CategoryTallies {
    fn new(frame: &Frame) -> Self {
        let (words, persons) = (&frame.dictionaries, frame.persons.len());
        Self {
            account: Tally::with_one_key_a_person(words.accounts.len(), persons),
            feature: Tally::new(words.features.len(), persons),
        }
    }

    fn take(&mut self, frame: &Frame, row: usize, counted: Counted) {
        self.account.take(account_of(frame, row), counted);
        self.feature.take(frame.attempts.feature.get(row), counted);
    }

    /// What weighs most; `None` where the category has nothing of the view's measure.
    fn weight(self, frame: &Frame, view: &View, category: Category, top: usize) -> Option<Weight> {
        let measure = view.measure;
        if self.account.totals().get(measure) == 0 {
            return None;
        }
        let words = &frame.dictionaries;
        let account = |id: u32| word(&words.accounts, id);
        let feature = |id: u32| word(&words.features, id);
        Some(Weight {
            category: category.slug().to_owned(),
            accounts: named(self.account, measure, top, account).rows,
            features: named(self.feature, measure, top, feature).rows,
        })
    }
}
