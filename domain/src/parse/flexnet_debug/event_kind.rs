//! The kinds of messages that are events.

pub(super) const BLANKS: [char; 2] = [' ', '\t'];

/// The kind of event, by the first word of its message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EventKind {
    Out,
    In,
    Denied,
    Unsupported,
    RequestDenied,
}

impl EventKind {
    /// The kind of a message and the text after its keyword; `None` if it is not an event.
    pub(super) fn split(message: &str) -> Option<(Self, &str)> {
        let (kind, keyword) = match message.as_bytes().first()? {
            b'O' => (Self::Out, "OUT:"),
            b'I' => (Self::In, "IN:"),
            b'D' => (Self::Denied, "DENIED:"),
            b'U' => (Self::Unsupported, "UNSUPPORTED:"),
            b'R' => return Some((Self::RequestDenied, newer_client(message)?)),
            _ => return None,
        };
        Some((kind, message.strip_prefix(keyword)?))
    }

    pub(super) fn is_denial(self) -> bool {
        matches!(self, Self::Denied | Self::Unsupported | Self::RequestDenied)
    }
}

/// The text after `Request denied: Client (v) newer than Vendor Daemon (v).`
fn newer_client(message: &str) -> Option<&str> {
    let client = message.strip_prefix("Request denied:")?.trim_start();
    let (_, daemon) = client
        .strip_prefix("Client (")?
        .split_once(") newer than Vendor Daemon (")?;
    let (_, reason) = daemon.split_once(')')?;
    Some(reason.strip_prefix('.').unwrap_or(reason))
}
