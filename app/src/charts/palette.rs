//! Colors that color-blind readers can tell apart, on light and on dark.

/// Whether the page is light or dark; a canvas takes no color from CSS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light.
    #[default]
    Light,
    /// Light text on dark.
    Dark,
}

/// Hues in an order in which neighbors differ in lightness too.
const HUES: [&str; 12] = [
    "#4477aa", "#ee8866", "#228833", "#aa3377", "#ccbb44", "#66ccee", "#bb5566", "#44bb99",
    "#7b61b3", "#997700", "#88ccaa", "#777777",
];

/// The color of what is gathered under *others*.
pub(super) const OTHERS: &str = "#9aa3ad";

/// The one color of a chart whose parts are of one kind.
pub(super) const PLAIN: &str = "#4477aa";

/// The color of a status, by its place among the most common of the record: it is the
/// same in every view, and the common ones differ.
pub fn status_color(place: u32) -> &'static str {
    let hue = HUES.get(place as usize % HUES.len());
    hue.copied().unwrap_or(OTHERS)
}

/// The color of text on a canvas.
pub(super) fn text(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "#3d4753",
        Theme::Dark => "#c9d1d9",
    }
}

/// The color of lines on a canvas, and of the gaps between slices.
pub(super) fn line(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "#e3e7ec",
        Theme::Dark => "#30363d",
    }
}

/// The color that a panel has.
pub(super) fn panel(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "#ffffff",
        Theme::Dark => "#161b22",
    }
}

/// The color of parts that are of one kind.
pub fn plain_color() -> &'static str {
    PLAIN
}
