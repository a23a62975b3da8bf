//! The rows of the summary table: single attempts in words.

use serde::{Deserialize, Serialize};

use crate::denial_order::{Sort, denial_order, newest_first_rows, oldest_first_rows};
use crate::display;
use crate::frame::{Frame, word};
use crate::report::{ReportContext, RowMask};
use crate::verdict::Verdict;
use crate::view::View;

/// One attempt in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenialRow {
    /// Its row in the frame that it was read from.
    pub row: u32,
    /// Local time in the view's zone, such as `2025-08-29 14:05`.
    pub time: String,
    /// The second within that minute.
    pub second: u8,
    /// The account's name.
    pub account: String,
    /// The user's name.
    pub user: String,
    /// The device's name.
    pub device: String,
    /// The product's name.
    pub product: String,
    /// The feature's name.
    pub feature: String,
    /// The version.
    pub version: String,
    /// How many licenses were asked for, or how much.
    pub count: f64,
    /// The status's code space.
    pub space: String,
    /// The status's code.
    pub code: String,
    /// The status's description.
    pub description: String,
    /// The slug of the reason category.
    pub category: String,
    /// The server's name.
    pub server: String,
    /// The source's word.
    pub source: String,
    /// Whether it is a true denial, or why not.
    pub verdict: Verdict,
}

impl DenialRow {
    /// The time to the second, such as `2025-08-29 14:05:09`.
    pub fn exact_time(&self) -> String {
        format!("{}:{:02}", self.time, self.second)
    }
}

/// The attempts that pass every filter of a view, in an order: at most `limit` after the
/// first `skip`.
pub fn denial_rows(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    sort: &Sort,
    skip: usize,
    limit: usize,
) -> Vec<DenialRow> {
    let mask = RowMask::new(frame, view, context.zone, context.days(frame, view));
    let in_words = |rows: &mut dyn Iterator<Item = u32>| {
        rows.skip(skip)
            .take(limit)
            .filter_map(|row| denial_row(frame, view, context, row))
            .collect()
    };
    // By time alone only the rows up to the last one asked for are looked at.
    match sort.over_time() {
        ([], false) => in_words(&mut newest_first_rows(&mask)),
        ([], true) => in_words(&mut oldest_first_rows(frame, &mask)),
        _ => in_words(&mut denial_order(frame, view, context, sort).into_iter()),
    }
}

/// One row of the frame in words; `None` where there is no such row.
pub fn denial_row(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    row: u32,
) -> Option<DenialRow> {
    let attempt = frame.attempt(row as usize)?;
    let words = &frame.dictionaries;
    let text = |names: &[Box<str>], id: u32| word(names, id).to_owned();
    let status = words.statuses.get(attempt.status.index());
    let local_s = context.zone.local_s(attempt.at);
    Some(DenialRow {
        row,
        time: display::local_time(local_s),
        second: local_s.rem_euclid(60) as u8,
        account: text(&words.accounts, attempt.account.0),
        user: text(&words.users, attempt.user.0),
        device: text(&words.devices, attempt.device.0),
        product: text(&words.products, attempt.product.0),
        feature: text(&words.features, attempt.feature.0),
        version: text(&words.versions, attempt.version.0),
        count: attempt.count,
        space: status.map_or(String::new(), |status| status.space.to_string()),
        code: status.map_or(String::new(), |status| status.code.to_string()),
        description: status.map_or(String::new(), |s| s.description.to_string()),
        category: status.map_or(String::new(), |s| s.category.slug().to_owned()),
        server: words
            .servers
            .get(attempt.server.index())
            .map_or(String::new(), |server| server.name.to_string()),
        source: attempt.source.word().to_owned(),
        verdict: Verdict::of(
            view,
            attempt.is_final,
            attempt.next_repeat_s,
            attempt.next_grant_s,
        ),
    })
}
