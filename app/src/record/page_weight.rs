//! How heavy a page may be: its first HTML stays small whatever the data.

use domain::denial_rows::DenialRow;
use domain::report::{List, Report};

use crate::answer::Answer;

/// How many characters of a text a row of the table shows at first; its detail has all.
const TEXT_CHARS_MAX: usize = 120;

/// The bytes that the texts of the table's rows may have together. Names that are random
/// are hardly compressed.
const ROWS_BYTES_MAX: usize = 24 * 1024;

/// The bytes that the names of one list may have together.
const LIST_BYTES_MAX: usize = 6 * 1024;

/// Cuts texts, rows and lists where names are so long that the page would be heavy.
/// Rows that are left out are on the next page, and values that are left out can be
/// typed.
pub(super) fn lighten(answer: &mut Answer) {
    let mut bytes = 0;
    for row in &mut answer.rows {
        shorten(row);
    }
    let kept = answer
        .rows
        .iter()
        .take_while(|row| {
            bytes += text_bytes(row);
            bytes <= ROWS_BYTES_MAX
        })
        .count();
    answer.rows.truncate(kept.max(1));
    let Report {
        by_status,
        by_account,
        by_product,
        by_feature,
        by_server_name,
        by_model,
        ..
    } = &mut answer.report;
    cut(by_status, |key| key.value().len() + key.description.len());
    for list in [by_account, by_product, by_feature, by_server_name, by_model] {
        cut(list, String::len);
    }
    for weight in &mut answer.weights {
        for rows in [&mut weight.accounts, &mut weight.features] {
            rows.retain(|row| row.key.len() <= LIST_BYTES_MAX / 16);
        }
    }
}

fn cut<K>(list: &mut List<K>, bytes_of: impl Fn(&K) -> usize) {
    let mut bytes = 0;
    let kept = list.rows.iter().take_while(|row| {
        bytes += bytes_of(&row.key);
        bytes <= LIST_BYTES_MAX
    });
    let kept = kept.count();
    list.rows.truncate(kept);
}

fn texts(row: &mut DenialRow) -> [&mut String; 10] {
    [
        &mut row.account,
        &mut row.user,
        &mut row.device,
        &mut row.product,
        &mut row.feature,
        &mut row.version,
        &mut row.space,
        &mut row.code,
        &mut row.description,
        &mut row.server,
    ]
}

fn shorten(row: &mut DenialRow) {
    for text in texts(row) {
        if let Some((end, _)) = text.char_indices().nth(TEXT_CHARS_MAX) {
            text.truncate(end);
            text.push('…');
        }
    }
}

fn text_bytes(row: &DenialRow) -> usize {
    let mut row = row.clone();
    texts(&mut row).iter().map(|text| text.len()).sum()
}
