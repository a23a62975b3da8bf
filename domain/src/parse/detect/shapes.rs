//! The shapes of log lines.

use super::Vote;

/// The keywords at the start of license daemons' events.
const EVENT_KEYWORDS: [&[u8]; 7] = [
    b"OUT:",
    b"IN:",
    b"DENIED:",
    b"UNSUPPORTED:",
    b"QUEUED:",
    b"DEQUEUED:",
    b"INUSE:",
];

/// The longest plausible daemon name.
const DAEMON_BYTES_MAX: usize = 64;

/// ` H:MM:SS (daemon) message`, or `YYYY-MM-DDThh:mm:ss+hh:mm (daemon) message`.
pub(super) fn flexnet_debug(line: &[u8]) -> Vote {
    let line = line.trim_ascii_start();
    let Some((daemon, message)) = whole_clock(line)
        .or_else(|| date_stamp(line))
        .and_then(daemon)
    else {
        return Vote::None;
    };
    if daemon == b"lmgrd"
        || starts_with_any(message, &[b"Server started on "])
        || contains_ignore_case(message, b"flexnet licensing")
        || contains_ignore_case(message, b"flexlm")
    {
        return Vote::Banner;
    }
    let is_distinctive = starts_with_any(message, &EVENT_KEYWORDS)
        || starts_with_any(message, &[b"TIMESTAMP ", b"SLOG:", b"(@", b"SERVER-OUT:"])
        || starts_with_any(message, &[b"Request denied: Client ("]);
    if is_distinctive {
        Vote::Distinctive
    } else {
        Vote::Shaped
    }
}

/// `mm/dd hh:mm (isv) message`.
pub(super) fn rlm_debug(line: &[u8]) -> Vote {
    let line = line.trim_ascii_start();
    let Some((isv, message)) = month_and_day(line)
        .map(after_year)
        .and_then(|line| blanks(line))
        .and_then(clock)
        .and_then(daemon)
    else {
        return Vote::None;
    };
    if isv == b"rlm" || contains_ignore_case(message, b"rlm license server") {
        return Vote::Banner;
    }
    let is_distinctive = starts_with_any(message, &EVENT_KEYWORDS);
    if is_distinctive {
        Vote::Distinctive
    } else {
        Vote::Shaped
    }
}

/// `YYYY/MM/DD hh:mm:ss:mmm (I|W|E) LICENSESERV message`, or `USGTRACING`.
pub(super) fn dsls(line: &[u8]) -> Vote {
    let Some(rest) = date_and_clock(line)
        .and_then(|line| line.strip_prefix(b":"))
        .and_then(|line| number(line, 3, 3))
        .and_then(|line| line.strip_prefix(b" "))
    else {
        return Vote::None;
    };
    match rest.split_at_checked(2) {
        Some((b"I " | b"W " | b"E ", message))
            if starts_with_any(message, &[b"LICENSESERV ", b"USGTRACING "]) =>
        {
            Vote::Distinctive
        }
        Some((b"I ", message)) if starts_with_any(message, &[b"INITSERVER ", b"STARTSERVER "]) => {
            Vote::Banner
        }
        Some((b"I " | b"W " | b"E ", _)) => Vote::Shaped,
        _ => Vote::None,
    }
}

/// The smallest indent of a line that explains a denial of the Licensing Interconnect.
const INDENT_BYTES: usize = 4;

/// `YYYY/MM/DD hh:mm:ss  WORD  feature … n/n/n/n … user@host:platform`, and the indented
/// lines that explain a denial.
pub(super) fn ansys_licensing(line: &[u8]) -> Vote {
    let text = line.trim_ascii_start();
    let Some(rest) = date_and_clock(text) else {
        let is_indented = line.len() - text.len() >= INDENT_BYTES && !text.is_empty();
        return if is_indented {
            Vote::Shaped
        } else {
            Vote::None
        };
    };
    let message = rest.trim_ascii_start();
    let end = message.iter().position(u8::is_ascii_whitespace);
    let word = message.get(..end.unwrap_or(message.len()));
    let is_word = |word: &[u8]| {
        !word.is_empty()
            && word
                .iter()
                .all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
    };
    let Some(word) = word.filter(|word| rest.len() > message.len() && is_word(word)) else {
        return Vote::None;
    };
    match word {
        b"DENIED" | b"CHECKOUT" | b"SPLIT_CHECKOUT" | b"CHECKIN"
            if message.contains(&b'@')
                && message.split(u8::is_ascii_whitespace).any(is_of_four) =>
        {
            Vote::Distinctive
        }
        b"INFO" if contains_ignore_case(message, b"ansysli") => Vote::Banner,
        _ => Vote::Shaped,
    }
}

/// `n/n/n/n`
fn is_of_four(word: &[u8]) -> bool {
    let mut numbers = word.split(|byte| *byte == b'/');
    numbers.clone().count() == 4
        && numbers.all(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

/// `level level reserved Wdy Mon DD hh:mm:ss YYYY epoch …`, and where the server starts and
/// stops.
pub(super) fn sentinel_rms(line: &[u8]) -> Vote {
    if line.starts_with(b"#") {
        let banner = starts_with_any(line, &[b"# Startup ", b"# Shutdown "])
            && contains_ignore_case(line, b"sentinel");
        return if banner { Vote::Banner } else { Vote::None };
    }
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let mut next = || words.next().unwrap_or_default();
    let levels = [next(), next()];
    if levels.iter().any(|level| !matches!(level, [b'0'..=b'9'])) {
        return Vote::None;
    }
    let (_reserved, _weekday, _month, _day) = (next(), next(), next(), next());
    let is_clock = clock(next()).is_some_and(<[u8]>::is_empty);
    let is_year = number(next(), 4, 4).is_some_and(<[u8]>::is_empty);
    let is_epoch = number(next(), 9, 10).is_some_and(<[u8]>::is_empty);
    if is_clock && is_year && is_epoch {
        Vote::Distinctive
    } else {
        Vote::None
    }
}

/// The header, or a record with its fields and its time at the end.
pub(super) fn rlm_report(line: &[u8]) -> Vote {
    if line.starts_with(b"RLM Report Log Format ") {
        return Vote::Banner;
    }
    let words: Vec<&[u8]> = line
        .split(u8::is_ascii_whitespace)
        .filter(|w| !w.is_empty())
        .collect();
    let Some((first, fields)) = words.split_first() else {
        return Vote::None;
    };
    let has_quotes = fields.iter().any(|word| word.starts_with(b"\""));
    let is_dated = ends_with_date_and_clock(fields);
    match *first {
        b"DENY" if fields.len() >= 9 && has_quotes && is_dated => Vote::Distinctive,
        b"OUT" | b"IN" if fields.len() >= 8 && has_quotes && ends_with_clock(fields) => {
            Vote::Distinctive
        }
        // The small format: IN why count handle hh:mm
        b"IN" if fields.len() == 4 && all_hexadecimal(fields) && ends_with_clock(fields) => {
            Vote::Distinctive
        }
        b"START" | b"END" | b"SHUTDOWN" | b"REREAD" | b"SWITCH" | b"DENY" | b"QUE" | b"DEQUE"
            if is_dated =>
        {
            Vote::Shaped
        }
        b"PRODUCT" | b"INUSE" | b"TIMEZONE" | b"AUTH:" | b"ROTATE" | b"LICENSE" | b"ISV:"
            if !fields.is_empty() =>
        {
            Vote::Shaped
        }
        _ if words.len() == 2 && ends_with_date_and_clock(&words) => Vote::Shaped,
        _ => Vote::None,
    }
}

/// The text after a number of `min` to `max` digits.
fn number(line: &[u8], min: usize, max: usize) -> Option<&[u8]> {
    let digits = line
        .iter()
        .take(max)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    line.get(digits..).filter(|_| digits >= min)
}

/// The text after `YYYY/MM/DD hh:mm[:ss]`.
fn date_and_clock(line: &[u8]) -> Option<&[u8]> {
    number(line, 4, 4)
        .and_then(|line| line.strip_prefix(b"/"))
        .and_then(month_and_day)
        .and_then(|line| line.strip_prefix(b" "))
        .and_then(clock)
}

/// The text after `mm/dd`.
fn month_and_day(line: &[u8]) -> Option<&[u8]> {
    number(line, 2, 2)?
        .strip_prefix(b"/")
        .and_then(|line| number(line, 2, 2))
}

/// The text after `hh:mm[:ss]`.
fn clock(line: &[u8]) -> Option<&[u8]> {
    let minutes = number(line, 2, 2)?
        .strip_prefix(b":")
        .and_then(|line| number(line, 2, 2))?;
    let seconds = minutes
        .strip_prefix(b":")
        .and_then(|line| number(line, 2, 2));
    Some(seconds.unwrap_or(minutes))
}

/// The text after an optional `/yyyy`.
fn after_year(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"/")
        .and_then(|line| number(line, 4, 4))
        .unwrap_or(line)
}

/// The text after `h:mm:ss`.
fn whole_clock(line: &[u8]) -> Option<&[u8]> {
    number(line, 1, 2)
        .and_then(|line| line.strip_prefix(b":"))
        .and_then(|line| number(line, 2, 2))
        .and_then(|line| line.strip_prefix(b":"))
        .and_then(|line| number(line, 2, 2))
}

/// The text after `YYYY-MM-DDThh:mm:ss`, a fraction and an offset.
fn date_stamp(line: &[u8]) -> Option<&[u8]> {
    let line = number(line, 4, 4)?.strip_prefix(b"-")?;
    let line = number(line, 2, 2)?.strip_prefix(b"-")?;
    let line = number(line, 2, 2)?.strip_prefix(b"T")?;
    let offset = whole_clock(line)?;
    let end = offset
        .iter()
        .position(|byte| !byte.is_ascii_digit() && !b".,Z+-:".contains(byte))?;
    offset.get(end..)
}

/// The text after one or more blanks.
fn blanks(line: &[u8]) -> Option<&[u8]> {
    let after = line.trim_ascii_start();
    (after.len() < line.len()).then_some(after)
}

/// The daemon and the message in ` (daemon) message`.
fn daemon(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = blanks(line)?.strip_prefix(b"(")?;
    let end = line
        .iter()
        .take(DAEMON_BYTES_MAX + 1)
        .position(|byte| *byte == b')')?;
    let (daemon, rest) = line.split_at_checked(end)?;
    let is_name = !daemon.is_empty()
        && daemon
            .iter()
            .all(|byte| byte.is_ascii_graphic() || !byte.is_ascii());
    // A line's trailing blanks are cut, so an empty message has none before it.
    let message = rest.strip_prefix(b")")?;
    let message = blanks(message).or_else(|| message.is_empty().then_some(message))?;
    is_name.then_some((daemon, message))
}

fn ends_with_clock(words: &[&[u8]]) -> bool {
    // Seconds may have a fraction, in tenths of a millisecond.
    words
        .last()
        .and_then(|word| clock(word))
        .is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix(b".")
                    .is_some_and(|r| r.iter().all(u8::is_ascii_digit))
        })
}

fn ends_with_date_and_clock(words: &[&[u8]]) -> bool {
    let date = words
        .len()
        .checked_sub(2)
        .and_then(|index| words.get(index));
    let year = date.and_then(|date| month_and_day(date));
    ends_with_clock(words)
        && year.is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix(b"/")
                    .and_then(|r| number(r, 4, 4))
                    .is_some_and(<[u8]>::is_empty)
        })
}

fn all_hexadecimal(words: &[&[u8]]) -> bool {
    let (_, numbers) = words.split_last().unwrap_or((&&[][..], &[]));
    numbers
        .iter()
        .all(|word| word.iter().all(u8::is_ascii_hexdigit))
}

fn starts_with_any(text: &[u8], beginnings: &[&[u8]]) -> bool {
    beginnings
        .iter()
        .any(|beginning| text.starts_with(beginning))
}

fn contains_ignore_case(text: &[u8], lower_case: &[u8]) -> bool {
    memchr::memmem::find(&text.to_ascii_lowercase(), lower_case).is_some()
}
