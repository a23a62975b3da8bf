//! Colors that color-blind readers can distinguish, in light and dark mode.

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

/// The color of *others*.
pub(super) const OTHERS: &str = "#9aa3ad";

/// The one color of a chart whose parts are of one kind.
pub(super) const PLAIN: &str = "#4477aa";

/// The color of a status, by its rank among the most common ones of the dataset: it is the
/// same in every view, and the common ones differ.
pub fn status_color(place: u32) -> &'static str {
    let hue = HUES.get(place as usize % HUES.len());
    hue.copied().unwrap_or(OTHERS)
}

/// The color of a category, by its slug. They differ in hue for every kind of color blindness
/// and in lightness for readers who see no hue, and have enough contrast in light and dark
/// mode.
pub fn category_color(slug: &str) -> &'static str {
    match slug {
        "capacity" => "#3d6dee",
        "expired" => "#c5886c",
        "not-entitled" => "#9a1986",
        "rule" => "#5ebadb",
        "version" => "#29732c",
        _ => "#7d848e",
    }
}

/// The color of text on a canvas.
pub fn text(theme: Theme) -> &'static str {
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

/// The background color of a panel.
pub fn panel(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "#ffffff",
        Theme::Dark => "#161b22",
    }
}

/// The color of parts that are of one kind.
pub fn plain_color() -> &'static str {
    PLAIN
}

#[cfg(test)]
mod tests {
    use domain::status::Category;

    use super::*;

    /// The relative luminance of a color as WCAG defines it.
    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let value = color.get(at..at + 2).unwrap_or_default();
            let value = f64::from(u8::from_str_radix(value, 16).unwrap_or_default()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn categories_differ_in_lightness() {
        let colors = Category::ALL.map(|category| category_color(category.slug()));
        // CIE lightness, 0 for black to 100 for white.
        let mut lightness = colors.map(|color| 116.0 * luminance(color).cbrt() - 16.0);
        lightness.sort_by(f64::total_cmp);
        for pair in lightness.windows(2) {
            assert!(
                pair.iter().rev().copied().reduce(|a, b| a - b) > Some(4.0),
                "{lightness:?}"
            );
        }
    }

    #[test]
    fn colors_have_contrast_in_light_and_dark_mode() {
        for theme in [Theme::Light, Theme::Dark] {
            for category in Category::ALL {
                let color = category_color(category.slug());
                assert!(contrast(color, panel(theme)) > 2.2, "{color} {theme:?}");
            }
            assert!(contrast(text(theme), panel(theme)) > 7.0, "{theme:?}");
        }
    }
}
