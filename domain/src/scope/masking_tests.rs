//! Properties of pseudonyms that the names of a frame are too few to show.

use std::collections::BTreeSet;

use super::{LENGTHS, Masking, MaskingKey, distinct, is_number, pseudonym};
use crate::dimension::Names;
use crate::frame::Dictionaries;

fn masking(key: u8) -> Masking {
    Masking {
        users: true,
        devices: true,
        key: MaskingKey([key; 32]),
    }
}

fn masked(key: u8, users: &[&str]) -> Vec<String> {
    let mut dictionaries = Dictionaries::default();
    dictionaries.names[Names::Users] = users.iter().map(|&name| name.into()).collect();
    masking(key).mask(&mut dictionaries);
    let users = std::mem::take(&mut dictionaries.names[Names::Users]);
    users.into_iter().map(String::from).collect()
}

#[test]
fn a_pseudonym_depends_on_the_key_alone() {
    let alone = masked(1, &["imani"]);
    let among = masked(1, &["jorge", "", "imani"]);
    assert_eq!(alone.first(), among.last());
    assert_eq!(among.get(1).map(String::as_str), Some(""));
    assert_ne!(alone, masked(2, &["imani"]));
    let word = alone.first().cloned().unwrap_or_default();
    assert_eq!(word.len(), "user 7K3Q-9X2M".len(), "{word}");
    assert!(word.starts_with("user "), "{word}");
}

#[test]
fn a_user_and_a_device_of_one_name_have_different_letters() {
    let mut dictionaries = Dictionaries::default();
    for names in [Names::Users, Names::Devices] {
        dictionaries.names[names] = vec!["lab-1".into()];
    }
    masking(7).mask(&mut dictionaries);
    let letters = |word: &str| word.split_once(' ').map(|(_, letters)| letters.to_owned());
    let user = dictionaries.names[Names::Users]
        .first()
        .and_then(|word| letters(word));
    let device = dictionaries.names[Names::Devices]
        .first()
        .and_then(|word| letters(word));
    assert!(user.is_some() && device.is_some());
    assert_ne!(user, device);
}

#[test]
fn names_with_the_same_short_pseudonym_get_longer_ones() {
    let mut one = [0_u8; 32];
    let mut other = [0_u8; 32];
    // They differ after the first 40 bits, and after the first 160.
    one[6] = 1;
    other[30] = 1;
    let third = [0_u8; 32];
    let fourth = [9_u8; 32];
    let pseudonyms = distinct(
        "user",
        &[Some(one), None, Some(other), Some(third), Some(fourth)],
    );
    let all: BTreeSet<&str> = pseudonyms.iter().map(|pseudonym| &**pseudonym).collect();
    assert_eq!(all.len(), 5, "{pseudonyms:?}");
    let lengths: Vec<usize> = pseudonyms.iter().map(|text| text.len()).collect();
    let written = |letters: usize| pseudonym("user", &third, letters).len();
    let [short, longer, _, longest] = LENGTHS.map(written);
    assert_eq!(lengths, [longer, 0, longest, longest, short]);
}

#[test]
fn debug_does_not_print_the_key() {
    let printed = format!("{:?}", masking(0xAB));
    assert!(
        !printed.contains("171") && !printed.contains("ab"),
        "{printed}"
    );
}

#[test]
fn a_code_that_is_a_number_stays() {
    for code in ["-4", "201", "0"] {
        assert!(is_number(code), "{code}");
    }
    for code in ["", "-", "imani", "4-", "-4 imani", "٣", "1234567890123"] {
        assert!(!is_number(code), "{code}");
    }
}
