//! The keys of each list, as a row's columns tell them.

use super::filter_tables::{FilterBits, bit};
use crate::column::Column;
use crate::dimension::{Dimension, Names};
use crate::event::Source;
use crate::frame::Frame;
use crate::view::FilterKey;

/// What a list counts by, or two that are made of the same counts: the values of a
/// column, or of two together.
#[derive(Clone, Copy)]
pub(super) struct ListKeys<'a> {
    pub(super) column: &'a Column,
    /// The column that is counted together with it, and how many values this one has.
    pub(super) outer: Option<(&'a Column, u32)>,
    /// How many keys there are.
    pub(super) count: usize,
    /// The bits of the filters that the keys tell of: the list ignores them.
    pub(super) told: FilterBits,
}

/// The keys of every list but the days.
#[derive(Clone, Copy)]
pub(super) struct KeysOfLists<'a> {
    /// Status, server and source, person, feature, and product with its model.
    pub(super) five: [ListKeys<'a>; 5],
    /// Model, where it is not counted with the product.
    pub(super) model: Option<ListKeys<'a>>,
}

/// The most words of persons' bits that products and models take together; beyond it the
/// two are counted one by one.
const TOGETHER_WORDS_MAX: usize = 1 << 19;

/// The most pairs of products and models that are counted together however few attempts
/// there are: each takes room of its own.
const TOGETHER_FEW: usize = 4_096;

impl<'a> KeysOfLists<'a> {
    pub(super) fn of(frame: &'a Frame) -> Self {
        let (columns, words) = (&frame.attempts, &frame.dictionaries);
        let one = |column: &'a Column, count: usize, filters: &[FilterKey]| ListKeys {
            column,
            outer: None,
            count,
            told: filters.iter().fold(0, |bits, key| bits | bit(*key)),
        };
        let status = [FilterKey::Status, FilterKey::Category];
        let (servers, sources) = (words.servers.len(), Source::ALL.len());
        let server = [FilterKey::Account, FilterKey::Server, FilterKey::Source];
        let server = ListKeys {
            outer: Some((&columns.ids[Dimension::Source], servers as u32)),
            ..one(&columns.ids[Dimension::Server], servers * sources, &server)
        };
        let (products, models) = (
            words.names[Names::Products].len(),
            words.names[Names::Models].len(),
        );
        let pairs = products.saturating_mul(models);
        let words_of_a_key = frame.persons.len().div_ceil(64).max(1);
        let are_together = pairs <= frame.len().max(TOGETHER_FEW)
            && pairs.saturating_mul(words_of_a_key) <= TOGETHER_WORDS_MAX;
        let product = if are_together {
            let product = [FilterKey::Product, FilterKey::Model];
            ListKeys {
                outer: Some((&columns.ids[Dimension::Model], products as u32)),
                ..one(&columns.ids[Dimension::Product], pairs, &product)
            }
        } else {
            one(
                &columns.ids[Dimension::Product],
                products,
                &[FilterKey::Product],
            )
        };
        Self {
            five: [
                one(
                    &columns.ids[Dimension::Status],
                    words.statuses.len(),
                    &status,
                ),
                server,
                one(&columns.person, frame.persons.len(), &[FilterKey::User]),
                one(
                    &columns.ids[Dimension::Feature],
                    words.names[Names::Features].len(),
                    &[FilterKey::Feature],
                ),
                product,
            ],
            model: (!are_together)
                .then(|| one(&columns.ids[Dimension::Model], models, &[FilterKey::Model])),
        }
    }
}
