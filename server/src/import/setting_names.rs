//! What someone who imports knows the settings by.

use domain::log_format::LogFormat;
use domain::parse::Refusal;
use service::importing::FileError;

/// The names of the settings that a file may need.
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

    /// What is wrong with a file, and which setting helps.
    pub(crate) fn message(&self, error: &FileError) -> String {
        match error {
            FileError::UnknownFormat => {
                let known = LogFormat::ALL.map(LogFormat::word).join(", ");
                format!(
                    "{error}: name it with {}; known are {known}. Events of any other server can \
                     be written as events-csv",
                    self.format
                )
            }
            FileError::NoAccount => format!("{error}: say whose it is with {}", self.account),
            FileError::Refused(Refusal::NoDate) => format!(
                "no line carries a date: say which day the first line is from with {}",
                self.date
            ),
            error => error.to_string(),
        }
    }
}
