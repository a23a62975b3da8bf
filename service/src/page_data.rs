//! Everything that a page is rendered from.

use domain::zone::ZoneOffsets;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::answer::{Answer, Recorded};
use crate::audience::Audience;
use crate::base_path::BasePath;
use crate::compact_json;
use crate::route::Route;
use crate::slice_offer::SliceOffer;
use crate::usage_answer::UsageAnswer;

/// Everything that a page is rendered from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageData {
    /// Whom the page is for.
    pub audience: Audience,
    /// What the page's URLs begin with.
    pub base: BasePath,
    /// What the URLs begin with that the page asks by itself.
    pub asks: BasePath,
    /// Which page.
    pub place: Route,
    /// The canonical query string of the view.
    pub query: String,
    /// The presentation keys of the address.
    pub presentation: Vec<(String, String)>,
    /// What was wrong in the address.
    pub notices: Vec<String>,
    /// The answer.
    pub answer: Answer,
    /// The answer about usage; `None` on the page that shows none.
    pub usage: Option<UsageAnswer>,
    /// Where the data lies; `None` when there is none.
    pub recorded: Option<Recorded>,
    /// The slices that the view can be answered from, the widest first; none where all
    /// would be too large.
    pub slices: Vec<SliceOffer>,
    /// The data version that the answer is of.
    pub version: u64,
    /// The moment that ranges end with, in seconds since 1970-01-01T00:00:00Z.
    pub now_s: i64,
    /// The offset changes of the view's zone.
    pub zone: ZoneOffsets,
    /// The file of the record, which the page names where there is no data; else empty.
    pub path: String,
}

/// A page's data as its island holds it: one text of [compact JSON](compact_json), since
/// Leptos' own reader would bring more code.
#[derive(Clone, Debug, PartialEq)]
pub struct IslandData(pub PageData);

impl Serialize for IslandData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = compact_json::write(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for IslandData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        compact_json::read(&text)
            .map(Self)
            .map_err(de::Error::custom)
    }
}
