//! Search in names, as people type: case, accents and Unicode form do not matter.
//!
//! Names themselves are compared byte by byte everywhere else: in identities, filters, scopes
//! and URLs.

/// A text to find in names.
#[derive(Clone, Debug)]
pub struct Search {
    text: String,
    /// A buffer for the names.
    folded: String,
}

impl Search {
    /// A search for a text, which is trimmed.
    pub fn of(text: &str) -> Self {
        let mut folded = String::new();
        fold_into(text.trim(), &mut folded);
        Self {
            text: folded,
            folded: String::new(),
        }
    }

    /// Whether a name contains the text.
    pub fn is_in(&mut self, name: &str) -> bool {
        self.folded.clear();
        fold_into(name, &mut self.folded);
        self.folded.contains(&self.text)
    }
}

/// The text of a search as a view has it: trimmed and in lower case.
pub fn search_text(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Appends a text in lower case and without accents: decomposed (NFD), without combining
/// marks, `ß` as `ss` and the final sigma as any other.
fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let from = folded.len();
        folded.push_str(text);
        if let Some(added) = folded.get_mut(from..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    // Without marks first: the lower case of `İ` has one.
    for letter in without_marks(text).chars().flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            letter => folded.push(letter),
        }
    }
}

/// A text in its decomposed form (NFD) without what Unicode calls marks.
#[cfg(not(target_arch = "wasm32"))]
fn without_marks(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::is_combining_mark;

    let letters = text.nfd();
    letters
        .filter(|letter| !is_combining_mark(*letter))
        .collect()
}

/// The same by the browser, which has Unicode's tables: they would be a fifth of the page's
/// weight.
#[cfg(target_arch = "wasm32")]
fn without_marks(text: &str) -> String {
    let decomposed = js_sys::JsString::from(text).normalize("NFD");
    let marks = js_sys::RegExp::new("\\p{M}", "gu");
    decomposed.replace_by_pattern(&marks, "").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(text: &str, name: &str) -> bool {
        Search::of(text).is_in(name)
    }

    #[test]
    fn case_accents_and_unicode_form_do_not_matter() {
        // The second and the third are the same word in two Unicode forms.
        let names = ["cafe", "Caf\u{e9}", "Cafe\u{301}", "CAFÉ"];
        for text in names {
            for name in names {
                assert!(is_found(text, name), "{text} in {name}");
            }
        }
        for (text, name) in [
            ("strasse", "Große Straße 7"),
            ("STRAẞE", "Strasse"),
            ("grosse", "GROẞE"),
            ("ΟΔΟΣ", "οδος"),
            ("οδοσ", "ΟΔΟΣ"),
            ("istanbul", "İstanbul"),
            ("zoe", "Zoë"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
            ("  cafe ", "Café"),
            ("", "anything"),
        ] {
            assert!(is_found(text, name), "{text} in {name}");
        }
    }

    #[test]
    fn other_letters_are_others() {
        for (text, name) in [("o", "Ø"), ("cafe", "caf"), ("ss", "s"), ("a b", "a  b")] {
            assert!(!is_found(text, name), "{text} in {name}");
        }
    }

    #[test]
    fn a_search_keeps_nothing_of_the_last_name() {
        let mut search = Search::of("ab");
        assert!(!search.is_in("a"));
        assert!(!search.is_in("b"));
        assert!(search.is_in("Äb"));
    }

    #[test]
    fn the_text_of_a_view_is_trimmed_and_in_lower_case() {
        assert_eq!(search_text("  Café X "), "café x");
        assert_eq!(search_text(" \t"), "");
    }
}
