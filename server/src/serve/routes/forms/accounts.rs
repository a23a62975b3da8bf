//! Accounts that are typed into forms: suggestions, and a question about names without events.
//! Such a name may be kept, since keys and users may exist before the first event.
//!
//! Two names are close if their letters and digits differ little: case, spaces and punctuation
//! are ignored, and an added, removed, changed or transposed letter is one edit. Names of up to
//! 5 letters may differ by 1 edit, up to 11 letters by 2, longer ones by 3. A name of at least
//! 3 letters is also close to a name that begins with it.

use std::collections::BTreeSet;

use app::request_error::RequestError;
use domain::dimension::{Dimension, Names};
use domain::frame::Frame;
use service::dataset::ScopedDataset;
use store::StoreError;

use domain::display::printable;

/// Accounts that a form suggests; if there are more, those with the most attempts.
pub(crate) const SUGGESTED_MAX: usize = 500;

/// The longest suggested name, in bytes.
const SUGGESTED_BYTES_MAX: usize = 200;

/// Names without events, and close names, that the question spells out.
const ASKED_MAX: usize = 10;
const CLOSE_MAX: usize = 3;

/// The longest name that is compared or shown, in characters.
const NAME_CHARS_MAX: usize = 100;

/// The accounts with events that a reader may see, by name. Empty if the server is too busy or
/// cannot read them: the form works without.
pub(crate) async fn suggested(dataset: &ScopedDataset) -> Vec<String> {
    let names = async {
        let frame = dataset.frame().await?;
        Ok::<_, StoreError>(dataset.work(move || suggested_of(&frame)).await?)
    };
    names.await.unwrap_or_else(|error| {
        RequestError::of_store(&error);
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

/// A question about typed names; submitting the form again keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// The question.
    pub notice: String,
    /// The names that it is about, one per line; the form sends them back.
    pub asked: String,
}

/// The question about typed names, unless all of them have events, are `known` from elsewhere,
/// or were already `asked` about. Without any account there is nothing to suggest.
pub(crate) async fn question(
    dataset: &ScopedDataset,
    typed: &BTreeSet<String>,
    known: &BTreeSet<String>,
    asked: &str,
) -> Result<Option<Question>, StoreError> {
    let frame = dataset.frame().await?;
    let (typed, known, asked) = (typed.clone(), known.clone(), asked.to_owned());
    let question = dataset.work(move || {
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

/// The closest names, the closest first.
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

/// The edit distance of two names, up to `steps_max`.
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
    fn without_any_account_nothing_is_suggested() {
        let typed = BTreeSet::from(["Brenn".to_owned()]);
        assert_eq!(ask(std::iter::empty, &typed, ""), None);
    }

    #[test]
    fn a_question_is_bounded() {
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
