//! Logged texts that name somebody of another account.

use super::{TEXT_NOT_SHOWN, hide_foreign};
use crate::frame::{Dictionaries, Status};
use crate::status::Category;

fn status(code: &str, description: &str) -> Status {
    Status {
        space: "house".into(),
        code: code.into(),
        description: description.into(),
        category: Category::Other,
    }
}

fn words(users: &[&str], texts: &[&str]) -> Dictionaries {
    let numbered = (0..).zip(texts);
    Dictionaries {
        users: users.iter().map(|&name| name.into()).collect(),
        statuses: numbered
            .map(|(code, text)| status(&format!("{code}"), text))
            .collect(),
        ..Dictionaries::default()
    }
}

/// The texts of a cut that knows some users, of a record that knows more.
fn shown(own: &[&str], foreign: &[&str], texts: &[&str]) -> Vec<String> {
    let mut cut = words(own, texts);
    let whole = words(&[own, foreign].concat(), texts);
    hide_foreign(&mut cut, &whole);
    let texts = cut.statuses.into_iter();
    texts.map(|status| status.description.into()).collect()
}

#[test]
fn a_text_that_names_a_foreign_user_is_left_out() {
    let foreign = ["Zoë Ångström", "imani", "(root)"];
    for text in [
        "no seat for imani",
        "imani@ws-4 asked too late",
        "IMANI: refused",
        "refused for zoë ångström today",
        "root is refused",
    ] {
        assert_eq!(
            shown(&["jorge"], &foreign, &[text]),
            [TEXT_NOT_SHOWN],
            "{text}"
        );
    }
}

#[test]
fn other_texts_stay() {
    let texts = ["no seat for jorge", "no seat for imanis", "no seat"];
    assert_eq!(shown(&["jorge"], &["imani", "", "--"], &texts), texts);
    let both = ["no seat for imani"];
    assert_eq!(
        shown(&["imani"], &["imani"], &both),
        both,
        "the reader sees that name"
    );
}

#[test]
fn texts_that_are_too_long_or_too_many_are_left_out() {
    let long = "seat ".repeat(41);
    assert_eq!(shown(&[], &[], &[&long]), [TEXT_NOT_SHOWN]);
    let many = vec!["no seat"; 201];
    let shown = shown(&[], &["imani"], &many);
    assert_eq!(
        shown.iter().filter(|text| *text == TEXT_NOT_SHOWN).count(),
        1
    );
}

#[test]
fn a_text_of_the_catalogue_names_nobody() {
    let text = "Licensed number of users already reached";
    let mut cut = Dictionaries::default();
    cut.statuses.push(Status {
        space: "flexnet-publisher".into(),
        code: "-4".into(),
        description: text.into(),
        category: Category::Capacity,
    });
    let mut whole = cut.clone();
    whole.users.push("users".into());
    hide_foreign(&mut cut, &whole);
    assert_eq!(
        cut.statuses.first().map(|status| &*status.description),
        Some(text)
    );
}
