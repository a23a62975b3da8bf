//! Untrusted text, made safe for spreadsheets.

/// Characters that begin a formula or a DDE command in some spreadsheet, with the full-width
/// forms that some treat alike.
const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet executes: anything that could begin a formula gets an apostrophe
/// in front, line breaks and tabs become spaces, and characters that XML or a reader cannot
/// handle become U+FFFD. A plain number such as `-4` stays as it is.
pub(super) fn neutral(text: &str) -> String {
    let apostrophe = begins_formula(text) && !is_plain_number(text);
    let sign = apostrophe.then_some('\'');
    sign.into_iter()
        .chain(text.chars().map(printable))
        .collect()
}

fn printable(c: char) -> char {
    match c {
        '\t' | '\r' | '\n' => ' ',
        // XML does not allow the last two.
        _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => '\u{fffd}',
        _ => c,
    }
}

fn begins_formula(text: &str) -> bool {
    for c in text.chars() {
        if FORMULA_STARTS.contains(&c) || matches!(c, '\t' | '\r' | '\n') {
            return true;
        }
        if !is_passed_over(c) {
            return false;
        }
    }
    false
}

/// What a spreadsheet, or its user, may skip before the first character: white space, invisible
/// characters, and quotes.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '"' || is_unseen(c)
}

/// Whether a character is invisible: what Unicode calls ignorable by default
/// (`Default_Ignorable_Code_Point`: joiners, directions, variation selectors, fillers, tags and
/// code points reserved for more of them), annotation marks, and the blank braille pattern.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a text is digits, with an optional minus and fraction.
fn is_plain_number(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let number = text.strip_prefix('-').unwrap_or(text);
    match number.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(number),
    }
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn what_could_begin_a_formula_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "+1",
            "-1+1",
            "-",
            "--4",
            "-4.",
            "-.5",
            "-1.5.2",
            "-٤",
            "@SUM(A1)",
            "|cmd",
            "%0",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            " =1",
            " -4",
            "\u{a0}\u{2003}=1",
            "\u{feff}=1",
            "\u{200f}=1",
            "\u{2028}=1",
            "\u{ad}=1",
            "\u{34f}=1",
            "\u{61c}=1",
            "\u{1160}=1",
            "\u{180e}=1",
            "\u{200d}\u{fe0f}=1",
            "\u{2066}\u{2069}=1",
            "\u{2800}=1",
            "\u{3164}=1",
            "\u{ffa0}=1",
            "\u{fffa}=1",
            "\u{e0001}=1",
            "\u{e003d}\u{e007f}=1",
            "\u{e0100}=1",
            "\u{1d173}\u{1bca0} \u{ad}@x",
            "\"=1\"",
        ] {
            assert_eq!(neutral(text), format!("'{text}"));
        }
        assert_eq!(neutral("\tname"), "' name");
        assert_eq!(neutral("\rname"), "' name");
        assert_eq!(neutral("\r\n=1"), "'  =1");
        assert_eq!(neutral("\0=1"), "'\u{fffd}=1");
        assert_eq!(neutral("\u{1b}\u{9d}@x"), "'\u{fffd}\u{fffd}@x");
    }

    #[test]
    fn other_texts_and_plain_numbers_stay() {
        for text in [
            "",
            " ",
            "-4",
            "-1.5",
            "0",
            "name",
            "a=b",
            "a-1",
            "1+1",
            "'=1",
            "o'brien",
            "\u{202e}desrever",
            "\u{200f}",
            "a\u{feff}",
            "\u{ad}a",
            "\u{e0041}",
            "e\u{301}=1",
            "Ωmega; -x",
            "\u{2212}5",
        ] {
            assert_eq!(neutral(text), text);
        }
    }

    #[test]
    fn characters_that_are_no_text_are_replaced() {
        assert_eq!(
            neutral("a\0b\u{7f}c\u{85}d"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d"
        );
        assert_eq!(neutral("a\tb\rc\nd"), "a b c d");
        assert_eq!(neutral("a\u{fffe}\u{ffff}"), "a\u{fffd}\u{fffd}");
    }
}
