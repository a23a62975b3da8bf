#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use proptest::prelude::*;

use super::*;

const FLEXNET: &str = "\
10:25:31 (lmgrd) -----------------------------------------------\n\
10:25:31 (lmgrd)   Please Note:\n\
 1:56:00 (saltd) TIMESTAMP 6/9/2022\n\
 1:58:58 (saltd) OUT: \"solver\" jane doe@ws12  (2 licenses) \n\
11:31:59 (saltd) DENIED: \"solver\" cecil@ws12  (Users are queued for this feature. (-24,332))\n";

const RLM_REPORT: &str = "\
RLM Report Log Format 0, version 14.1, authenticated\n\
ISV: demo\n\
START licsrv 05/11/2025 15:00:00\n\
DENY simulator 2.1 cecil win2008 \"\" 1 -22 1 05/11 15:20\n";

const RLM_DEBUG: &str = "\
05/11 15:20 (demo) DENIED: (1) simulator v2.1 to cecil@win2008\n\
05/11 15:20 (demo)         All licenses in use\n";

const DSLS: &str = "\
2025/08/29 14:05:00:123 I LICENSESERV server started\n\
2025/08/29 14:05:01:456 W LICENSESERV ABC not granted, no more available license ( from client ws12 (42)/10.0.0.7|cecil|cecil|app.exe )\n";

const ANSYS: &str = include_str!("../../fixtures/ansysli_server.log");

const SENTINEL_RMS: &str = include_str!("../../fixtures/sentinel-rms.log");

const DSLS_EXPORT: &str = include_str!("../../fixtures/dsls-export.json");

const CSV: &str = "id,feature,Time,outcome\nx,solver,2025-08-29T14:05:00Z,granted\n";

const NDJSON: &str =
    "{\"time\":\"2025-08-29T14:05:00Z\",\"outcome\":\"granted\",\"feature\":\"solver\"}\n";

const ELASTIC: &str = "{\"correlationId\":\"c\",\"requester\":{\"value\":\"u\"},\"requestedItems\":[{\"item\":\"solver\"}]}\n";

const SAMPLES: [(LogFormat, &str); 10] = [
    (LogFormat::FlexnetDebug, FLEXNET),
    (LogFormat::RlmReport, RLM_REPORT),
    (LogFormat::RlmDebug, RLM_DEBUG),
    (LogFormat::Dsls, DSLS),
    (LogFormat::AnsysLicensing, ANSYS),
    (LogFormat::SentinelRms, SENTINEL_RMS),
    (LogFormat::Dsls, DSLS_EXPORT),
    (LogFormat::EventsCsv, CSV),
    (LogFormat::EventsNdjson, NDJSON),
    (LogFormat::ElasticAccess, ELASTIC),
];

fn of(text: &str) -> Option<LogFormat> {
    detect(text.as_bytes())
}

#[test]
fn each_format_is_detected() {
    for (format, text) in SAMPLES {
        assert_eq!(of(text), Some(format), "{format:?}");
    }
}

#[test]
fn marks_of_editors_and_windows_change_nothing() {
    for (format, text) in SAMPLES {
        let windows = text.replace('\n', "\r\n");
        assert_eq!(
            of(&format!("\u{feff}\r\n \r\n{windows}")),
            Some(format),
            "{format:?}"
        );
        assert_eq!(
            of(text.trim_end()),
            Some(format),
            "{format:?} without a last line break"
        );
    }
}

#[test]
fn one_event_is_enough() {
    let lines = [
        (
            LogFormat::FlexnetDebug,
            "14:46:39 (telelogic) DENIED: DOORS cecil@ws12  [telelogic] (Licensed number of users already reached. (-4,342:10054 ))",
        ),
        (
            LogFormat::FlexnetDebug,
            " 1:42:48 (saltd) UNSUPPORTED: \"view\" (PORT_AT_HOST_PLUS   ) u@h  (No such feature exists. (-5,346))",
        ),
        (
            LogFormat::FlexnetDebug,
            "09:00:00 (MLM) (@MLM-SLOG@) ==== Statistics Log Frequency is 240 minute(s). ===",
        ),
        (
            LogFormat::RlmReport,
            "DENY af_solver_addon 5.0 u h \"FDF37C\" 1 -22 1 485c 09/04 00:00",
        ),
        (
            LogFormat::RlmReport,
            "OUT simulator 2.1 1 cecil win2008 \"\" 1 1 0 3f 4d2 05/11 15:20:01.1234",
        ),
        (LogFormat::RlmReport, "IN 1 1 3f 15:20"),
        (
            LogFormat::RlmDebug,
            "05/11 15:20 (demo) OUT: big simulator v2.1 by cecil@win2008",
        ),
        (
            LogFormat::Dsls,
            "2025/08/29 14:05:01:456 E LICENSESERV ABC[Acme] not granted, user cecil not authorized ( from client h (1)/::1|cecil|cecil|a )",
        ),
        (
            LogFormat::Dsls,
            "2024/03/01 09:30:20:000 I USGTRACING  Grant!!MESH!customer!48AB!V5!Concurrent!1!STD!ws-004 (4A1B)!10.0.0.4!cecil!C@D!x!6.4!1",
        ),
        (
            LogFormat::AnsysLicensing,
            "2025/03/04 08:39:38    DENIED    mesh    21.2 (2021.0512)    1/0/0/0    1/1/1/1   1:A:cecil@ws-2:winx64    0:10.0.0.2",
        ),
        (
            LogFormat::AnsysLicensing,
            "2025/03/04 08:39:38    INFO                Started ANSYSLI server.",
        ),
        (
            LogFormat::Dsls,
            "2024/03/01 08:00:00:001 I STARTSERVER Server version 6.424.4 built on 20231201",
        ),
        (
            LogFormat::SentinelRms,
            "2 0 MTI1 Tue Mar 04 08:33:34 2025 1741077214 99 v 1 1 0 cecil ws-2 7.00 1",
        ),
        (
            LogFormat::SentinelRms,
            "# Shutdown Sentinel RMS Development Kit v7.00 Tue Mar 04 08:53:34 2025 1741078414 srv 1",
        ),
        (
            LogFormat::Dsls,
            "{\"result\":{\"firstDate\":\"\",\"rows\":[]}}",
        ),
        (
            LogFormat::Dsls,
            "{\"more\":1,\"result\":{\"rows\":[\"2024/03/01 09:30:20:000 I ADMINSERVER x\"",
        ),
    ];
    for (format, line) in lines {
        assert_eq!(of(line), Some(format), "{line}");
    }
}

#[test]
fn a_long_banner_may_come_first() {
    let banner = "This server is run by the license team. Call before you stop it.\n".repeat(500);
    for (format, text) in SAMPLES.iter().take(6) {
        assert_eq!(of(&format!("{banner}{text}")), Some(*format), "{format:?}");
    }
    // The daemon's own banner has many lines that are not distinctive.
    let lines = "09:00:00 (saltd) Feature list follows\n".repeat(2000);
    assert_eq!(of(&lines), None);
    assert_eq!(
        of(&format!("{lines}{FLEXNET}")),
        Some(LogFormat::FlexnetDebug)
    );
}

#[test]
fn denials_with_long_explanations_are_detected() {
    let denial = "2025/03/04 08:39:38    DENIED    mesh    21.2 (2021.0512)    1/0/0/0    1/1/1/1   1:A:cecil@ws-2:winx64    0:10.0.0.2\n";
    let explained = format!(
        "{denial}{}",
        "                    The server has not been started yet,\n".repeat(12)
    );
    assert_eq!(of(&explained.repeat(50)), Some(LogFormat::AnsysLicensing));
}

#[test]
fn a_banner_alone_is_detected() {
    let legal = "Copyright (C) 2006-2015. All rights reserved.\n".repeat(20);
    for (format, banner) in [
        (
            LogFormat::FlexnetDebug,
            " 8:00:00 (lmgrd) FlexNet Licensing (v11.19.6) started on srv (linux) (3/4/2025)\n",
        ),
        (
            LogFormat::FlexnetDebug,
            " 8:00:00 (gridlm) Server started on srv for: mesh\n",
        ),
        (
            LogFormat::RlmDebug,
            "12/04 09:40 (rlm) RLM License Server Version 12.0BL2\n",
        ),
        (
            LogFormat::RlmReport,
            "RLM Report Log Format 0, version 14.1, authenticated\n",
        ),
    ] {
        assert_eq!(of(banner), Some(format), "{banner}");
        assert_eq!(of(&format!("\n{banner}{legal}")), Some(format), "{banner}");
        assert_eq!(of(&format!("{legal}{banner}{legal}")), None, "{banner}");
    }
}

#[test]
fn other_clocks_and_blanks_are_detected() {
    for line in [
        "2025-03-04T08:35:00+01:00 (gridlm) OUT: \"mesh\" bert@ws-2",
        "2025-03-04T08:35:00.5Z (gridlm) IN: \"mesh\" bert@ws-2",
        "2025-03-04T08:35:00 (gridlm) DENIED: \"mesh\" bert@ws-2",
        "  8:35:00 (gridlm)  DENIED: \"mesh\" bert@ws-2",
        "8:35:00\t(gridlm)\tDENIED: \"mesh\" bert@ws-2",
        "8:35:00 (gridlm) Request denied: Client (11.15) newer than Vendor Daemon (11.13).",
    ] {
        assert_eq!(of(line), Some(LogFormat::FlexnetDebug), "{line}");
    }
    for line in [
        "05/11/2024 15:20 (demo) OUT: simulator v2.1 by cecil@win2008",
        "05/11\t15:20\t(demo)\tOUT: simulator v2.1 by cecil@win2008",
    ] {
        assert_eq!(of(line), Some(LogFormat::RlmDebug), "{line}");
    }
}

#[test]
fn utf16_is_detected() {
    for (format, text) in SAMPLES {
        let text = format!("\u{feff}{text}");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(detect(&little), Some(format));
        assert_eq!(detect(&big), Some(format));
    }
}

#[test]
fn header_rows_are_detected_with_any_delimiter() {
    for header in [
        "time;outcome;feature",
        "\"feature\"\t\"outcome\"\t\"time\"\n",
        "time,outcome,\"a\nb\",feature\n",
    ] {
        assert_eq!(of(header), Some(LogFormat::EventsCsv), "{header}");
    }
    for header in [
        "time,outcome\n",
        "date,outcome,feature\n",
        "timestamp,outcomes,features",
        "a,b\n1,2\n",
    ] {
        assert_eq!(of(header), None, "{header}");
    }
}

#[test]
fn json_is_detected_by_its_keys() {
    let elastic = [
        format!("[{ELASTIC}"),
        format!("{{\"time\":\"t\",\"response\":{ELASTIC}}}"),
        format!("[\n  {{\n    \"account\": \"a\",\n    \"response\": {ELASTIC}"),
        "{\n  \"requester\": {\"a\": [{}]},\n  \"requestedItems\": [".to_owned(),
        format!("{{\"broken\": \"x\n{ELASTIC}"),
        format!("{{\"broken\": [{{\n{ELASTIC}"),
    ];
    for json in elastic {
        assert_eq!(of(&json), Some(LogFormat::ElasticAccess), "{json}");
    }
    let others = [
        "{}",
        "[]",
        "{",
        "{\"time\":1,\"outcome\":2}",
        "{\"a\":{\"time\":1,\"outcome\":2,\"feature\":3}}",
        "{\"a\":\"time\",\"b\":\"outcome\",\"c\":\"feature\"}",
        "{\"a\":{\"requestedItems\":[]}}",
        "{\"items\":[\"requestedItems\"],\"x\":\"requestedItems\"}",
        "{\"x\":\"\\\"requestedItems\\\":\"}",
        "[{\"time\":1,\"outcome\":2,\"feature\":3}]",
        "{\n\"time\":1,\n\"outcome\":2,\n\"feature\":3\n}",
        "{\"result\":{\"rows\":[\"a\", \"b\"]}}",
        "{\"rows\":[\"2024/03/01 09:30:20:000 I ADMINSERVER x\"]}",
        "{\"x\":{\"rows\":[\"2024/03/01 09:30:20:000 I ADMINSERVER x\"]}}",
        "{\"result\":[\"2024/03/01 09:30:20:000 I ADMINSERVER x\"]}",
    ];
    for json in others {
        assert_eq!(of(json), None, "{json}");
    }
    assert_eq!(
        of(&format!("{{\"x\":1}}\n{NDJSON}")),
        Some(LogFormat::EventsNdjson)
    );
    // One line that is longer than the head.
    let long = format!(
        "{{\"time\":1,\"outcome\":2,\"feature\":3,\"x\":\"{}",
        "x".repeat(1 << 20)
    );
    assert_eq!(of(&long), Some(LogFormat::EventsNdjson));
}

#[test]
fn other_files_are_not_detected() {
    let html = format!("<!doctype html>\n<pre>\n{FLEXNET}{RLM_REPORT}</pre>\n");
    let chat = "12:30:01 (bob) anyone out there?\n12:30:09 (eve) IN a minute\n".repeat(50);
    let chat_by_day = "05/11 15:20 (bob) hello\n05/11 15:21 (eve) hi\n".repeat(50);
    let prose = "It was the best of times.\nOUT of sight, IN the end, at 12:30\n".repeat(20);
    let quoted = format!(
        "How to read logs.\n{FLEXNET}{}",
        "More about that.\n".repeat(100)
    );
    let syslog = "Aug 29 14:05:00 host sshd[1]: session opened\n".repeat(20);
    let stamps = "2025/08/29 14:05:00:123 X SOMETHING\n2025/08/29 14:05:00 I LICENSESERV a\n";
    let indented = "2025/03/04 08:39:38 SOMETHING happens\n     and is explained\n".repeat(20);
    let numbers = "2 0 x y z 1 08:33:34 2025 x\n# Startup of something\n".repeat(20);
    let words = "IN a few words 12:30\nDENY everything 05/11 15:20\nSTART 05/11 15:20\n";
    for text in [
        &html,
        &chat,
        &chat_by_day,
        &prose,
        &quoted,
        &syslog,
        stamps,
        &indented,
        &numbers,
        words,
        "",
        "\n \n",
        "\u{feff}",
    ] {
        assert_eq!(of(text), None, "{text}");
    }
    let binary: Vec<u8> = (0..=255).cycle().take(4096).collect();
    assert_eq!(detect(&binary), None);
    assert_eq!(detect(b"\x1f\x8b\x08\0\0\0\0\0\0\x03"), None);
    assert_eq!(detect(b"PK\x03\x04\x14\0"), None);
}

proptest! {
    #[test]
    fn any_bytes_are_none_of_ours(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert_eq!(detect(&bytes), None);
    }

    #[test]
    fn lines_like_those_of_logs_do_no_harm(
        text in r#"((RLM |DENY |OUT|IN) ?[ "a0-9:/.]{0,20}|[0-9 ][0-9/:]{0,9}( \(\w?\) ?)?|[\{"time:,\}]{0,9}|\n){0,20}"#
    ) {
        let _ = of(&text);
    }

    #[test]
    fn a_head_that_ends_anywhere_is_detected_once_it_has_evidence(
        (format, text) in prop::sample::select(&SAMPLES[..]),
        end in any::<prop::sample::Index>(),
    ) {
        let end = end.index(text.len() + 1);
        let found = detect(text.as_bytes().get(..end).unwrap());
        prop_assert!(found.is_none() || found == Some(format), "{:?} at {}", found, end);
        let twice = [text.as_bytes(), text.as_bytes().get(..end).unwrap()].concat();
        prop_assert_eq!(detect(&twice), Some(format));
    }
}
