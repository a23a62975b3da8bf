//! Sends events until they are acknowledged.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

use domain::display::printable;
use serde::Deserialize;
use ureq::Agent;
use ureq::http::{Response, header};

use crate::config::Config;
use crate::output::warn;

/// How long a server may take to answer.
const ANSWER_MAX: Duration = Duration::from_mins(2);

/// The first and the longest pause after a failure, in milliseconds.
const PAUSE_MS: u64 = 250;
const PAUSE_MS_MAX: u64 = 60_000;

/// The longest text of a server that a message shows, in characters.
const SHOWN_CHARS_MAX: usize = 300;

/// The most warnings of a server that are printed.
const WARNINGS_MAX: usize = 100;

/// Sends to one URL with one key.
pub(crate) struct Sender {
    agent: Agent,
    url: String,
    authorization: String,
    /// The warnings that were printed, without their numbers.
    warned: HashSet<String>,
}

/// An answer of the server: what became of the events, or an error. Where all events were
/// rejected it has both.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Acknowledgement(Acknowledgement),
    Refused {
        error: String,
        result: Option<Acknowledgement>,
    },
}

/// What became of the events that were sent. Every field is required, so that the answer of
/// some other server acknowledges nothing.
#[derive(Deserialize)]
struct Acknowledgement {
    accepted: u64,
    duplicates: u64,
    rejected_total: u64,
    rejected: Vec<Rejected>,
    #[serde(default)]
    warnings: Vec<String>,
}

#[derive(Deserialize)]
struct Rejected {
    reason: String,
}

/// How one request ended.
enum Attempt {
    /// The server stored what it accepts, and rejects the rest for good.
    Acknowledged {
        rejected: u64,
        reason: String,
        warnings: Vec<String>,
    },
    /// The request is too large.
    TooLarge,
    /// To be sent again: why, and after how many seconds at the earliest.
    Retry { why: String, after_s: u64 },
}

impl Sender {
    pub(crate) fn new(config: &Config) -> Self {
        let settings = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(ANSWER_MAX))
            .build();
        Self {
            agent: settings.into(),
            url: config.url.clone(),
            authorization: format!("Bearer {}", config.key.reveal()),
            warned: HashSet::new(),
        }
    }

    /// Sends lines of JSON until they are acknowledged, however long that takes. Returns how
    /// many were sent: a server may ask for fewer at a time.
    pub(crate) fn send(&mut self, lines: &[&str]) -> usize {
        let mut count = lines.len();
        let mut pause_ms = PAUSE_MS;
        let mut last_reason = String::new();
        loop {
            let body = lines.get(..count).unwrap_or(lines).concat();
            match self.try_once(&body) {
                Attempt::Acknowledged {
                    rejected,
                    reason,
                    warnings,
                } => {
                    if rejected > 0 {
                        warn(&format!("{rejected} events were rejected: {reason}"));
                    }
                    for warning in warnings
                        .iter()
                        .filter(|warning| is_new_warning(&mut self.warned, warning))
                    {
                        warn(&printable(warning, SHOWN_CHARS_MAX));
                    }
                    return count;
                }
                Attempt::TooLarge if count > 1 => count /= 2,
                Attempt::TooLarge => {
                    warn("an event is too large for the server and is skipped");
                    return count;
                }
                Attempt::Retry { why, after_s } => {
                    // The same reason is printed once.
                    if why != last_reason {
                        warn(&format!("{why}; trying again"));
                        last_reason = why;
                    }
                    let pause = pause_ms.max(after_s.saturating_mul(1000)).min(PAUSE_MS_MAX);
                    std::thread::sleep(Duration::from_millis(jittered(pause)));
                    pause_ms = (pause_ms * 2).min(PAUSE_MS_MAX);
                }
            }
        }
    }

    fn try_once(&self, body: &str) -> Attempt {
        let sent = self
            .agent
            .post(&self.url)
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, "application/x-ndjson")
            .send(body);
        match sent {
            Ok(response) => outcome(response, body.lines().count() as u64),
            Err(error) => Attempt::Retry {
                why: format!("the server does not answer ({error})"),
                after_s: 0,
            },
        }
    }
}

fn outcome(mut response: Response<ureq::Body>, sent: u64) -> Attempt {
    let status = response.status().as_u16();
    let after = response.headers().get(header::RETRY_AFTER);
    let after_s = after.and_then(|after| after.to_str().ok()?.parse().ok());
    let text = response.body_mut().read_to_string();
    let answer: Option<Answer> = text.ok().and_then(|text| serde_json::from_str(&text).ok());
    let all = |taken: &Acknowledgement| {
        let stored = taken.accepted.saturating_add(taken.duplicates);
        stored.saturating_add(taken.rejected_total) == sent
    };
    let why = match (status, answer) {
        (413, _) => return Attempt::TooLarge,
        (200, Some(Answer::Acknowledgement(taken)))
        | (
            422,
            Some(Answer::Refused {
                result: Some(taken),
                ..
            }),
        ) if all(&taken) => return acknowledged(taken),
        (200..=299, _) => {
            "the server at this URL does not confirm that it stored the events: check \
             usageService.sync.url"
                .to_owned()
        }
        (_, Some(Answer::Refused { error, .. })) => format!(
            "the server answers with status {status} ({})",
            printable(&error, SHOWN_CHARS_MAX)
        ),
        _ => format!("the server answers with status {status}"),
    };
    Attempt::Retry {
        why,
        after_s: after_s.unwrap_or(0),
    }
}

fn acknowledged(taken: Acknowledgement) -> Attempt {
    let first = taken.rejected.first();
    Attempt::Acknowledged {
        rejected: taken.rejected_total,
        reason: first.map_or_else(String::new, |row| printable(&row.reason, SHOWN_CHARS_MAX)),
        warnings: taken.warnings,
    }
}

/// Whether a warning was not printed yet: one that comes with every request is printed once,
/// though its numbers differ.
fn is_new_warning(warned: &mut HashSet<String>, warning: &str) -> bool {
    let without_numbers =
        warning.replace(|letter: char| letter.is_ascii_digit() || letter == ',', "");
    warned.len() < WARNINGS_MAX && warned.insert(without_numbers)
}

/// A random pause from half of `pause_ms` to all of it, so that many forwarders do not retry at
/// the same moment.
fn jittered(pause_ms: u64) -> u64 {
    let random = RandomState::new().build_hasher().finish();
    pause_ms / 2 + random % (pause_ms / 2 + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    /// How many of three events an answer rejects; `None` where it acknowledges nothing.
    fn rejected(status: u16, text: &str) -> Option<u64> {
        let body = ureq::Body::builder().data(text.to_owned());
        let response = Response::builder().status(status).body(body).unwrap();
        match outcome(response, 3) {
            Attempt::Acknowledged { rejected, .. } => Some(rejected),
            Attempt::TooLarge | Attempt::Retry { .. } => None,
        }
    }

    #[test]
    fn a_repeated_warning_is_printed_once() {
        let mut warned = HashSet::new();
        let mut is_new_warning = |warning: &str| is_new_warning(&mut warned, warning);
        assert!(is_new_warning(
            "12 events of this log were stored with another time"
        ));
        assert!(!is_new_warning(
            "1,345 events of this log were stored with another time"
        ));
        assert!(is_new_warning("the disk is nearly full"));
        let answer = r#"{"accepted":3,"duplicates":0,"rejected_total":0,"rejected":[],
            "warnings":["the disk is nearly full"]}"#;
        let body = ureq::Body::builder().data(answer.to_owned());
        let Attempt::Acknowledged { warnings, .. } =
            outcome(Response::builder().status(200).body(body).unwrap(), 3)
        else {
            return assert!(answer.is_empty(), "it acknowledges three");
        };
        assert_eq!(warnings, ["the disk is nearly full"]);
    }

    #[test]
    fn only_an_answer_that_accounts_for_every_event_acknowledges_them() {
        let all = r#"{"accepted":1,"duplicates":1,"rejected_total":1,
            "rejected":[{"line":2,"reason":"no time"}],"warnings":[]}"#;
        assert_eq!(rejected(200, all), Some(1));
        let refused = r#"{"error":"none is good","result":{"accepted":0,"duplicates":0,
            "rejected_total":3,"rejected":[]}}"#;
        assert_eq!(rejected(422, refused), Some(3));
        let fewer = r#"{"accepted":1,"duplicates":1,"rejected_total":0,"rejected":[]}"#;
        let many = format!(
            r#"{{"accepted":{0},"duplicates":{0},"rejected_total":0,"rejected":[]}}"#,
            u64::MAX
        );
        for other in ["{}", r#"{"status":"ok"}"#, "[]", "\"ok\"", "", fewer, &many] {
            assert_eq!(rejected(200, other), None, "{other}");
            assert_eq!(rejected(422, other), None, "{other}");
        }
        // Nor does any other status.
        for status in [201, 204, 302, 401, 500, 503] {
            assert_eq!(rejected(status, all), None, "{status}");
        }
    }
}
