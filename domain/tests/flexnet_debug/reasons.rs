//! The reason of a denial, and its code.

use domain::event::Outcome;

use super::event;

#[test]
fn each_documented_denial_is_read() {
    let lines = [
        (
            r#"DENIED: "64300ACD_F" u@h  (Licensed number of users already reached. (-4,342))"#,
            ("64300ACD_F", "u", "h"),
            ("-4", "Licensed number of users already reached"),
        ),
        (
            r#"DENIED: "NS5010_solid_modeling" u@h  "v2023.12"(License server system does not support this version of this feature. (-25,334))"#,
            ("NS5010_solid_modeling", "u", "h"),
            (
                "-25",
                "License server system does not support this version of this feature",
            ),
        ),
        (
            r#"UNSUPPORTED: "nx_point_cloud_view" (PORT_AT_HOST_PLUS   ) u@h  (No such feature exists. (-5,346))"#,
            ("nx_point_cloud_view", "u", "h"),
            ("-5", "No such feature exists"),
        ),
        (
            r#"UNSUPPORTED: "com.acme.hdt" (1A2B3C4D5E6F) u@h  (License server system does not support this feature. (-18,327:10054 ""))"#,
            ("com.acme.hdt", "u", "h"),
            ("-18", "License server system does not support this feature"),
        ),
        (
            "DENIED: DOORS u@h  [telelogic] (Licensed number of users already reached. (-4,342:10054 ))",
            ("DOORS", "u", "h"),
            ("-4", "Licensed number of users already reached"),
        ),
        (
            r#"DENIED: "f" u@h  (Licensed number of users already reached. (-4,342:10054 "WinSock: Connection reset by peer (client)"))"#,
            ("f", "u", "h"),
            ("-4", "Licensed number of users already reached"),
        ),
        (
            r#"DENIED: "f" u@h  (User/host not on INCLUDE list for feature (-39,147))"#,
            ("f", "u", "h"),
            ("-39", "User/host not on INCLUDE list for feature"),
        ),
        (
            r#"DENIED: "f" u@h  (Feature has expired. (-10,32))"#,
            ("f", "u", "h"),
            ("-10", "Feature has expired"),
        ),
    ];
    for (message, who, reason) in lines {
        let event = event(message);
        assert_eq!(event.outcome, Outcome::Denied, "{message}");
        assert_eq!(event.who(), who, "{message}");
        assert_eq!(event.reason(), reason, "{message}");
        assert_eq!(event.status.as_ref().unwrap().0, "flexnet-publisher");
    }
}

#[test]
fn a_reason_may_contain_parentheses() {
    let reason = |message: &str| {
        let event = event(message);
        let (code, description) = event.reason();
        (code.to_owned(), description.to_owned())
    };
    assert_eq!(
        reason(r#"DENIED: "f" u@h  (Invalid (inconsistent) license key or signature. (-8,523))"#),
        (
            "-8".to_owned(),
            "Invalid (inconsistent) license key or signature".to_owned()
        )
    );
    assert_eq!(
        reason(r#"DENIED: "f" u@h  (Kept out (see policy (-3 rule)))"#),
        (String::new(), "Kept out (see policy (-3 rule))".to_owned())
    );
    assert_eq!(
        reason(r#"DENIED: "f" u@h  (Kept out (by policy).)"#),
        (String::new(), "Kept out (by policy)".to_owned())
    );
}

#[test]
fn the_code_is_preferably_a_number_with_a_minor_one() {
    for (reason, expected) in [
        (r#"(x (-1,2:3 "text (-9)"))"#, ("-1", "x")),
        (r#"(x (-1,2:3 "text (-9:1)"))"#, ("-1", "x")),
        (r#"(x (-1,2:3 "text (-9,)"))"#, ("-1", "x")),
        ("(x (-7) y (-1,2) (-9))", ("-1", "x (-7) y")),
        ("(x (-1,2) y (-3,4))", ("-3", "x (-1,2) y")),
        // A number alone counts if there is nothing better.
        ("(x (-1))", ("-1", "x")),
        ("(x (-1) y (-3))", ("-3", "x (-1) y")),
        ("(x (-1, 2))", ("-1", "x")),
    ] {
        let denied = event(&format!("DENIED: \"f\" u@h  {reason}"));
        assert_eq!(denied.reason(), expected, "{reason}");
    }
}

#[test]
fn a_denial_without_a_code_keeps_its_text() {
    assert_eq!(
        event(r#"DENIED: "f" u@h  (All seats are taken.)"#).reason(),
        ("", "All seats are taken")
    );
    for message in [
        r#"DENIED: "f" u@h  "#,
        r#"DENIED: "f" u@h  ()"#,
        r#"DENIED: "f" u@h  (.)"#,
    ] {
        assert_eq!(
            event(message).reason(),
            ("", "no reason logged"),
            "{message}"
        );
    }
    assert_eq!(
        event(r#"DENIED: "f" u@h:1 Licensed number of users already reached."#).reason(),
        ("", "Licensed number of users already reached")
    );
    assert_eq!(event(r#"DENIED: "f" u@h  (-4,342)"#).reason(), ("-4", ""));
    // A text that was cut off in the middle still has its code.
    assert_eq!(
        event(r#"DENIED: "f" u@h  (Taken. (-4,342:10054 "WinSock"#).reason(),
        ("-4", "Taken")
    );
}

#[test]
fn unsupported_without_a_code_is_no_such_feature() {
    let unsupported = event(r#"UNSUPPORTED: "f" (PORT_AT_HOST_PLUS   ) u@h  (Not here.)"#);
    assert_eq!(unsupported.reason(), ("-5", "Not here"));
    assert_eq!(
        event(r#"UNSUPPORTED: "f" (PORT_AT_HOST_PLUS   ) u@h"#).reason(),
        ("-5", "")
    );
    assert_eq!(
        event(r#"UNSUPPORTED: "f" u@h  (Not here.)"#).who(),
        ("f", "u", "h")
    );
    assert_eq!(
        event(r#"UNSUPPORTED: "f" (PORT_AT_HOST_PLUS)   LOCAL SERVICE@h (Not here. (-18,327))"#)
            .who(),
        ("f", "LOCAL SERVICE", "h")
    );
}
