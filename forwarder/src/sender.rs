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
use crate::output::say;

/// How long a server may take to answer.
const ANSWER_MAX: Duration = Duration::from_mins(2);

/// The first and the longest pause after a failure, in milliseconds.
const PAUSE_MS: u64 = 250;
const PAUSE_MS_MAX: u64 = 60_000;

/// The longest text of a server that a message shows, in characters.
const SHOWN_CHARS_MAX: usize = 300;

/// Warnings of a server that are told.
const WARNINGS_MAX: usize = 100;

/// Sends to one address with one key.
pub(crate) struct Sender {
    agent: Agent,
    url: String,
    authorization: String,
    /// The warnings that were told, without their numbers.
    told: HashSet<String>,
}

/// What is looked at in an answer: what became of the events, or why nothing did, with
/// what became of them beside it where all were rejected.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Taken(Taken),
    Refused {
        error: String,
        result: Option<Taken>,
    },
}

/// What became of the events that were sent. All of it has to be there: another server's
/// answer acknowledges nothing.
#[derive(Deserialize)]
struct Taken {
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

/// How a try ended.
enum Tried {
    /// Everything that the server takes is stored. It will never take the rest, and says why.
    Taken {
        rejected: u64,
        reason: String,
        warnings: Vec<String>,
    },
    /// The request is too large.
    TooLarge,
    /// Not now: why, and after how many seconds at the earliest.
    Later { why: String, after_s: u64 },
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
            told: HashSet::new(),
        }
    }

    /// Sends lines of JSON until they are acknowledged, however long that takes, and gives
    /// how many of them were: a server may ask for fewer at a time.
    pub(crate) fn send(&mut self, lines: &[&str]) -> usize {
        let mut count = lines.len();
        let mut pause_ms = PAUSE_MS;
        let mut told = String::new();
        loop {
            let body = lines.get(..count).unwrap_or(lines).concat();
            match self.try_once(&body) {
                Tried::Taken {
                    rejected,
                    reason,
                    warnings,
                } => {
                    if rejected > 0 {
                        say(&format!("{rejected} events were rejected: {reason}"));
                    }
                    for warning in warnings
                        .iter()
                        .filter(|warning| is_untold(&mut self.told, warning))
                    {
                        say(&printable(warning, SHOWN_CHARS_MAX));
                    }
                    return count;
                }
                Tried::TooLarge if count > 1 => count /= 2,
                Tried::TooLarge => {
                    say("an event is too large for the server, and is left out");
                    return count;
                }
                Tried::Later { why, after_s } => {
                    // A long silence of the server is told once.
                    if why != told {
                        say(&format!("{why}; trying again"));
                        told = why;
                    }
                    let pause = pause_ms.max(after_s.saturating_mul(1000)).min(PAUSE_MS_MAX);
                    std::thread::sleep(Duration::from_millis(jittered(pause)));
                    pause_ms = (pause_ms * 2).min(PAUSE_MS_MAX);
                }
            }
        }
    }

    fn try_once(&self, body: &str) -> Tried {
        let sent = self
            .agent
            .post(&self.url)
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, "application/x-ndjson")
            .send(body);
        match sent {
            Ok(response) => judge(response, body.lines().count() as u64),
            Err(error) => Tried::Later {
                why: format!("the server does not answer ({error})"),
                after_s: 0,
            },
        }
    }
}

fn judge(mut response: Response<ureq::Body>, sent: u64) -> Tried {
    let status = response.status().as_u16();
    let after = response.headers().get(header::RETRY_AFTER);
    let after_s = after.and_then(|after| after.to_str().ok()?.parse().ok());
    let text = response.body_mut().read_to_string();
    let answer: Option<Answer> = text.ok().and_then(|text| serde_json::from_str(&text).ok());
    let all = |taken: &Taken| {
        let stored = taken.accepted.saturating_add(taken.duplicates);
        stored.saturating_add(taken.rejected_total) == sent
    };
    let why = match (status, answer) {
        (413, _) => return Tried::TooLarge,
        (200, Some(Answer::Taken(taken)))
        | (
            422,
            Some(Answer::Refused {
                result: Some(taken),
                ..
            }),
        ) if all(&taken) => return told(taken),
        (200..=299, _) => {
            "what answers at this address does not say that it stored the events: look at \
             usageService.sync.url"
                .to_owned()
        }
        (_, Some(Answer::Refused { error, .. })) => format!(
            "the server refuses with status {status} ({})",
            printable(&error, SHOWN_CHARS_MAX)
        ),
        _ => format!("the server refuses with status {status}"),
    };
    Tried::Later {
        why,
        after_s: after_s.unwrap_or(0),
    }
}

fn told(taken: Taken) -> Tried {
    let first = taken.rejected.first();
    Tried::Taken {
        rejected: taken.rejected_total,
        reason: first.map_or_else(String::new, |row| printable(&row.reason, SHOWN_CHARS_MAX)),
        warnings: taken.warnings,
    }
}

/// Whether a warning is worth telling: one that comes with every request is told once, though
/// its numbers differ.
fn is_untold(told: &mut HashSet<String>, warning: &str) -> bool {
    let without_numbers =
        warning.replace(|letter: char| letter.is_ascii_digit() || letter == ',', "");
    told.len() < WARNINGS_MAX && told.insert(without_numbers)
}

/// Half of a pause to all of it: many forwarders do not come back at one moment.
fn jittered(pause_ms: u64) -> u64 {
    let random = RandomState::new().build_hasher().finish();
    pause_ms / 2 + random % (pause_ms / 2 + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    /// What is made of an answer to three events: how many it rejects, where it is taken
    /// for an acknowledgement.
    fn rejected(status: u16, text: &str) -> Option<u64> {
        let body = ureq::Body::builder().data(text.to_owned());
        let response = Response::builder().status(status).body(body).unwrap();
        match judge(response, 3) {
            Tried::Taken { rejected, .. } => Some(rejected),
            Tried::TooLarge | Tried::Later { .. } => None,
        }
    }

    #[test]
    fn a_warning_that_comes_again_is_told_once() {
        let mut told = HashSet::new();
        let mut is_untold = |warning: &str| is_untold(&mut told, warning);
        assert!(is_untold(
            "12 events of this log were stored with another time"
        ));
        assert!(!is_untold(
            "1,345 events of this log were stored with another time"
        ));
        assert!(is_untold("the disk is nearly full"));
        let answer = r#"{"accepted":3,"duplicates":0,"rejected_total":0,"rejected":[],
            "warnings":["the disk is nearly full"]}"#;
        let body = ureq::Body::builder().data(answer.to_owned());
        let Tried::Taken { warnings, .. } =
            judge(Response::builder().status(200).body(body).unwrap(), 3)
        else {
            return assert!(answer.is_empty(), "it acknowledges three");
        };
        assert_eq!(warnings, ["the disk is nearly full"]);
    }

    #[test]
    fn only_an_answer_that_tells_of_every_event_acknowledges_them() {
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
        // Nor does a status that is none of ours.
        for status in [201, 204, 302, 401, 500, 503] {
            assert_eq!(rejected(status, all), None, "{status}");
        }
    }
}
