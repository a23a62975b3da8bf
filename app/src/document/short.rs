//! Names that come from outside, as pages tell of them.

/// The most characters of a name that comes from outside, where a page only tells of it.
const NAME_CHARS_MAX: usize = 200;

/// A name as a page tells of it: its beginning, where it is long.
pub(super) fn short(name: &str) -> String {
    shortened(name, NAME_CHARS_MAX)
}

/// The first characters of a text, with an ellipsis where it has more.
pub(super) fn shortened(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
