//! What the user interface calls the settings of an import: options or form fields.

use domain::log_format::LogFormat;
use domain::parse::Refusal;
use service::importing::FileError;

/// The names of settings that a file may need.
pub(crate) struct SettingNames {
    account: &'static str,
    format: &'static str,
    date: &'static str,
}

impl SettingNames {
    pub(crate) const COMMAND_LINE: Self = Self {
        account: "--account NAME",
        format: "--format",
        date: "--date YYYY-MM-DD",
    };
    pub(crate) const FORM: Self = Self {
        account: "the field Account",
        format: "the field Format",
        date: "the field Day of the first line",
    };

    /// The error of a file, and the setting that fixes it.
    pub(crate) fn message(&self, error: &FileError) -> String {
        match error {
            FileError::UnknownFormat => {
                let known = LogFormat::ALL.map(LogFormat::word).join(", ");
                format!(
                    "{error}: set it with {}; supported formats are {known}. Events of any other \
                     server can be converted to events-csv",
                    self.format
                )
            }
            FileError::NoAccount => format!("{error}: set it with {}", self.account),
            FileError::Refused(Refusal::NoDate) => format!(
                "no line has a date: set the day of the first line with {}",
                self.date
            ),
            FileError::Refused(Refusal::LateDate) => format!("{error} with {}", self.date),
            error => error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_lacks_a_date_is_refused_with_the_setting_that_gives_it() {
        for refusal in [Refusal::NoDate, Refusal::LateDate] {
            let error = FileError::Refused(refusal);
            let text = SettingNames::FORM.message(&error);
            let advice = "set the day of the first line with the field Day of the first line";
            assert!(text.ends_with(advice), "{text}");
            let text = SettingNames::COMMAND_LINE.message(&error);
            assert!(
                text.ends_with("of the first line with --date YYYY-MM-DD"),
                "{text}"
            );
        }
    }
}
