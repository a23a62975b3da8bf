//! `turnaway user`: managing users from the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod support;

use support::{Place, Ran};

const PASSWORD: &[u8] = b"correct horse battery\n";

fn list(place: &Place) -> String {
    let ran = place.run(&["user", "list"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran.stdout
}

fn done(ran: &Ran) {
    assert_eq!((ran.status, &*ran.stderr), (0, ""));
}

#[test]
fn users_are_added_changed_and_removed() {
    let place = Place::new();
    let add = ["user", "add", "Mira", "--role", "administrator"];
    done(&place.run_on(PASSWORD, &add));
    let limited = [
        "--role",
        "customer-success",
        "--account",
        "Dorn",
        "--account",
        "Brenn",
    ];
    let add = [&["user", "add", "Noor", "--no-password"][..], &limited].concat();
    done(&place.run(&add));
    assert_eq!(
        list(&place),
        "Mira\tadministrator\tall accounts\nNoor\tcustomer-success\tBrenn, Dorn\n"
    );
    done(&place.run(&["user", "role", "noor", "--role", "producer"]));
    done(&place.run_on(PASSWORD, &["user", "password", "Noor"]));
    done(&place.run(&["user", "sign-out", "Noor"]));
    assert!(list(&place).ends_with("Noor\tproducer\tall accounts\n"));
    done(&place.run(&["user", "remove", "Noor"]));
    assert_eq!(list(&place), "Mira\tadministrator\tall accounts\n");
}

#[test]
fn invalid_changes_are_refused_and_say_what_to_change() {
    let place = Place::new();
    place
        .run(&["user", "list"])
        .assert_nothing_done(&["there is no database"]);
    let add = ["user", "add", "Mira", "--role", "administrator"];
    place
        .run_on(b"short\n", &add)
        .assert_nothing_done(&["at least 12 characters"]);
    place
        .run_on(b"", &add)
        .assert_nothing_done(&["at least 12 characters"]);
    done(&place.run_on(PASSWORD, &add));
    place
        .run_on(PASSWORD, &add)
        .assert_nothing_done(&["a user of this name already"]);
    for (arguments, message) in [
        (&["user", "remove", "Mira"][..], "the only administrator"),
        (&["user", "remove", "Noor"], "no such user"),
        (
            &["user", "role", "Mira", "--role", "king"],
            "customer-success",
        ),
        (
            &["user", "role", "Mira", "--role", "producer"],
            "the only administrator",
        ),
        (
            &[
                "user",
                "role",
                "Mira",
                "--role",
                "producer",
                "--account",
                "Brenn",
            ],
            "only the role customer-success",
        ),
        (
            &["user", "add", "a\nb", "--role", "producer", "--no-password"],
            "on one line",
        ),
    ] {
        place.run(arguments).assert_nothing_done(&[message]);
    }
}

#[test]
fn the_database_contains_no_password() {
    let place = Place::new();
    let add = ["user", "add", "Mira", "--role", "administrator"];
    done(&place.run_on(PASSWORD, &add));
    let stored = std::fs::read(place.path("turnaway.db")).unwrap();
    let holds = |text: &[u8]| stored.windows(text.len()).any(|part| part == text);
    assert!(holds(b"$argon2id$"));
    assert!(!holds(PASSWORD.trim_ascii_end()));
}
