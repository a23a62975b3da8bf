//! The words of a report log's line: plain words, and quoted ones with spaces.

/// A word and its position in the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Word<'_> {
    pub(super) fn is_quoted(self) -> bool {
        self.text.len() > 1 && self.text.starts_with('"') && self.text.ends_with('"')
    }

    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }
}

/// Splits a line at its spaces. A word that starts with a quote extends to a quote before a
/// space; if there is none it is a plain word.
pub(super) fn words(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(24);
    let mut start = 0;
    // If one quote is not closed, no later one is.
    let mut closes = true;
    while let Some((_, rest)) = line.split_at_checked(start) {
        let Some(first) = rest.find(|letter: char| !letter.is_whitespace()) else {
            break;
        };
        let rest = rest.split_at_checked(first).map_or("", |(_, rest)| rest);
        let quoted = if closes && rest.starts_with('"') {
            let length = quoted_length(rest);
            closes = length.is_some();
            length
        } else {
            None
        };
        let length = quoted
            .or_else(|| rest.find(char::is_whitespace))
            .unwrap_or(rest.len());
        let text = rest.split_at_checked(length).map_or(rest, |(text, _)| text);
        start += first;
        words.push(Word { text, start });
        start += text.len();
    }
    words
}

fn quoted_length(text: &str) -> Option<usize> {
    let is_end = |&end: &usize| {
        text.split_at_checked(end + 1)
            .is_some_and(|(_, after)| after.is_empty() || after.starts_with(char::is_whitespace))
    };
    text.match_indices('"')
        .skip(1)
        .map(|(end, _)| end)
        .find(is_end)
        .map(|end| end + 1)
}

/// The names of a request. The log writes an empty one as `""`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names<'a> {
    /// Includes trailing blanks: for an earlier version they were part of it.
    pub(super) feature: &'a str,
    pub(super) version: &'a str,
    pub(super) user: &'a str,
    pub(super) device: &'a str,
}

impl<'a> Names<'a> {
    /// Reads `product version user host`, or `product version pool user host`. Only
    /// the user's name is known to have spaces; a product's name may have some if it is
    /// followed by a word that looks like a version.
    pub(super) fn read(text: &'a str, has_pool: bool) -> Option<Self> {
        let (text, device) = text.rsplit_once(' ')?;
        let mut first = None;
        for (space, _) in text.match_indices(' ') {
            let (feature, rest) = text.split_at_checked(space)?;
            let Some((version, rest)) = rest.strip_prefix(' ')?.split_once(' ') else {
                break;
            };
            let Some(user) = user(rest, has_pool) else {
                continue;
            };
            let names = Self {
                // Two blanks mean an empty user only right before the host.
                feature: match unquoted(feature.trim_end()) {
                    "" => "",
                    _ => feature,
                },
                version: unquoted(version),
                user: unquoted(user),
                device: unquoted(device),
            };
            if version == "\"\"" || version.starts_with(|first: char| first.is_ascii_digit()) {
                return names.without_quotes();
            }
            first = first.or(Some(names));
        }
        first?.without_quotes()
    }

    /// `None` if a name contains a quote, which means that a field was split wrongly.
    fn without_quotes(self) -> Option<Self> {
        let names = [self.feature, self.version, self.user, self.device];
        (!names.iter().any(|name| name.contains('"'))).then_some(self)
    }
}

fn user(text: &str, has_pool: bool) -> Option<&str> {
    if !has_pool {
        return Some(text);
    }
    let (pool, user) = text.split_once(' ')?;
    is_number(pool).then_some(user)
}

fn unquoted(name: &str) -> &str {
    if name == "\"\"" { "" } else { name }
}

/// Whether a word is a decimal number without a sign.
pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word is a decimal number with or without a minus.
pub(super) fn is_signed_number(word: &str) -> bool {
    is_number(word.strip_prefix('-').unwrap_or(word))
}

/// Whether a word is a hexadecimal number.
pub(super) fn is_hex(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}
