//! Breaks a text into lines for a canvas, which does not wrap text.

/// The most characters of a text that are examined; a name can have thousands.
const CHARS_MAX: usize = 1000;

/// The lines of a text that fit in a width, at most `lines_max`; the rest is replaced by an
/// ellipsis. `width_of` measures a text, in the unit of `width`. Breaks at white space, and
/// inside a word that is wider than a line.
pub fn wrap(
    text: &str,
    width: f64,
    lines_max: usize,
    width_of: impl Fn(&str) -> f64,
) -> Vec<String> {
    let is_gap = |char: char| char.is_whitespace() || char.is_control();
    let shown: String = text.chars().take(CHARS_MAX).collect();
    let is_shown_whole = shown.len() == text.len();
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in shown.split(is_gap).filter(|word| !word.is_empty()) {
        let joined = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width_of(&joined) <= width {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for char in word.chars() {
            line.push(char);
            if line.chars().nth(1).is_some() && width_of(&line) > width {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(char);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > lines_max || !is_shown_whole {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            cut(last, width, width_of);
        }
    }
    lines
}

/// Ends a line with an ellipsis, within the width.
fn cut(line: &mut String, width: f64, width_of: impl Fn(&str) -> f64) {
    loop {
        let with_ellipsis = format!("{line}…");
        if width_of(&with_ellipsis) <= width || line.pop().is_none() {
            *line = with_ellipsis;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize, lines_max: usize) -> Vec<String> {
        wrap(text, width as f64, lines_max, |text| {
            text.chars().count() as f64
        })
    }

    #[test]
    fn a_text_breaks_at_white_space() {
        assert_eq!(lines("one two\nthree", 7, 9), ["one two", "three"]);
        assert!(lines(" \u{0} ", 7, 9).is_empty());
    }

    #[test]
    fn a_word_wider_than_a_line_breaks_inside() {
        assert_eq!(lines("a abcdefg b", 3, 9), ["a", "abc", "def", "g b"]);
    }

    #[test]
    fn what_does_not_fit_is_cut_off_with_an_ellipsis() {
        assert_eq!(lines("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(lines("abcdefgh", 4, 1), ["abc…"]);
        let long = "x".repeat(4000);
        let lines = lines(&long, 300, 9);
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| line.chars().count() <= 300));
        assert!(lines.iter().last().is_some_and(|line| line.ends_with('…')));
    }

    #[test]
    fn a_width_too_small_for_anything_still_terminates() {
        assert_eq!(lines("ab", 0, 9), ["a", "b"]);
    }
}
