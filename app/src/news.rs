//! What a server tells an open page.

/// What an open page hears of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The newest data version that its reader may see.
    Version(u64),
    /// It ended, for this reason.
    Ended(Ended),
    /// The server does not know its reader any more, and does not say why.
    Refused,
}

/// Why a reader may not see any more what their page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The session of a user ended.
    Session,
    /// What the user may see became something else.
    Rights,
    /// The link that was opened ended.
    Link,
    /// Whoever opened a link is signed out of its report, which the link opens again.
    LinkSession,
}

impl Ended {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Session, Self::Rights, Self::Link, Self::LinkSession];

    /// The word by which a server tells an open page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Rights => "rights",
            Self::Link => "link",
            Self::LinkSession => "link-session",
        }
    }

    /// The reason of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ended| ended.word() == word)
    }

    /// What stands on the page instead of the report.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Session => "You are signed out.",
            Self::Rights => "Your access has changed.",
            Self::Link => "This link no longer works.",
            Self::LinkSession => "You are signed out of this report.",
        }
    }

    /// What its reader can do, where the page cannot lead there.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Session | Self::Rights | Self::Link => None,
            Self::LinkSession => Some(
                "Open the link you were sent again. If it no longer works, ask the sender for a \
                 new one.",
            ),
        }
    }
}
