//! Messages from the server to an open page.

/// What an open page learns from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerMessage {
    /// The newest data version that the reader may see.
    Version(u64),
    /// The reader's access ended, for this reason.
    Ended(Ended),
    /// The server no longer recognises the reader, and does not say why.
    Refused,
}

/// Why readers may no longer see what their page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The session of a user ended.
    Session,
    /// The user's access rights changed.
    Rights,
    /// The opened link ended.
    Link,
    /// A link's reader is signed out of its report; opening the link again signs in.
    LinkSession,
}

impl Ended {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Session, Self::Rights, Self::Link, Self::LinkSession];

    /// The word that the server sends.
    pub fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Rights => "rights",
            Self::Link => "link",
            Self::LinkSession => "link-session",
        }
    }

    /// The reason that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ended| ended.word() == word)
    }

    /// The text that replaces the report.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Session => "You are signed out.",
            Self::Rights => "Your access has changed.",
            Self::Link => "This link no longer works.",
            Self::LinkSession => "You are signed out of this report.",
        }
    }

    /// What the reader can do, if the page cannot lead there.
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
