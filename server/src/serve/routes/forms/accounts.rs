//! Accounts that are typed into forms: which are suggested, and what is asked about one that
//! has no events. It may be kept, since a key and a user may come before the first event.
//!
//! Two names are close where their letters and digits are alike but for a few: case, spaces
//! and signs do not count, and one letter more, less, another or changed with its neighbor is
//! one step. A name of up to 5 letters may be 1 step away, of up to 11 letters 2, a longer
//! one 3. A name is close too where it begins with the other, from 3 letters on.

use std::collections::BTreeSet;

use app::question_error::QuestionError;
use domain::dimension::{Dimension, Names};
use domain::frame::Frame;
use service::dataset::ScopedDataset;
use store::StoreError;

use domain::display::printable;

/// Accounts that a form suggests: where there are more, those with the most attempts.
pub(crate) const SUGGESTED_MAX: usize = 500;

/// The longest name that is suggested, in bytes.
const SUGGESTED_BYTES_MAX: usize = 200;

/// Names without events that are asked about by name, and close names that are named.
const ASKED_MAX: usize = 10;
const CLOSE_MAX: usize = 3;

/// The longest name that is compared or shown, in characters.
const NAME_CHARS_MAX: usize = 100;

/// Accounts that have events, of what a reader may see, by name. Where the server is too busy
/// to look or cannot read them there are none: the form works without.
pub(crate) async fn suggested(record: &ScopedDataset) -> Vec<String> {
    let names = async {
        let frame = record.frame().await?;
        Ok::<_, StoreError>(record.work(move || suggested_of(&frame)).await?)
    };
    names.await.unwrap_or_else(|error| {
        QuestionError::of_record(&error);
        Vec::new()
    })
}

fn suggested_of(frame: &Frame) -> Vec<String> {
    let names = &frame.dictionaries.names[Names::Accounts];
    let fits = |name: &str| !name.is_empty() && name.len() <= SUGGESTED_BYTES_MAX;
    let mut order: Vec<usize> = (0..names.len()).collect();
    if names.len() > SUGGESTED_MAX {
        let attempts = attempts_of_accounts(frame);
        order.sort_by_key(|&id| std::cmp::Reverse(attempts.get(id).copied()));
    }
    let names = order.into_iter().filter_map(|id| names.get(id));
    let names = names.map(|name| &**name).filter(|name| fits(name));
    let mut names: Vec<String> = names.take(SUGGESTED_MAX).map(str::to_owned).collect();
    names.sort_by_cached_key(|name| name.to_lowercase());
    names
}

fn attempts_of_accounts(frame: &Frame) -> Vec<u64> {
    let mut attempts = vec![0_u64; frame.dictionaries.names[Names::Accounts].len()];
    for server in frame.attempts.ids[Dimension::Server].iter() {
        let account = frame
            .dictionaries
            .account_of(domain::names::ServerId(server));
        if let Some(count) = attempts.get_mut(account.index()) {
            *count += 1;
        }
    }
    attempts
}

/// A question about names that were typed: send the form again to keep them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// What is asked.
    pub notice: String,
    /// The names that it is about, one a line, which the form sends back.
    pub asked: String,
}

/// What is asked about typed names, unless all of them have events, are `known` from
/// elsewhere, or were `asked` about before. Without any account there is nothing to mean.
pub(crate) async fn question(
    record: &ScopedDataset,
    typed: &BTreeSet<String>,
    known: &BTreeSet<String>,
    asked: &str,
) -> Result<Option<Question>, StoreError> {
    let frame = record.frame().await?;
    let (typed, known, asked) = (typed.clone(), known.clone(), asked.to_owned());
    let question = record.work(move || {
        let names = || {
            let names = frame.dictionaries.names[Names::Accounts]
                .iter()
                .map(|name| &**name);
            let names = names.chain(known.iter().map(String::as_str));
            names.filter(|name| !name.is_empty())
        };
        ask(names, &typed, &asked)
    });
    Ok(question.await?)
}

fn ask<'a, I: Iterator<Item = &'a str>>(
    names: impl Fn() -> I,
    typed: &BTreeSet<String>,
    asked: &str,
) -> Option<Question> {
    let known: BTreeSet<&str> = names().collect();
    if known.is_empty() {
        return None;
    }
    let asked: BTreeSet<&str> = asked.lines().map(str::trim).collect();
    let unknown: Vec<&str> = typed
        .iter()
        .map(String::as_str)
        .filter(|name| !known.contains(name))
        .collect();
    if unknown.iter().all(|name| asked.contains(name)) {
        return None;
    }
    let mut sentences: Vec<String> = Vec::new();
    for name in unknown.iter().take(ASKED_MAX) {
        let shown = printable(name, NAME_CHARS_MAX);
        let close = close_names(name, known.iter().copied());
        sentences.push(match or_list(&close) {
            None => format!("There are no events for “{shown}” yet."),
            Some(close) => {
                format!("There are no events for “{shown}” yet. Did you mean {close}?")
            }
        });
    }
    match unknown.len().saturating_sub(ASKED_MAX) {
        0 => {}
        more => sentences.push(format!("There are none for {more} more accounts.")),
    }
    let it = if unknown.len() == 1 { "it" } else { "them" };
    sentences.push(format!("Correct {it}, or submit again to keep {it}."));
    Some(Question {
        notice: sentences.join(" "),
        asked: unknown.join("\n"),
    })
}

fn or_list(names: &[&str]) -> Option<String> {
    let shown = names
        .iter()
        .map(|name| format!("“{}”", printable(name, NAME_CHARS_MAX)));
    let shown: Vec<String> = shown.collect();
    let (last, first) = shown.split_last()?;
    Some(if first.is_empty() {
        last.clone()
    } else {
        format!("{} or {last}", first.join(", "))
    })
}

/// The names that are closest to one, the closest first.
fn close_names<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = letters(typed);
    let steps_max = match typed.chars().count() {
        0 => return Vec::new(),
        1..=5 => 1,
        6..=11 => 2,
        _ => 3,
    };
    let mut close: Vec<(usize, &str)> = names
        .filter_map(|name| Some((steps(&typed, &letters(name), steps_max)?, name)))
        .collect();
    close.sort_unstable();
    close
        .into_iter()
        .map(|(_, name)| name)
        .take(CLOSE_MAX)
        .collect()
}

/// How far two names are apart, unless that is too far.
fn steps(typed: &str, name: &str, steps_max: usize) -> Option<usize> {
    let (one, other) = (typed.chars().count(), name.chars().count());
    if one.min(other) >= 3 && (name.starts_with(typed) || typed.starts_with(name)) {
        return Some(one.abs_diff(other).min(steps_max + 1));
    }
    if one.abs_diff(other) > steps_max {
        return None;
    }
    let steps = strsim::osa_distance(typed, name);
    (steps <= steps_max).then_some(steps)
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    let letters = letters.flat_map(char::to_lowercase);
    letters.take(NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use std::collections::BTreeSet;

    use super::{Question, ask, close_names};

    const NAMES: [&str; 6] = [
        "Ash Works",
        "Birch & Sons",
        "Brenn",
        "Brenn Anlagenbau GmbH",
        "Dorn",
        "Elm",
    ];

    fn asked_of(typed: &[&str], asked: &str) -> Option<Question> {
        let typed: BTreeSet<String> = typed.iter().map(|&name| name.to_owned()).collect();
        ask(|| NAMES.into_iter(), &typed, asked)
    }

    #[test]
    fn close_names_are_the_typos_of_one() {
        for (typed, close) in [
            ("Brnen", &["Brenn"][..]),
            ("brenn", &["Brenn", "Brenn Anlagenbau GmbH"]),
            ("ash-works", &["Ash Works"]),
            ("Ash Wroks Inc", &[]),
            ("Birch and Sons", &["Birch & Sons"]),
            ("Birch & Son", &["Birch & Sons"]),
            ("Dorm", &["Dorn"]),
            ("Elm", &["Elm"]),
            ("El", &["Elm"]),
            ("Zeder", &[]),
            ("&&", &[]),
        ] {
            assert_eq!(close_names(typed, NAMES.into_iter()), close, "{typed}");
        }
    }

    #[test]
    fn an_unknown_account_is_asked_about_once() {
        assert_eq!(asked_of(&["Brenn", "Dorn"], ""), None);
        let question = asked_of(&["Brnen", "Dorn"], "").unwrap();
        assert_eq!(
            question.notice,
            "There are no events for “Brnen” yet. Did you mean “Brenn”? Correct it, or submit \
             again to keep it."
        );
        assert_eq!(question.asked, "Brnen");
        assert_eq!(asked_of(&["Brnen", "Dorn"], &question.asked), None);
        let other = asked_of(&["Brnenn", "Zeder"], &question.asked).unwrap();
        assert!(other.notice.ends_with("or submit again to keep them."));
        assert_eq!(other.asked, "Brnenn\nZeder");
    }

    #[test]
    fn without_any_account_there_is_nothing_to_mean() {
        let typed = BTreeSet::from(["Brenn".to_owned()]);
        assert_eq!(ask(std::iter::empty, &typed, ""), None);
    }

    #[test]
    fn a_question_has_a_bound() {
        let typed: Vec<String> = (0..1000).map(|n| format!("{n:x>400}")).collect();
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        let question = asked_of(&typed, "").unwrap();
        assert!(
            question
                .notice
                .contains("There are none for 990 more accounts.")
        );
        assert!(question.notice.len() < 10_000);
    }
}
