//! Tests the parsers of FlexNet, DSLS, Ansys and Sentinel RMS logs with any bytes, and in
//! any pieces.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod log_support;
mod utc;

use domain::log_format::LogFormat;
use domain::parse::{LogParser, ParseContext, Refusal};
use jiff::civil::{DateTime, date};
use log_support::{Read, read_pieces};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use utc::Utc;

const FORMATS: [LogFormat; 4] = [
    LogFormat::FlexnetDebug,
    LogFormat::Dsls,
    LogFormat::AnsysLicensing,
    LogFormat::SentinelRms,
];

/// Lines that each exercise another part of the parsers.
const LINES: [&str; 43] = [
    "\u{feff}",
    "10:25:31 (lmgrd) FlexNet Licensing (v11.18) started on lic-01 (IBM PC) (6/9/2022)",
    "10:25:31 (lmgrd) Server's System Date and Time: jue jun 09 2022 10:25:31 Hora de verano",
    " 9:15:00 (gridlm) TIMESTAMP 6/10/2022",
    " 0:00:02 (gridlm) TIMESTAMP 12/31/9999",
    "23:59:59 (gridlm) OUT: \"mesh\" it@night shift@ws-1  [data] (3 licenses) (SHUTDOWN)",
    " 0:00:01 (gridlm) IN: \"mesh\" nadia@ws-1  (INACTIVE)",
    "12:00:00 (gridlm) IN: mesh by nadia (2 licenses) (used: 0:00:01:02)",
    "12:00:00 (gridlm) DENIED: \"mesh\" Zoë@ws-1  (Taken. (-4,342:10054 \"WinSock\"))",
    "12:00:00 (gridlm) DENIED: mesh u@h  [x] (5 licenses) \"v2\"(Invalid (x) key. (-8,523))",
    "12:00:00 (gridlm) DENIED: 3 mesh to nadia (03/01/24 09:30)",
    "12:00:00 (gridlm) UNSUPPORTED: \"mesh\" (PORT_AT_HOST_PLUS   ) u@h  (No such feature. (-5,346))",
    "12:00:00 (gridlm) DENIED: \"f\" @h (x (-4,342)) ^^^ 1.0 u ::1 7 0x1 1 3 p 11 19 d t NO ^^^",
    "12:00:00 (gridlm) OUT:",
    "12:00:00 (gridlm) OUT: \"f",
    "99:99:99 (gridlm) OUT: \"f\" u@h",
    "14:25:31 (gridlm) (@gridlm-SLOG@) 0 ms at 13:53:13(6/7/2022),#7,(2812K),(u,h,524)",
    "8:10:00 (gridlm) FlexNet Licensing (v11) started on srv (linux) (3/4/2024)",
    "8:10:01 (gridlm) Server started on srv for: mesh",
    "20:30:00 (gridlm) OUT: \"mesh\" otto@ws-2",
    "8:15:00 (gridlm) OUT: \"mesh\" otto@ws-2  ",
    "8:16:00 (gridlm)  DENIED: \"mesh\" otto@ws-2",
    "(Licensed number of users already reached. (-4,342:10054 )) ",
    "8:16:00 (gridlm) (Licensed number of users already reached. (-4,342))",
    "8:17:00 (gridlm) Request denied: Client (11.15) newer than Vendor Daemon (11.13).",
    "2024-03-04T08:20:00+01:00 (gridlm) OUT: \"mesh\" otto@ws-2",
    "2024-03-03T20:20:00.5Z (gridlm) OUT: \"mesh\" otto@ws-2",
    "14:25:31 (gridlm) (@gridlm-SLOG@) Time: Tue Mar 05 2024 14:25:31 x",
    "\t2024-13-04T08:20:00 (gridlm)\tIN: \"mesh\" otto@ws-2",
    "2024/03/01 09:30:00:250 W LICENSESERV MDX(c) not granted, no more available license ( from client h (i)/a|u|u|x )",
    "2024/03/01 09:29:00:250 W LICENSESERV MDX not granted, user é not authorized ( from client h/a|é|é|x )",
    "2024/03/01 09:29:00:250 W LICENSESERV MDX not granted",
    "2024/02/30 09:29:00:250 W LICENSESERV MDX not granted, x ( from client h|u )",
    "2024/03/01 09:29:00:250 I USGTRACING  Grant!!MDX!c!4F!V5!Concurrent!1!STD!h (i)!a!u!U@D!C:\\x.exe!6.4!1",
    "2024/02/29 09:29:00:251 I USGTRACING  Detachment!!MDX!4F!V5!Concurrent!1!STD!h (i)!a!é!U@D!x!6.4!1",
    "2025/03/04 08:39:38    DENIED    mesh    21.2 (2021.0512)    1/0/0/0    1/1/1/1   1:A:bert@ws-2:winx64    0:10.0.0.2",
    "                    Request name mesh does not exist in the licensing pool.",
    "    FlexNet Licensing error:-15,578.  System Error: 10049",
    "2025/03/03 08:39:38    CHECKOUT  mesh (elastic)  1/0/0/0  1:2:A:d:é@x@ws-2:1:console",
    "2 0 MTI1 Tue Mar 04 08:33:34 2025 1741077214 99 v 1 1 0 bert ws-2 7.00 1 - - - - - - MQ== 9 MTY2==",
    "3 0 MTI1 Tue Mar 04 08:33:34 2025 1741007214 99 v 1 1 0 bert van dam ws-2 7.00 1",
    "# Startup SentinelLM v7.00 Tue Mar 04 08:33:31 2025 1741077211 srv 140 4294489039",
    "",
];

fn read(format: LogFormat, dated: bool, pieces: &[&[u8]]) -> Result<Read, Refusal> {
    let first_date = dated.then_some(date(2024, 2, 28));
    read_pieces(format, &Utc, first_date, pieces.iter().copied())
}

/// Real-looking lines, some of them cut, joined, doubled or with other bytes inside.
fn log() -> impl Strategy<Value = Vec<u8>> {
    let noise = prop_oneof![
        select(&b"()[]\"@^.,:- /0123456789\r\n\t\xff\xc3\xeb"[..]).prop_map(|byte| vec![byte]),
        vec(any::<u8>(), 0..4),
        select(
            &[
                "  ", "^^^", " (-", "(@", "\"\"", "OUT: ", " to ", " by ", ") "
            ][..]
        )
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let change = (any::<Index>(), 0_usize..6, noise);
    let line = (
        select(&LINES[..]),
        vec(change, 0..4),
        select(&["\n", "\r\n", ""][..]),
    );
    vec(line, 0..24).prop_map(|lines| {
        let mut log = Vec::new();
        for (line, changes, ending) in lines {
            let mut line = line.as_bytes().to_vec();
            for (at, cut, noise) in changes {
                let from = at.index(line.len() + 1);
                let to = (from + cut).min(line.len());
                line.splice(from..to, noise);
            }
            log.extend_from_slice(&line);
            log.extend_from_slice(ending.as_bytes());
        }
        log
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_bytes_are_accepted(bytes in vec(any::<u8>(), 0..400), dated: bool) {
        for format in FORMATS {
            let read = read(format, dated, &[&bytes]);
            prop_assert!(!dated || read.is_ok());
        }
    }

    #[test]
    fn damaged_logs_are_read_the_same_in_any_pieces(
        log in log(),
        cuts in vec(any::<Index>(), 0..8),
        dated: bool,
    ) {
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(log.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut rest = log.as_slice();
        let mut taken = 0;
        for cut in cuts {
            let (piece, after) = rest.split_at(cut - taken);
            pieces.push(piece);
            (rest, taken) = (after, cut);
        }
        pieces.push(rest);
        let bytes: Vec<_> = log.chunks(1).collect();
        for format in FORMATS {
            let whole = read(format, dated, &[&log]);
            prop_assert_eq!(&whole, &read(format, dated, &pieces));
            prop_assert_eq!(&whole, &read(format, dated, &bytes));
        }
    }

    #[test]
    fn events_passed_on_early_are_those_of_the_whole_log(log in log(), cut in any::<Index>()) {
        let whole = read(LogFormat::FlexnetDebug, true, &[&log]).unwrap();
        let mut early = Read::default();
        let mut parser = LogParser::new(
            LogFormat::FlexnetDebug,
            ParseContext {
                zone: &Utc,
                first_date: Some(date(2024, 2, 28)),
                time: None,
                latest: DateTime::MAX,
            },
        );
        parser.feed(&log[..cut.index(log.len() + 1)], &mut early).unwrap();
        prop_assert_eq!(&early.events[..], &whole.events[..early.events.len()]);
    }

    #[test]
    fn a_log_in_utf16_reads_as_its_text(log in log(), is_little: bool, dated: bool) {
        // If it is not UTF-8, its lines are read as Latin-1 one by one.
        let text = String::from_utf8_lossy(&log);
        let unit = if is_little { u16::to_le_bytes } else { u16::to_be_bytes };
        let marked = format!("\u{feff}{text}");
        let utf16: Vec<u8> = marked.encode_utf16().flat_map(unit).collect();
        let bytes: Vec<_> = utf16.chunks(1).collect();
        for format in FORMATS {
            let expected = read(format, dated, &[text.as_bytes()]);
            prop_assert_eq!(&expected, &read(format, dated, &[&utf16]));
            prop_assert_eq!(&expected, &read(format, dated, &bytes));
        }
    }

    #[test]
    fn every_line_that_looks_like_an_event_is_counted_once(log in log()) {
        let read = read(LogFormat::FlexnetDebug, true, &[&log]).unwrap();
        let mut lines: Vec<_> = read.events.iter().map(|event| event.line).collect();
        lines.extend(read.rejected.iter().map(|(line, _)| *line));
        lines.sort_unstable();
        let expected: Vec<_> = (1_u64..)
            .zip(log.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&log).split(|byte| *byte == b'\n'))
            .filter(|(_, line)| looks_like_an_event(line))
            .map(|(number, _)| number)
            .collect();
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn every_line_that_says_not_granted_or_traces_a_session_is_counted_once(log in log()) {
        // This is the JSON export of a cloud server.
        prop_assume!(!log.trim_ascii_start().starts_with(b"{"));
        let read = read(LogFormat::Dsls, true, &[&log]).unwrap();
        let mut lines: Vec<_> = read.events.iter().map(|event| event.line).collect();
        lines.extend(read.rejected.iter().map(|(line, _)| *line));
        lines.sort_unstable();
        let expected: Vec<_> = (1_u64..)
            .zip(log.split(|byte| *byte == b'\n'))
            .filter(|(_, line)| says_not_granted(line) || traces_a_session(line))
            .map(|(number, _)| number)
            .collect();
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn every_line_that_starts_like_an_ansys_event_is_counted_once(log in log()) {
        let read = read(LogFormat::AnsysLicensing, true, &[&log]).unwrap();
        let mut lines: Vec<_> = read.events.iter().map(|event| event.line).collect();
        lines.extend(read.rejected.iter().map(|(line, _)| *line));
        lines.sort_unstable();
        let expected: Vec<_> = (1_u64..)
            .zip(log.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&log).split(|byte| *byte == b'\n'))
            .filter(|(_, line)| starts_like_an_ansys_event(line))
            .map(|(number, _)| number)
            .collect();
        prop_assert_eq!(lines, expected);
    }
}

/// `^\s*dddd/dd/dd dd:dd:dd\s+(DENIED|CHECKOUT|SPLIT_CHECKOUT|CHECKIN)(\s|$)`
fn starts_like_an_ansys_event(line: &[u8]) -> bool {
    let Some((time, rest)) = line.trim_ascii_start().split_at_checked(19) else {
        return false;
    };
    let is_time = time
        .iter()
        .zip(b"dddd/dd/dd dd:dd:dd")
        .all(|(byte, pattern)| match pattern {
            b'd' => byte.is_ascii_digit(),
            _ => byte == pattern,
        });
    let text = rest.trim_ascii_start();
    let word = text
        .split(u8::is_ascii_whitespace)
        .next()
        .unwrap_or_default();
    let words = [&b"DENIED"[..], b"CHECKOUT", b"SPLIT_CHECKOUT", b"CHECKIN"];
    is_time && text.len() < rest.len() && words.contains(&word)
}

fn says_not_granted(line: &[u8]) -> bool {
    line.windows(11).any(|part| part == b"not granted")
}

/// ` USGTRACING\s*(Grant|TimeOut|Detachment)!!`
fn traces_a_session(line: &[u8]) -> bool {
    let tracing = b" USGTRACING";
    let at = line.windows(tracing.len()).position(|part| part == tracing);
    let message = at.map(|at| line.split_at(at + tracing.len()).1.trim_ascii_start());
    message.is_some_and(|message| {
        [&b"Grant!!"[..], b"TimeOut!!", b"Detachment!!"]
            .iter()
            .any(|word| message.starts_with(word))
    })
}

/// `^[ \t]*CLOCK[ \t]+\([^)]*\)[ \t]+(OUT:|IN:|DENIED:|UNSUPPORTED:|NEWER)`, where `CLOCK`
/// is `[0-9]{1,2}:[0-9]{2}:[0-9]{2}`, or that between a date and an offset, and `NEWER`
/// reports a client that is newer than its daemon. Only one blank may follow `(lmgrd)`.
fn looks_like_an_event(line: &[u8]) -> bool {
    fn digits(line: &[u8], count: usize) -> Option<&[u8]> {
        let (digits, rest) = line.split_at_checked(count)?;
        digits.iter().all(u8::is_ascii_digit).then_some(rest)
    }
    fn blanks(line: &[u8]) -> &[u8] {
        let count = line.iter().take_while(|byte| b" \t".contains(byte)).count();
        &line[count..]
    }
    fn clock(line: &[u8]) -> Option<&[u8]> {
        let line = digits(line, 2)
            .filter(|rest| rest.starts_with(b":"))
            .or_else(|| digits(line, 1))?;
        let line = digits(line.strip_prefix(b":")?, 2)?;
        digits(line.strip_prefix(b":")?, 2)
    }
    fn stamp(line: &[u8]) -> Option<&[u8]> {
        let line = digits(line, 4)?.strip_prefix(b"-")?;
        let line = digits(line, 2)?.strip_prefix(b"-")?;
        let line = clock(digits(line, 2)?.strip_prefix(b"T")?)?;
        let line = match line {
            [b'.' | b',', rest @ ..] => {
                &rest[rest.iter().take_while(|byte| byte.is_ascii_digit()).count()..]
            }
            _ => line,
        };
        match line {
            [b'Z', rest @ ..] => Some(rest),
            [b'+' | b'-', rest @ ..] => {
                let rest = digits(rest, 2)?;
                digits(rest.strip_prefix(b":").unwrap_or(rest), 2)
            }
            _ => Some(line),
        }
    }
    fn is_newer(message: &[u8]) -> bool {
        // The parts may have anything between them.
        let text = String::from_utf8_lossy(message);
        let newer = text.strip_prefix("Request denied:").and_then(|text| {
            let text = text.trim_start().strip_prefix("Client (")?;
            text.split_once(") newer than Vendor Daemon (")
        });
        newer.is_some_and(|(_, daemon)| daemon.contains(')'))
    }
    fn message(line: &[u8]) -> Option<&[u8]> {
        let line = blanks(line);
        let clock_end = clock(line).or_else(|| stamp(line))?;
        let line = blanks(clock_end);
        if line.len() == clock_end.len() {
            return None;
        }
        let line = line.strip_prefix(b"(")?;
        let end = line.iter().position(|byte| *byte == b')')?;
        let (daemon, after) = line.split_at(end);
        let after = &after[1..];
        let message = blanks(after);
        let one_blank = after.strip_prefix(b" ").is_some_and(|rest| rest == message);
        (one_blank || (message.len() < after.len() && daemon != b"lmgrd")).then_some(message)
    }
    message(line).is_some_and(|message| {
        is_newer(message)
            || [&b"OUT:"[..], b"IN:", b"DENIED:", b"UNSUPPORTED:"]
                .iter()
                .any(|word| message.starts_with(word))
    })
}
