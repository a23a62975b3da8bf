//! Texts as cells and sheets of a workbook take them.

use super::neutral::neutral;

/// The longest text of a cell, in UTF-16 units.
const TEXT_UNITS_MAX: usize = 32_767;

/// A text from outside as a cell takes it.
pub(super) fn text(text: &str) -> String {
    cut(neutral(text), TEXT_UNITS_MAX)
}

/// A text cut to so many UTF-16 units, with an ellipsis where something is missing.
pub(super) fn cut(text: String, units_max: usize) -> String {
    // A unit takes a byte at least.
    if text.len() <= units_max || text.encode_utf16().count() <= units_max {
        return text;
    }
    let mut units = 1;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= units_max
    });
    kept.chain(['…']).collect()
}
