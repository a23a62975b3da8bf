//! Shortens names that come from outside.

/// The most characters of a name from outside, where a page only mentions it.
const NAME_CHARS_MAX: usize = 200;

/// The beginning of a name, if it is long.
pub(super) fn short(name: &str) -> String {
    shortened(name, NAME_CHARS_MAX)
}

/// The first characters of a text, with an ellipsis if it has more.
pub(super) fn shortened(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
