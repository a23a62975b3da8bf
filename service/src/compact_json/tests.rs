#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde::{Deserialize, Serialize};

use super::*;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Whole {
    name: String,
    signed: i64,
    share: f64,
    days: (i32, i32),
    small: (u8, u16, i8, i16),
    rows: Vec<Part>,
    kind: Kind,
    last: Option<Part>,
    flag: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Part {
    count: u64,
    kinds: [Kind; 2],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Kind {
    #[default]
    Plain,
    Counted(u32),
    Ranged(i32, i32),
    Named {
        name: String,
    },
}

fn whole() -> Whole {
    let part = |before| Part {
        count: u64::MAX,
        kinds: [Kind::Counted(7), Kind::Ranged(-1, 1)],
        before,
    };
    Whole {
        name: "</script> \"quoted\" \\ \u{1} \n\r\t \u{2028} 日本 \u{1f600}".to_owned(),
        signed: i64::MIN,
        share: 2.25,
        days: (i32::MIN, i32::MAX),
        small: (u8::MAX, u16::MAX, i8::MIN, i16::MIN),
        rows: vec![part(None), part(Some(u32::MAX)), Part::default()],
        kind: Kind::Named {
            name: "]},".to_owned(),
        },
        last: Some(part(None)),
        flag: true,
    }
}

#[test]
fn what_is_written_is_read() {
    for value in [Whole::default(), whole()] {
        let text = write(&value).unwrap();
        assert_eq!(read::<Whole>(&text), Ok(value), "{text}");
    }
}

#[test]
fn names_of_fields_are_left_out() {
    let text = write(&Whole::default()).unwrap();
    assert_eq!(text, r#"["",0,0,[0,0],[0,0,0,0],[],"Plain",null,false]"#);
}

#[test]
fn numbers_that_are_not_whole_are_exact() {
    for number in [
        0.0,
        -0.0,
        1.0,
        2.5,
        1e-7,
        1e300,
        f64::MIN_POSITIVE,
        f64::MAX,
        1.0 / 3.0,
    ] {
        let read: f64 = read(&write(&number).unwrap()).unwrap();
        assert_eq!(read.to_bits(), number.to_bits(), "{number}");
    }
}

#[test]
fn any_other_json_parser_can_read_it() {
    let text = write(&whole()).unwrap();
    assert_eq!(serde_json::from_str::<Whole>(&text).unwrap(), whole());
}

#[test]
fn a_truncated_text_is_an_error() {
    let text = write(&whole()).unwrap();
    for (end, _) in text.char_indices() {
        assert_eq!(
            read::<Whole>(text.get(..end).unwrap()),
            Err(NotCompactJson),
            "{end}"
        );
    }
}

#[test]
fn anything_else_is_an_error() {
    let long = format!("{}0", u64::MAX);
    for text in [
        "", "1.5", "-1", "+1", "\"1\"", "null", "[1]", "1 ", "1,", &long,
    ] {
        assert_eq!(read::<u64>(text), Err(NotCompactJson), "{text}");
    }
    for text in [
        r#""\u12""#,
        r#""\u+041""#,
        r#""\ud800""#,
        r#""\q""#,
        r#"""""#,
        "\"",
    ] {
        assert_eq!(read::<String>(text), Err(NotCompactJson), "{text}");
    }
    for text in ["[1,]", "[,1]", "[1 2]", "[1", "1]", "[1]]"] {
        assert_eq!(read::<Vec<u64>>(text), Err(NotCompactJson), "{text}");
    }
    for text in [
        r#""Counted""#,
        r#"{"Counted"}"#,
        r#"{"Counted":1"#,
        r#""Other""#,
    ] {
        assert!(read::<Kind>(text).is_err(), "{text}");
    }
    assert!(write(&f64::NAN).is_err());
    for text in [
        "",
        "inf",
        "NaN",
        "1e3",
        "1.5.5",
        "\"x\"",
        "\"7ff0000000000000\"",
    ] {
        assert_eq!(read::<f64>(text), Err(NotCompactJson), "{text}");
    }
}
