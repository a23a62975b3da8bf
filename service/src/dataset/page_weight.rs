//! Limits the weight of a page: its first HTML stays small whatever the data.
//!
//! Names come from outside, so they may be long, many and random. What a text adds to the
//! compressed page is estimated, and what is too much is left out: rows of the table are on
//! its next page, values of a list can be typed, and each list links to a page with all of its
//! rows.
//!
//! Text that compresses well still takes memory, here and in the browser, so each text also
//! weighs a part of its bytes. Answers to a browser's requests are not compressed to be small;
//! they are limited by bytes alone.

use domain::denial_rows::DenialRow;
use domain::report::List;
use domain::usage::{NameCounts, Usage};

use crate::answer::Answer;
use crate::choices::Choice;
use crate::page_data::PageData;
use crate::usage_answer::UsageAnswer;

/// How many characters of a text a row of the table shows; its detail has more. Encoded, each
/// takes at most three bytes.
const TEXT_CHARS_MAX: usize = 120;

/// How many characters of a text the detail of a row shows.
const DETAIL_CHARS_MAX: usize = 16_000;

/// How many encoded bytes of a text weigh at least one byte of the compressed page.
const BYTES_OF_ONE: usize = 16;

/// The most bytes that the names of one list may take in an answer to the browser.
const ANSWER_LIST_MAX: usize = 256 * 1024;

/// The most that the table's rows may weigh together, in bytes of the compressed page.
const ROWS_MAX: usize = 14 * 1024;

/// The most that one list may weigh.
const LIST_MAX: usize = 3 * 1024;

/// The most that the accounts and features of *what to do about it* may weigh.
const WHAT_TO_DO_MAX: usize = 3 * 1024;

/// What a row weighs besides its names.
const ROW: usize = 8;

/// The longest text that is examined, in bytes.
const LOOKED_AT_MAX: usize = 16 * 1024;

/// How texts are weighed, and the limit of a list.
#[derive(Clone, Copy)]
struct Scale {
    list_max: usize,
    what_to_do_max: usize,
    /// The weight of a name that is also in URLs.
    name: fn(&str) -> usize,
    /// The weight of any other text.
    text: fn(&str) -> usize,
}

/// The first HTML, compressed.
const FIRST_HTML: Scale = Scale {
    list_max: LIST_MAX,
    what_to_do_max: WHAT_TO_DO_MAX,
    name: in_url,
    text: in_text,
};

/// An answer to a request of the browser, uncompressed.
const ANSWER: Scale = Scale {
    list_max: ANSWER_LIST_MAX,
    what_to_do_max: ANSWER_LIST_MAX,
    name: written_bytes,
    text: written_bytes,
};

/// Cuts texts, rows and lists if names would make the page heavy.
pub(super) fn lighten(data: &mut PageData) {
    bound(data, FIRST_HTML);
    let answer = &mut data.answer;
    let mut room = ROWS_MAX;
    let weight = |row: &mut DenialRow| -> usize {
        let weights = row.texts_mut().map(|text| in_text(text));
        weights.iter().sum()
    };
    let weights = answer.rows.iter_mut().map(weight);
    let kept = weights
        .take_while(|weight| take(&mut room, *weight))
        .count();
    // The next page begins after what this one shows.
    answer.rows.truncate(kept.max(1));
}

/// Cuts texts and lists if names would make an answer to the browser large.
pub(super) fn bounded(mut data: PageData) -> PageData {
    bound(&mut data, ANSWER);
    data
}

/// The same for an answer about usage.
pub(super) fn bounded_usage(answer: UsageAnswer) -> UsageAnswer {
    cut_usage(answer, ANSWER)
}

/// The first values of a filter that fit in an answer.
pub(super) fn bounded_values(mut values: Vec<Choice>) -> Vec<Choice> {
    first(&mut values, ANSWER_LIST_MAX, |value| {
        written_bytes(&value.value) + written_bytes(&value.label) + written_bytes(&value.detail)
    });
    values
}

/// A row for its detail.
pub(super) fn detailed(mut row: DenialRow) -> DenialRow {
    shorten_texts(&mut row, DETAIL_CHARS_MAX);
    row
}

fn bound(data: &mut PageData, scale: Scale) {
    cut_lists(&mut data.answer, scale);
    for row in &mut data.answer.rows {
        shorten_texts(row, TEXT_CHARS_MAX);
    }
    data.usage = data.usage.take().map(|usage| cut_usage(usage, scale));
}

fn cut_lists(answer: &mut Answer, scale: Scale) {
    let Scale { name, text, .. } = scale;
    let report = &mut answer.report;
    cut(&mut report.by_status, scale, |key| {
        name(&key.value()) + text(&key.description)
    });
    for (_, list) in report.by.iter_mut() {
        cut(list, scale, |key| name(key));
    }
    cut(&mut report.by_user, scale, |key| {
        name(&key.user) + text(&key.account)
    });
    let mut room = scale.what_to_do_max;
    for weight in &mut answer.weights {
        for rows in [&mut weight.accounts, &mut weight.features] {
            rows.retain(|row| take(&mut room, ROW + name(&row.key)));
        }
    }
}

fn cut_usage(answer: UsageAnswer, scale: Scale) -> UsageAnswer {
    let UsageAnswer { mut usage, before } = answer;
    let Usage {
        active_accounts,
        served_clients,
        activations,
        ..
    } = &mut usage;
    let max = scale.list_max;
    first(active_accounts, max, |row| (scale.name)(&row.account));
    for NameCounts { rows, .. } in [served_clients, activations] {
        first(rows, max, |row| (scale.name)(&row.name));
    }
    UsageAnswer::new(usage, before)
}

/// Subtracts a weight from the remaining room, if it fits.
fn take(room: &mut usize, weight: usize) -> bool {
    let left = room.checked_sub(weight);
    *room = left.unwrap_or(*room);
    left.is_some()
}

/// Cuts a list to its first rows.
fn cut<K>(list: &mut List<K>, scale: Scale, weight: impl Fn(&K) -> usize) {
    first(&mut list.rows, scale.list_max, |row| weight(&row.key));
}

/// Keeps the first rows that fit in a list's weight. A row that does not even fit alone is
/// left out, so that those after it are kept.
fn first<T>(rows: &mut Vec<T>, max: usize, weight: impl Fn(&T) -> usize) {
    rows.retain(|row| ROW + weight(row) <= max);
    let mut room = max;
    let fits = |row: &&T| take(&mut room, ROW + weight(row));
    let kept = rows.iter().take_while(fits).count();
    rows.truncate(kept);
}

/// The weight of a text that a page shows: once in HTML and once in the data for the browser,
/// which compresses to the same if nothing is escaped.
fn in_text(text: &str) -> usize {
    let is_escaped = text.contains(['&', '<', '>', '"', '\'', '\\']);
    information(text) * if is_escaped { 2 } else { 1 } + written_bytes(text) / BYTES_OF_ONE
}

/// The bytes that a text takes in HTML or in JSON, whichever is more.
pub fn written_bytes(text: &str) -> usize {
    let bytes = text.bytes().map(|byte| match byte {
        // As JSON writes a control character, and HTML a quotation mark.
        0..=0x1f | b'"' => 6,
        b'&' => 5,
        b'<' | b'>' => 4,
        b'\\' => 2,
        _ => 1,
    });
    bytes.sum()
}

/// The weight of a text that is also in URLs, where most of it is escaped.
fn in_url(text: &str) -> usize {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" -_.*".contains(&byte);
    let is_escaped = !text.bytes().all(is_plain);
    in_text(text) + if is_escaped { information(text) } else { 0 }
}

/// The bytes of information in a text: a new character costs what distinguishes it from all
/// others, a repeated one what distinguishes it from those already seen.
fn information(text: &str) -> usize {
    if text.len() > LOOKED_AT_MAX {
        return text.len();
    }
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    let all = chars.len() as f64;
    let bits = chars.chunk_by(|a, b| a == b).map(|same| {
        let new = same.first().map_or(0, |c| 5 * c.len_utf8() + 1);
        let count = same.len() as f64;
        new as f64 + (count - 1.0) * (all / count).log2()
    });
    (bits.sum::<f64>() / 8.0).ceil() as usize
}

fn shorten_texts(row: &mut DenialRow, chars_max: usize) {
    for text in row.texts_mut() {
        shorten_text(text, chars_max);
    }
}

fn shorten_text(text: &mut String, chars_max: usize) {
    let mut room = 3 * chars_max;
    let is_exceeded_limit = |(number, (_, c)): &(usize, (usize, char))| {
        let bytes = written_bytes(c.encode_utf8(&mut [0; 4]));
        *number == chars_max || !take(&mut room, bytes)
    };
    if let Some((_, (end, _))) = text.char_indices().enumerate().find(is_exceeded_limit) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_weighs_its_information() {
        assert_eq!(information(""), 0);
        assert!(information(&"a".repeat(4_000)) <= 1);
        assert!(information("licenses") < information("lJ7qZx0V"));
        let ideographs: String = ('\u{4e00}'..'\u{4e64}').collect();
        assert_eq!(information(&ideographs), 200, "two bytes each");
    }

    #[test]
    fn text_that_compresses_well_weighs_too() {
        let long = "a".repeat(4_000);
        assert_eq!(in_text(&long), information(&long) + 250);
        assert!(in_url(&"a".repeat(60_000)) > LIST_MAX, "it fits nowhere");
    }

    #[test]
    fn a_text_of_a_row_is_cut_by_characters_and_by_bytes() {
        for (text, kept) in [
            ("a".repeat(121), 120),
            ("é".repeat(121), 120),
            ("会".repeat(121), 120),
            ("😀".repeat(121), 90),
            ("&".repeat(121), 72),
            ("\u{1}".repeat(121), 60),
        ] {
            let mut cut = text.clone();
            shorten_text(&mut cut, 120);
            let meant: String = text.chars().take(kept).chain(['…']).collect();
            assert_eq!(cut, meant);
        }
    }

    #[test]
    fn escaped_text_weighs_once_per_encoding() {
        let plain = information("mesh core");
        assert_eq!(in_url("mesh core"), plain);
        let marked = information("mesh/core");
        assert_eq!(in_text("mesh/core"), marked);
        assert_eq!(in_url("mesh/core"), 2 * marked);
        assert_eq!(in_url("mesh<core"), 3 * information("mesh<core"));
    }

    #[test]
    fn the_first_rows_stay_and_one_that_never_fits_is_left_out() {
        let mut rows = vec![LIST_MAX, 1_000, LIST_MAX - ROW, 2_000, 0];
        first(&mut rows, LIST_MAX, |weight| *weight);
        assert_eq!(rows, [1_000], "the next does not fit beside it");
        let mut rows = vec![2 * LIST_MAX, LIST_MAX - ROW, 0];
        first(&mut rows, LIST_MAX, |weight| *weight);
        assert_eq!(rows, [LIST_MAX - ROW]);
    }
}
