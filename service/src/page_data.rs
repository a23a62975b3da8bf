//! Everything that a page is rendered from.

use domain::zone::ZoneOffsets;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::answer::{Answer, DataExtent};
use crate::audience::Audience;
use crate::base_path::BasePath;
use crate::compact_json;
use crate::route::Route;
use crate::slice_offer::SliceOffer;
use crate::usage_answer::UsageAnswer;

/// Everything that a page is rendered from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageData {
    /// The audience of the page.
    pub audience: Audience,
    /// What the page's URLs begin with.
    pub base: BasePath,
    /// What the URLs of the page's own requests begin with.
    pub asks: BasePath,
    /// Which page.
    pub route: Route,
    /// The canonical query string of the view.
    pub query: String,
    /// The presentation keys of the URL.
    pub presentation: Vec<(String, String)>,
    /// What was wrong in the URL.
    pub notices: Vec<String>,
    /// The answer.
    pub answer: Answer,
    /// The answer about usage; `None` on the page that shows no usage.
    pub usage: Option<UsageAnswer>,
    /// Where the data lies; `None` when there is none.
    pub recorded: Option<DataExtent>,
    /// The slices that the view can be answered from, the widest first; none if all would be
    /// too large.
    pub slices: Vec<SliceOffer>,
    /// The data version of the answer.
    pub version: u64,
    /// The time that ranges end with, in seconds since 1970-01-01T00:00:00Z.
    pub now_s: i64,
    /// The offset changes of the view's zone.
    pub zone: ZoneOffsets,
    /// The path of the database, which the page names if there is no data; else empty.
    pub path: String,
}

/// A page's data as its island holds it: one text of [compact JSON](compact_json), since
/// Leptos' own decoder would need more code.
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
