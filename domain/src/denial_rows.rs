//! The rows of the summary table: single attempts with their texts.

use serde::{Deserialize, Serialize};

use crate::denial_order::{DenialColumn, Sort, denial_order, newest_first_rows, oldest_first_rows};
use crate::dimension::{Dimension, Names};
use crate::display;
use crate::event::Second;
use crate::frame::{Frame, source_of, word};
use crate::report::{ReportContext, RowMask};
use crate::verdict::Verdict;
use crate::view::{FilterKey, View};

/// One attempt with its texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenialRow {
    /// Its row in the frame.
    pub row: u32,
    /// Local time in the view's zone, such as `2025-08-29 14:05`.
    pub time: String,
    /// The second within the minute of `time`.
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
    /// The source's keyword.
    pub source: String,
    /// Whether it is a true denial, or why not.
    pub verdict: Verdict,
}

/// The texts of one attempt, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DenialTexts<'a> {
    /// The account's name.
    pub account: &'a str,
    /// The user's name.
    pub user: &'a str,
    /// The device's name.
    pub device: &'a str,
    /// The product's name.
    pub product: &'a str,
    /// The feature's name.
    pub feature: &'a str,
    /// The version.
    pub version: &'a str,
    /// How many licenses were asked for, or how much.
    pub count: f64,
    /// The status's code space.
    pub space: &'a str,
    /// The status's code.
    pub code: &'a str,
    /// The status's description.
    pub description: &'a str,
    /// The slug of the reason category.
    pub category: &'a str,
    /// The server's name.
    pub server: &'a str,
    /// The source's keyword.
    pub source: &'a str,
    /// Whether it is a true denial, or why not.
    pub verdict: Verdict,
}

impl DenialRow {
    /// The row's texts.
    pub fn texts(&self) -> DenialTexts<'_> {
        DenialTexts {
            account: &self.account,
            user: &self.user,
            device: &self.device,
            product: &self.product,
            feature: &self.feature,
            version: &self.version,
            count: self.count,
            space: &self.space,
            code: &self.code,
            description: &self.description,
            category: &self.category,
            server: &self.server,
            source: &self.source,
            verdict: self.verdict,
        }
    }

    /// Its texts that come from outside, so that they may be long: all but the time and the
    /// keywords.
    pub fn texts_mut(&mut self) -> [&mut String; 10] {
        [
            &mut self.account,
            &mut self.user,
            &mut self.device,
            &mut self.product,
            &mut self.feature,
            &mut self.version,
            &mut self.space,
            &mut self.code,
            &mut self.description,
            &mut self.server,
        ]
    }

    /// The filter and value for rows that are equal in a column; `None` if there is no filter
    /// for the column.
    pub fn filter(&self, column: DenialColumn) -> Option<(FilterKey, String)> {
        let value = match column {
            DenialColumn::Status => format!("{}:{}", self.space, self.code),
            DenialColumn::Account => self.account.clone(),
            DenialColumn::User => self.user.clone(),
            DenialColumn::Device => self.device.clone(),
            DenialColumn::Product => self.product.clone(),
            DenialColumn::Feature => self.feature.clone(),
            DenialColumn::Version => self.version.clone(),
            DenialColumn::Category => self.category.clone(),
            DenialColumn::Server => self.server.clone(),
            DenialColumn::Source => self.source.clone(),
            DenialColumn::Time
            | DenialColumn::Count
            | DenialColumn::Description
            | DenialColumn::Verdict => return None,
        };
        // A column has the same keyword as its filter.
        Some((FilterKey::from_word(column.word())?, value))
    }

    /// The time to the second, such as `2025-08-29 14:05:09`.
    pub fn exact_time(&self) -> String {
        format!("{}:{:02}", self.time, self.second)
    }
}

/// The attempts that pass every filter of a view, sorted: at most `limit` after the first
/// `skip`.
pub fn denial_rows(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    sort: &Sort,
    skip: usize,
    limit: usize,
) -> Vec<DenialRow> {
    let rows = rows_in_order(frame, view, context, sort, skip, limit).into_iter();
    rows.filter_map(|row| denial_row(frame, view, context, row))
        .collect()
}

/// The same as row numbers of the frame.
pub fn rows_in_order(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    sort: &Sort,
    skip: usize,
    limit: usize,
) -> Vec<u32> {
    let mask = RowMask::new(frame, view, context.zone, context.days(frame, view));
    let some = |rows: &mut dyn Iterator<Item = u32>| rows.skip(skip).take(limit).collect();
    // Sorted by time only, rows after the last requested one need not be read.
    match sort.over_time() {
        ([], false) => some(&mut newest_first_rows(&mask)),
        ([], true) => some(&mut oldest_first_rows(frame, &mask)),
        _ => some(&mut denial_order(frame, view, context, sort).into_iter()),
    }
}

/// The time and the texts of one row of the frame; `None` if there is no such row.
pub fn denial_texts<'a>(
    frame: &'a Frame,
    view: &View,
    row: u32,
) -> Option<(Second, DenialTexts<'a>)> {
    let attempt = frame.attempt(row as usize)?;
    let dictionaries = &frame.dictionaries;
    let id = |dimension| attempt.ids[dimension];
    let status = dictionaries.statuses.get(id(Dimension::Status) as usize);
    let server = dictionaries.servers.get(id(Dimension::Server) as usize);
    let texts = DenialTexts {
        account: word(&dictionaries.names[Names::Accounts], attempt.account.0),
        user: word(&dictionaries.names[Names::Users], id(Dimension::User)),
        device: word(&dictionaries.names[Names::Devices], id(Dimension::Device)),
        product: word(&dictionaries.names[Names::Products], id(Dimension::Product)),
        feature: word(&dictionaries.names[Names::Features], id(Dimension::Feature)),
        version: word(&dictionaries.names[Names::Versions], id(Dimension::Version)),
        count: attempt.count,
        space: status.map_or("", |status| &status.space),
        code: status.map_or("", |status| &status.code),
        description: status.map_or("", |status| &status.description),
        category: status.map_or("", |status| status.category.slug()),
        server: server.map_or("", |server| &server.name),
        source: source_of(id(Dimension::Source)).word(),
        verdict: Verdict::of(
            view,
            attempt.is_final,
            attempt.next_repeat_s,
            attempt.next_grant_s,
        ),
    };
    Some((attempt.at, texts))
}

/// One row of the frame with its texts; `None` if there is no such row.
pub fn denial_row(
    frame: &Frame,
    view: &View,
    context: &ReportContext<'_>,
    row: u32,
) -> Option<DenialRow> {
    let (at, texts) = denial_texts(frame, view, row)?;
    let local_s = context.zone.local_s(at);
    Some(DenialRow {
        row,
        time: display::local_time(local_s),
        second: local_s.rem_euclid(60) as u8,
        account: texts.account.to_owned(),
        user: texts.user.to_owned(),
        device: texts.device.to_owned(),
        product: texts.product.to_owned(),
        feature: texts.feature.to_owned(),
        version: texts.version.to_owned(),
        count: texts.count,
        space: texts.space.to_owned(),
        code: texts.code.to_owned(),
        description: texts.description.to_owned(),
        category: texts.category.to_owned(),
        server: texts.server.to_owned(),
        source: texts.source.to_owned(),
        verdict: texts.verdict,
    })
}
