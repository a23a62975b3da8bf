//! The indented lines that follow a denial and explain it.

use crate::status::{ANSYS_LICENSING, FLEXNET_PUBLISHER, LoggedStatus, NO_REASON};

/// The text before the number of a FlexNet error, in lower case.
const FLEXNET_ERROR: &str = "flexnet licensing error:";

/// The start of the Licensing Interconnect's own sentence, which it always writes, whatever
/// FlexNet reported.
const OWN_SENTENCE: &str = "Request name ";

/// The status of a denial without an explanation.
pub(super) const NOTHING: LoggedStatus<'static> = LoggedStatus {
    space: ANSYS_LICENSING,
    code: "",
    description: NO_REASON,
};

/// What is known from the lines so far.
#[derive(Default)]
pub(super) struct Explanation {
    lines: u64,
    first: Option<Box<str>>,
    /// The first line from FlexNet.
    of_flexnet: Option<Box<str>>,
    /// FlexNet's major error number, with its sign.
    code: Option<Box<str>>,
}

impl Explanation {
    /// The number of lines so far.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    pub(super) fn add(&mut self, line: &str) {
        let line = line.trim();
        self.lines += 1;
        if self.code.is_none() {
            self.code = flexnet_error(line).map(Box::from);
            if self.code.is_some() {
                return;
            }
        }
        if self.first.is_none() {
            self.first = Some(line.into());
        }
        if self.of_flexnet.is_none() && !line.starts_with(OWN_SENTENCE) && !is_detail(line) {
            self.of_flexnet = Some(line.into());
        }
    }

    /// Whether further lines cannot change the status.
    pub(super) fn is_settled(&self) -> bool {
        self.code.is_some()
    }

    /// The denial's status according to the lines.
    pub(super) fn status(&self) -> LoggedStatus<'_> {
        let first = self.first.as_deref();
        match (self.code.as_deref(), first) {
            (Some(code), _) => LoggedStatus {
                space: FLEXNET_PUBLISHER,
                code,
                description: self.of_flexnet.as_deref().or(first).unwrap_or_default(),
            },
            (None, Some(description)) => LoggedStatus {
                description,
                ..NOTHING
            },
            (None, None) => NOTHING,
        }
    }
}

/// The major number of `FlexNet Licensing error:-15,578.  System Error: …`.
fn flexnet_error(line: &str) -> Option<&str> {
    let head = line.get(..FLEXNET_ERROR.len())?;
    if !head.eq_ignore_ascii_case(FLEXNET_ERROR) {
        return None;
    }
    let number = line.get(FLEXNET_ERROR.len()..)?.trim_start();
    let digits = number.strip_prefix('-')?;
    let end = digits.bytes().take_while(u8::is_ascii_digit).count();
    (end > 0).then(|| number.get(..=end)).flatten()
}

/// Whether a line is a detail such as `Feature:       mesh`: a name, a colon and more than one
/// blank.
fn is_detail(line: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(_, value)| value.starts_with("  ") || value.starts_with('\t'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    #[test]
    fn the_number_of_a_flexnet_error_has_its_sign_and_no_minor() {
        for (line, code) in [
            (
                "FlexNet Licensing error:-15,578.  System Error: 10049",
                Some("-15"),
            ),
            ("FLEXnet Licensing error: -5,357", Some("-5")),
            ("FlexNet Licensing error:-101", Some("-101")),
            ("FlexNet Licensing error:15,578", None),
            ("FlexNet Licensing error:-", None),
            ("FlexNet Licensing", None),
            ("see: FlexNet Licensing error:-5,357", None),
        ] {
            assert_eq!(flexnet_error(line), code, "{line}");
        }
    }
}
