//! Something of the system that a task needs, and where it comes from.

/// The name of a package of Debian.
pub(crate) type Package = &'static str;

/// The oldest Python whose venv has what the checks install into it.
pub(super) const OLDEST_PYTHON: (u32, u32) = (3, 10);

/// Something of the system that a task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// `SQLite`, zstd and ring are built from source.
    CCompiler,
    /// Node.
    Node {
        /// The oldest major version that will do.
        oldest: u32,
    },
    /// npm.
    Npm,
    /// Python with its module `venv`.
    Venv,
    /// A Chromium of the system.
    Chromium,
}

impl Need {
    /// The packages of Debian that have it. The first is the one whose version counts.
    pub(super) fn packages(self) -> &'static [Package] {
        match self {
            Self::CCompiler => &["gcc", "libc6-dev"],
            Self::Node { .. } => &["nodejs"],
            Self::Npm => &["npm"],
            Self::Venv => &["python3", "python3-venv"],
            // Without a font text has no width.
            Self::Chromium => &["chromium", "fonts-dejavu-core"],
        }
    }

    /// Whether a version of the first package will do.
    pub(super) fn is_met_by(self, version: &str) -> bool {
        match self {
            Self::Node { oldest } => major(version).is_some_and(|major| major >= oldest),
            Self::Venv => major_and_minor(version).is_some_and(|version| version >= OLDEST_PYTHON),
            // Ubuntu's package only installs the snap, which is confined: it has a /tmp of its
            // own, and Playwright puts profiles there.
            Self::Chromium => !version.contains("snap"),
            Self::CCompiler | Self::Npm => true,
        }
    }

    /// What installs it where apt has nothing that will do.
    pub(super) fn command_without_apt(self) -> Option<&'static [&'static str]> {
        match self {
            // Debian 12 and Ubuntu 24.04 have Node 18. npm is there or comes through apt.
            Self::Node { .. } => Some(&["npm install --global node@22"]),
            // Ubuntu has Chromium as a snap only.
            Self::Chromium => Some(&[
                "curl -fsSLo /tmp/chrome.deb \
                 https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb",
                "apt-get install /tmp/chrome.deb",
            ]),
            Self::CCompiler | Self::Npm | Self::Venv => None,
        }
    }

    /// What it is called in a message.
    pub(super) fn name(self) -> String {
        match self {
            Self::CCompiler => "a C compiler".to_owned(),
            Self::Node { oldest } => format!("Node {oldest} or newer"),
            Self::Npm => "npm".to_owned(),
            Self::Venv => {
                let (major, minor) = OLDEST_PYTHON;
                format!("Python {major}.{minor} or newer with its module venv")
            }
            Self::Chromium => "Chromium".to_owned(),
        }
    }
}

/// The 20 of `v20.1.0` and of Debian's `20.19.2+dfsg-1`.
pub(super) fn major(version: &str) -> Option<u32> {
    numbers(version).next()?
}

/// The 3 and 11 of `3.11.2-1+b1`.
fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = numbers(version);
    Some((numbers.next()??, numbers.next()??))
}

/// The numbers between the dots, without an epoch or a `v` before them.
fn numbers(version: &str) -> impl Iterator<Item = Option<u32>> {
    let version = version.trim().trim_start_matches('v');
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    version.split('.').map(|part| {
        let digits = part
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(part.len());
        part.get(..digits)?.parse().ok()
    })
}
