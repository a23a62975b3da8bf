//! Values typed into a plain form. An empty field under a filter's own name would mean
//! *unknown*, so the form calls it `also-account` and the like; typed values are then merged
//! into the filters. The form always sends both range and dates; the one that changed wins. Its
//! buttons remove a filter, or negate it.

use domain::view::{FilterKey, View};
use service::presentation::{NEGATE, Presentation, REMOVE, SHOWN_RANGE};

/// The prefix of a typed field's name.
const PREFIX: &str = "also-";

/// The canonical query string of a submitted plain form; `None` if no form was submitted.
pub(crate) fn folded(query: &str) -> Option<String> {
    let pairs = || form_urlencoded::parse(query.as_bytes());
    if !pairs().any(|(key, _)| is_typed(&key) || is_button(&key)) {
        return None;
    }
    let mut pressed = Vec::new();
    for (button, filter) in pairs().filter(|(key, _)| is_button(key)) {
        if let Some((key, value)) = filter.split_once('=').filter(|(key, _)| is_filter(key)) {
            pressed.push((button == NEGATE, key.to_owned(), value.to_owned()));
        }
    }
    let is_pressed = |key: &str, value: &str| {
        let mut pressed = pressed.iter();
        pressed.any(|(_, of, with)| of == key && with == value)
    };
    let mut folded = form_urlencoded::Serializer::new(String::new());
    let is_left_out = left_out_of_range(query);
    let kept = pairs()
        .filter(|(key, value)| !is_left_out(key) && !is_button(key) && !is_pressed(key, value));
    for (key, value) in kept {
        match key.strip_prefix(PREFIX).filter(|_| is_typed(&key)) {
            Some(_) if value.is_empty() => {}
            Some(key) => {
                folded.append_pair(key, &value);
            }
            // A plain form sends its empty fields too.
            None if value.is_empty() && !is_filter(&key) => {}
            None => {
                folded.append_pair(&key, &value);
            }
        }
    }
    for (_, key, value) in pressed.iter().filter(|(is_turned, ..)| *is_turned) {
        if let Some(contrary) = contrary(key) {
            folded.append_pair(contrary, value);
        }
    }
    let folded = folded.finish();
    let parsed = View::parse(&folded);
    if parsed.errors.is_empty() {
        let presentation = Presentation::parse(&parsed.presentation);
        Some(parsed.view.to_query_with(&presentation.pairs()))
    } else {
        // Invalid values are reported on the next page.
        Some(folded)
    }
}

/// Which of range and dates did not change.
fn left_out_of_range(query: &str) -> impl Fn(&str) -> bool {
    let value = |key: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let value = pairs.find(|(name, _)| name == key);
        value.map(|(_, value)| value.into_owned())
    };
    let range = value("range").filter(|range| !range.is_empty());
    let shown = value(SHOWN_RANGE);
    let is_dated = ["from", "to"]
        .map(value)
        .iter()
        .flatten()
        .any(|date| !date.is_empty());
    let is_new = range.is_some() && shown.is_some() && range != shown;
    let is_old = range.is_some() && range == shown;
    move |key| match key {
        SHOWN_RANGE => true,
        "range" => is_old && is_dated,
        "from" | "to" => is_new,
        _ => false,
    }
}

/// The negated key of a filter, or the plain key of a negated one.
fn contrary(key: &str) -> Option<&'static str> {
    FilterKey::ALL.into_iter().find_map(|filter| match key {
        key if key == filter.word() => Some(filter.not_word()),
        key if key == filter.not_word() => Some(filter.word()),
        _ => None,
    })
}

fn is_button(key: &str) -> bool {
    [REMOVE, NEGATE].contains(&key)
}

fn is_typed(key: &str) -> bool {
    key.strip_prefix(PREFIX).is_some_and(is_filter)
}

fn is_filter(key: &str) -> bool {
    FilterKey::ALL
        .into_iter()
        .any(|filter| filter.word() == key || filter.not_word() == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_form_is_folded() {
        assert_eq!(folded(""), None);
        assert_eq!(folded("account=&q=x"), None);
        assert_eq!(folded("also-nothing=1"), None);
    }

    #[test]
    fn typed_values_join_the_chosen_ones_and_empty_fields_go() {
        let query = "range=12m&from=&to=&q=&tz=UTC&account=A&account=&also-account=B&also-feature=";
        assert_eq!(
            folded(query).as_deref(),
            Some("account=&account=A&account=B")
        );
    }

    #[test]
    fn of_range_and_dates_the_new_one_holds() {
        let folded_of = |query: &str| folded(&format!("{query}&also-user=")).unwrap_or_default();
        let dates = "from=2025-03-01&to=2025-05-31";
        for (query, meant) in [
            (format!("shown-range=28d&range=28d&{dates}"), dates),
            (format!("shown-range=&range=28d&{dates}"), "range=28d"),
            (format!("shown-range=28d&range=7d&{dates}"), "range=7d"),
            (format!("shown-range=28d&range=&{dates}"), dates),
            (format!("shown-range=&range=&{dates}"), dates),
            (
                "shown-range=28d&range=28d&from=&to=".to_owned(),
                "range=28d",
            ),
            (
                "shown-range=&range=&from=&to=2025-05-31".to_owned(),
                "to=2025-05-31",
            ),
        ] {
            assert_eq!(folded_of(&query), meant, "{query}");
        }
        // A URL that no form made is left as it is.
        let both = format!("range=28d&{dates}");
        assert_eq!(folded_of(&both), both);
    }

    #[test]
    fn invalid_values_stay_to_be_reported() {
        let query = "range=2w&also-status=&q=a";
        assert_eq!(folded(query).as_deref(), Some("range=2w&q=a"));
    }

    #[test]
    fn a_button_removes_a_filter_or_negates_it() {
        let query = "range=all&user=a%3Db&user=c&not-device=d&q=";
        for (button, meant) in [
            ("drop=user%3Da%3Db", "not-device=d&range=all&user=c"),
            ("drop=not-device%3Dd", "range=all&user=a%3Db&user=c"),
            (
                "turn=user%3Da%3Db",
                "not-device=d&not-user=a%3Db&range=all&user=c",
            ),
            (
                "turn=not-device%3Dd",
                "device=d&range=all&user=a%3Db&user=c",
            ),
            // A value that names no filter has no effect.
            ("drop=x", "not-device=d&range=all&user=a%3Db&user=c"),
            (
                "turn=range%3Dall",
                "not-device=d&range=all&user=a%3Db&user=c",
            ),
        ] {
            let sent = format!("{query}&{button}");
            assert_eq!(folded(&sent).as_deref(), Some(meant), "{button}");
        }
    }

    #[test]
    fn how_it_is_shown_stays() {
        let query = "theme=dark&compare=before&also-account=";
        assert_eq!(folded(query).as_deref(), Some("compare=before&theme=dark"));
    }
}
