//! The records of a report log, one per line.
//!
//! The fields are those of Reprise's published report log format. `DENY` and `IN`
//! are read from the right, since only their end is fixed: user names may have
//! spaces, and newer servers add fields.

use std::borrow::Cow;

use super::damage::Damage;
use super::words::{Names, Word, is_hex, is_number, is_signed_number, words};
use crate::parse::yearless_date::{Clock, LoggedDate};

/// The time of a record: small-style records have no date.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    Date(LoggedDate, Clock),
    Clock(Clock),
}

/// A denial.
#[derive(Debug)]
pub(super) struct Deny<'a> {
    pub(super) names: Names<'a>,
    pub(super) count: u32,
    pub(super) why: &'a str,
    /// False if the client will try another server.
    pub(super) last_attempt: bool,
    pub(super) when: When,
    pub(super) rest: &'a str,
}

/// A checkout, a check-in, or a license in use.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) names: Names<'a>,
    pub(super) count: u32,
    pub(super) handle: &'a str,
    pub(super) when: When,
    pub(super) rest: Cow<'a, str>,
}

/// A small-style check-in, which only has the handle of its checkout.
#[derive(Debug)]
pub(super) struct SmallIn<'a> {
    pub(super) count: u32,
    pub(super) handle: &'a str,
    pub(super) clock: Clock,
    pub(super) rest: &'a str,
}

#[derive(Debug)]
pub(super) enum Record<'a> {
    Deny(Deny<'a>),
    Out(Request<'a>),
    In(Request<'a>),
    SmallIn(SmallIn<'a>),
    InUse(Request<'a>),
    /// The name of the software vendor.
    Isv(&'a str),
    Start(When),
    /// A periodic line with the time.
    Date(When),
    Shutdown(Option<When>),
    /// Any other record, with its time if it has one.
    NoEvent(Option<When>),
    /// The lines before the `ISV:` line.
    Header,
}

/// Reads a line that is not blank and has no space at either end.
pub(super) fn read(line: &str) -> Result<Record<'_>, Damage> {
    let first = line.split(char::is_whitespace).next().unwrap_or_default();
    match first {
        "DENY" => deny(line).map(Record::Deny),
        "OUT" => out(line).map(Record::Out),
        "IN" => check_in(line),
        "INUSE" => Ok(in_use(line).map_or(Record::NoEvent(None), Record::InUse)),
        "ISV:" => {
            let name = line.strip_prefix("ISV:").unwrap_or_default();
            let name = name.split(',').next().unwrap_or_default();
            Ok(Record::Isv(name.trim()))
        }
        "START" => match last_time(line) {
            Some(when @ When::Date(..)) => Ok(Record::Start(when)),
            _ => Err(Damage::NoTime("START")),
        },
        "SHUTDOWN" => Ok(Record::Shutdown(last_time(line))),
        "DEQUE" | "DYNRES" | "END" | "METER_DEC" | "QUE" | "REREAD" | "ROAM_EXTEND" | "TEMP"
        | "TIMEJUMP" => Ok(Record::NoEvent(last_time(line))),
        "log" => Ok(Record::NoEvent(second_word_time(line))),
        "AUTH" | "AUTH:" | "BADAUTH" | "LICENSE" | "PRODUCT" | "ROTATE" | "SWITCH" | "TIMEZONE" => {
            Ok(Record::NoEvent(None))
        }
        "REPROCESSED" => Ok(Record::Header),
        "RLM" if line.starts_with("RLM Report Log Format") => Ok(Record::Header),
        _ if LoggedDate::read(first).is_some() => match last_time(line) {
            Some(when @ When::Date(..)) if words(line).len() == 2 => Ok(Record::Date(when)),
            _ => Err(Damage::NoDate),
        },
        _ => Err(Damage::unknown(first)),
    }
}

/// Whether a line ends with a time, as records do and plain text does not.
pub(super) fn ends_with_time(line: &str) -> bool {
    last_time(line).is_some()
}

/// The `[date] time` at the end of a line.
fn last_time(line: &str) -> Option<When> {
    let mut from_right = line.rsplit(char::is_whitespace);
    let clock = Clock::read(from_right.next()?)?;
    let date = from_right
        .find(|word| !word.is_empty())
        .and_then(LoggedDate::read);
    Some(date.map_or(When::Clock(clock), |date| When::Date(date, clock)))
}

/// The time of a `log` record, whose text follows it.
fn second_word_time(line: &str) -> Option<When> {
    let mut words = line.split_whitespace().skip(1);
    let date = LoggedDate::read(words.next()?)?;
    let clock = Clock::read(words.next()?)?;
    Some(When::Date(date, clock))
}

/// `DENY product version user host "isv_def" count why last_attempt [pid] mm/dd hh:mm`
fn deny(line: &str) -> Result<Deny<'_>, Damage> {
    const NUMBERS: Damage = Damage::Numbers("DENY", "count, why, last_attempt and perhaps a pid");
    let (cut, when) = cut_at_isv_def("DENY", 1, line, last_isv_def)?;
    if matches!(when, When::Clock(_)) {
        return Err(Damage::NoTime("DENY"));
    }
    let (count, why, last_attempt) = match cut.after.as_slice() {
        [count, why, last_attempt] => (count, why, last_attempt),
        [count, why, last_attempt, pid] if is_hex(pid) => (count, why, last_attempt),
        _ => return Err(NUMBERS),
    };
    if !is_signed_number(why) || !is_signed_number(last_attempt) {
        return Err(NUMBERS);
    }
    Ok(Deny {
        names: Names::read(cut.names, false).ok_or(Damage::Names("DENY"))?,
        count: number(count).ok_or(NUMBERS)?,
        why,
        last_attempt: last_attempt
            .bytes()
            .any(|digit| !matches!(digit, b'0' | b'-')),
        when,
        rest: cut.before_time,
    })
}

/// `IN why product version user host "isv_def" count cur_use cur_resuse handle mm/dd
/// hh:mm:ss`, or small-style `IN why count handle hh:mm`.
fn check_in(line: &str) -> Result<Record<'_>, Damage> {
    const NUMBERS: Damage = Damage::Numbers("IN", "why, count and a handle");
    if let [_, why, count, handle, time] = words(line).as_slice()
        && let Some(clock) = Clock::read(time.text)
    {
        if !is_number(why.text) || !is_hex(handle.text) {
            return Err(NUMBERS);
        }
        return Ok(Record::SmallIn(SmallIn {
            count: number(count.text).ok_or(NUMBERS)?,
            handle: handle.text,
            clock,
            rest: before(line, time.start),
        }));
    }
    let (cut, when) = cut_at_isv_def("IN", 2, line, last_isv_def)?;
    if matches!(when, When::Clock(_)) {
        return Err(Damage::NoTime("IN"));
    }
    if !cut.why.is_some_and(is_number) {
        return Err(NUMBERS);
    }
    request("IN", &cut, when, false, 3).map(Record::In)
}

/// `INUSE product version pool user host "isv_def" count handle pid mm/dd hh:mm:ss`
fn in_use(line: &str) -> Result<Request<'_>, Damage> {
    let (cut, when) = cut_at_isv_def("INUSE", 1, line, last_isv_def)?;
    request("INUSE", &cut, when, true, 1)
}

/// `OUT product version pool user host "isv_def" count cur_use cur_resuse handle …
/// mm/dd hh:mm:ss …`, or small-style
/// `OUT product version user host "isv_def" count handle share_handle hh:mm`.
fn out(line: &str) -> Result<Request<'_>, Damage> {
    let words = words(line);
    let dated = words.windows(2).position(|pair| {
        matches!(pair, [date, clock]
            if LoggedDate::read(date.text).is_some() && Clock::read(clock.text).is_some())
    });
    let Some(at) = dated.filter(|at| *at > 0) else {
        let (cut, when) = cut_at_isv_def("OUT", 1, line, |words| first_isv_def(words, 4))?;
        // More numbers than these are a standard record whose date is damaged.
        if cut.after.len() != 3 {
            return Err(Damage::NoTime("OUT"));
        }
        return request("OUT", &cut, when, false, 1);
    };
    // In detailed logs there are fields after the time.
    let time_end = words.get(at + 1).map_or(line.len(), |clock| clock.end());
    let (to_time, after_time) = line
        .split_at_checked(time_end)
        .ok_or(Damage::NoTime("OUT"))?;
    let (cut, when) = cut_at_isv_def("OUT", 1, to_time, |words| first_isv_def(words, 5))?;
    let out = request("OUT", &cut, when, true, 3)?;
    Ok(match after_time {
        "" => out,
        _ => Request {
            rest: Cow::Owned(format!("{}{after_time}", cut.before_time)),
            ..out
        },
    })
}

fn request<'a>(
    record: &'static str,
    cut: &Cut<'a>,
    when: When,
    has_pool: bool,
    handle: usize,
) -> Result<Request<'a>, Damage> {
    let numbers = Damage::Numbers(record, "a count and a handle");
    let count = cut.after.first().and_then(|count| number(count));
    let handle = cut.after.get(handle).filter(|handle| is_hex(handle));
    let (Some(count), Some(handle)) = (count, handle) else {
        return Err(numbers);
    };
    Ok(Request {
        names: Names::read(cut.names, has_pool).ok_or(Damage::Names(record))?,
        count,
        handle,
        when,
        rest: Cow::Borrowed(cut.before_time),
    })
}

/// A record that is split at its ISV-defined field and before its time.
struct Cut<'a> {
    /// The word before the names, if there is one.
    why: Option<&'a str>,
    names: &'a str,
    after: Vec<&'a str>,
    before_time: &'a str,
}

/// Splits a record that ends with its time. The names start at word `names`.
fn cut_at_isv_def<'a>(
    record: &'static str,
    names: usize,
    line: &'a str,
    find: impl FnOnce(&[Word<'a>]) -> Option<usize>,
) -> Result<(Cut<'a>, When), Damage> {
    let when = last_time(line).ok_or(Damage::NoTime(record))?;
    let mut words = words(line);
    words.pop();
    if matches!(when, When::Date(..)) {
        words.pop();
    }
    let before_time = words.last().map_or("", |last| before(line, last.end()));
    let isv_def = find(&words).ok_or(Damage::NoIsvDef(record))?;
    let span = |from: usize, to: usize| Some((words.get(from)?.start, words.get(to)?.start));
    let (from, to) = span(names, isv_def).ok_or(Damage::Names(record))?;
    let after = words.iter().skip(isv_def + 1).map(|word| word.text);
    let cut = Cut {
        why: names
            .checked_sub(1)
            .and_then(|why| words.get(why))
            .map(|why| why.text),
        names: before(line, to)
            .split_at_checked(from)
            .map_or("", |(_, names)| names)
            .trim_end(),
        after: after.collect(),
        before_time,
    };
    Ok((cut, when))
}

/// The last quoted word: in most records it is the only one after the names.
fn last_isv_def(words: &[Word<'_>]) -> Option<usize> {
    words.iter().rposition(|word| word.is_quoted())
}

/// The first quoted word that is followed by a count and has at least `names` words before it,
/// since empty names are quoted too.
fn first_isv_def(words: &[Word<'_>], names: usize) -> Option<usize> {
    words
        .windows(2)
        .enumerate()
        // The record's keyword comes before the names.
        .skip(names + 1)
        .find(|(_, pair)| {
            matches!(pair, [isv_def, count] if isv_def.is_quoted() && is_number(count.text))
        })
        .map(|(index, _)| index)
}

fn before(line: &str, end: usize) -> &str {
    line.split_at_checked(end)
        .map_or("", |(before, _)| before)
        .trim_end()
}

fn number(word: &str) -> Option<u32> {
    is_number(word).then(|| word.parse().ok()).flatten()
}
