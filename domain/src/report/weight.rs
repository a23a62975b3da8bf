//! The top accounts and features of each category: those to act on.

use serde::{Deserialize, Serialize};

use super::block::Block;
use super::blocks::{Blocks, Counts};
use super::filter_tables::{FilterTables, bit};
use super::keys::Keys;
use super::lists::named;
use super::numbers::Row;
use super::people::PersonBits;
use super::tally::Tally;
use crate::dimension::{Dimension, Names};
use crate::frame::{Frame, word};
use crate::period::Period;
use crate::status::Category;
use crate::view::{FilterKey, Measure, View};
use crate::zone::ZoneOffsets;

/// A category's top accounts and features.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// The category's slug.
    pub category: String,
    /// Its top accounts by the view's measure.
    pub accounts: Vec<Row<String>>,
    /// Its top features.
    pub features: Vec<Row<String>>,
}

/// The top accounts and features of each category that has any, in the order of
/// [`Category::ALL`]. Every filter applies except the one on category. Rows whose value of
/// the view's measure is zero are left out.
pub fn weights(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Vec<Weight> {
    let tables = FilterTables::new(frame, view);
    let blocks = Blocks::new(frame, view, zone, period, &tables);
    let people = PersonBits::of(frame);
    let dictionaries = &frame.dictionaries;
    let owners = dictionaries
        .servers
        .iter()
        .map(|server| server.account.index());
    let owners = Category::ALL.into_iter().flat_map(|_| owners.clone());
    let by_server = Keys::of_accounts(owners, &people);
    let by_feature = Keys::of_anyone(
        Category::ALL.len() * dictionaries.names[Names::Features].len(),
        &people,
    );
    let counts = blocks.count(|| WeightCounts {
        frame,
        server: Tally::new(&by_server),
        feature: Tally::new(&by_feature),
    });
    let categories = Category::ALL.into_iter();
    categories
        .filter_map(|category| counts.weight(view.measure, category, top))
        .collect()
}

/// The counts of every category by server, from which the account follows, and by feature.
struct WeightCounts<'a> {
    frame: &'a Frame,
    server: Tally<'a>,
    feature: Tally<'a>,
}

impl Counts for WeightCounts<'_> {
    fn take(&mut self, block: &mut Block<'_>) {
        if !block.select(bit(FilterKey::Category)) {
            return;
        }
        let (columns, dictionaries) = (&self.frame.attempts, &self.frame.dictionaries);
        let first_key = |keys: usize| {
            let statuses = dictionaries.statuses.iter();
            statuses.map(move |status| status.category as u32 * keys as u32)
        };
        let first: Vec<u32> = first_key(dictionaries.servers.len()).collect();
        self.server.take(block.by_mapped_and(
            &columns.ids[Dimension::Status],
            &first,
            &columns.ids[Dimension::Server],
        ));
        let first: Vec<u32> = first_key(dictionaries.names[Names::Features].len()).collect();
        self.feature.take(block.by_mapped_and(
            &columns.ids[Dimension::Status],
            &first,
            &columns.ids[Dimension::Feature],
        ));
    }

    fn join(&mut self, other: Self) {
        self.server.join(other.server);
        self.feature.join(other.feature);
    }
}

impl WeightCounts<'_> {
    /// The top rows; `None` if the view's measure is zero for the category.
    fn weight(&self, measure: Measure, category: Category, top: usize) -> Option<Weight> {
        let dictionaries = &self.frame.dictionaries;
        // The key within the category, which has `keys` keys.
        let within = |key: u32, keys: usize| {
            let place = key.checked_sub(category as u32 * keys as u32)?;
            ((place as usize) < keys).then_some(place)
        };
        let servers = dictionaries.servers.len();
        let accounts = self
            .server
            .by(dictionaries.names[Names::Accounts].len(), &|key| {
                let server = dictionaries.servers.get(within(key, servers)? as usize)?;
                Some(server.account.0)
            });
        if accounts.totals.get(measure) == 0 {
            return None;
        }
        let features = dictionaries.names[Names::Features].len();
        let by_feature = self.feature.by(features, &|key| within(key, features));
        let account = |id: u32| word(&dictionaries.names[Names::Accounts], id);
        let feature = |id: u32| word(&dictionaries.names[Names::Features], id);
        Some(Weight {
            category: category.slug().to_owned(),
            accounts: named(accounts, measure, top, account).rows,
            features: named(by_feature, measure, top, feature).rows,
        })
    }
}
