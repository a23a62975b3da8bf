//! The behaviour of `turnaway key` that scripts depend on.

#![allow(clippy::indexing_slicing, reason = "a test may stop where it fails")]

mod support;

use serde_json::Value;

use support::{Place, keys};

fn add(place: &Place, name: &str) -> support::Ran {
    let options = ["--account", "Brenn", "--server", "eu-1", "--source", "cls"];
    place.run(&[&["key", "add"], &options[..], &[name]].concat())
}

#[test]
fn a_new_key_stands_alone_on_standard_output() {
    let place = Place::new();
    let added = add(&place, "plant 7");
    assert_eq!((added.status, &*added.stderr), (0, ""), "{added:?}");
    let secret = added.stdout.strip_suffix('\n').unwrap_or_default();
    assert_eq!(secret.len(), 43, "{added:?}");
    assert!(
        secret
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
    let listed = place.run(&["key", "list"]);
    assert!(!listed.stdout.contains(secret), "it is never shown again");
    add(&place, "plant 7").assert_nothing_done(&["`plant 7`", "another name"]);
}

#[test]
fn the_list_has_the_details_of_a_key() {
    let place = Place::new();
    add(&place, "plant 7");
    let list = || place.run(&["key", "list", "--json"]).json()["keys"][0].clone();
    let key = list();
    let names = [
        "account",
        "last_used_at",
        "made_at",
        "name",
        "revoked_at",
        "server",
        "source",
    ];
    assert_eq!(keys(&key), names);
    assert_eq!(
        [&key["account"], &key["server"], &key["source"]],
        ["Brenn", "eu-1", "cls"]
    );
    assert_eq!(key["revoked_at"], Value::Null);
    let revoked = place.run(&["key", "revoke", "plant 7"]);
    assert_eq!((revoked.status, &*revoked.stdout), (0, ""), "{revoked:?}");
    assert!(list()["revoked_at"].is_string());
    let text = place.run(&["key", "list"]).stdout;
    assert!(
        text.starts_with("plant 7: Brenn · eu-1 · cls · created "),
        "{text}"
    );
    assert!(text.contains("never used · revoked "), "{text}");
    let again = place.run(&["key", "revoke", "plant 7"]);
    again.assert_nothing_done(&["`plant 7`", "turnaway key list"]);
}

#[test]
fn a_database_without_keys_says_how_to_create_one() {
    let place = Place::new();
    place.import_rows(support::SEVEN_ATTEMPTS);
    let listed = place.run(&["key", "list"]);
    assert!(listed.stdout.contains("turnaway key add"), "{listed:?}");
    let other = Place::new();
    other
        .run(&["key", "list"])
        .assert_nothing_done(&["there is no database"]);
}
