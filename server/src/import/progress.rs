//! A progress bar, only on a terminal.

use std::io::IsTerminal as _;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            bar: ProgressBar::hidden(),
        }
    }

    /// Begins a file, with its size if known.
    pub(crate) fn begin(&mut self, path: &Path, bytes_total: Option<u64>) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let (bar, template) = match bytes_total {
            Some(bytes) => (
                ProgressBar::new(bytes),
                "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
            ),
            None => (
                ProgressBar::new_spinner(),
                "{msg} {spinner} {bytes} {bytes_per_sec}",
            ),
        };
        let style = ProgressStyle::with_template(template);
        self.bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.bar.set_message(path.display().to_string());
    }

    pub(crate) fn at(&self, bytes_read: u64) {
        self.bar.set_position(bytes_read);
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
