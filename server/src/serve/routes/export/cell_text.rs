//! Text for the cells and sheet names of a workbook.

use super::formula_guard::neutral;

/// The longest text of a cell, in UTF-16 units.
const TEXT_UNITS_MAX: usize = 32_767;

/// Untrusted text as a cell holds it.
pub(super) fn text(text: &str) -> String {
    cut(neutral(text), TEXT_UNITS_MAX)
}

/// Cuts a text to this many UTF-16 units, with an ellipsis if it was longer.
pub(super) fn cut(text: String, units_max: usize) -> String {
    // A unit takes at least one byte.
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
