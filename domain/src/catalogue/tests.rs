#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// The codes of each category; every other code of the catalogue is `other`.
const CATEGORIES: [(Category, &str, &[&str]); 21] = {
    use Category::{Capacity, Expired, NotEntitled, Rule, Version};
    [
        (
            Capacity,
            FLEXNET_PUBLISHER,
            &["-4", "-24", "-26", "-35", "-67"],
        ),
        (Capacity, RLM, &["-8", "-22", "-25", "-31", "-54", "-74"]),
        (Capacity, FLEXNET_EMBEDDED, &["7", "14", "58"]),
        (
            Capacity,
            ELASTIC_ACCESS,
            &["Insufficient elastic tokens available"],
        ),
        (Capacity, DSLS, &["no more available license"]),
        (Expired, FLEXNET_PUBLISHER, &["-10", "-118"]),
        (Expired, RLM, &["-3", "-32", "-49"]),
        (Expired, FLEXNET_EMBEDDED, &["6", "11"]),
        (Expired, ELASTIC_ACCESS, &["No valid active line items"]),
        (NotEntitled, FLEXNET_PUBLISHER, &["-5", "-18"]),
        (NotEntitled, RLM, &["-1", "-18"]),
        (NotEntitled, FLEXNET_EMBEDDED, &["5", "15", "73"]),
        (NotEntitled, ELASTIC_ACCESS, &["201"]),
        (NotEntitled, DSLS, &["no license enrolled"]),
        (
            Rule,
            FLEXNET_PUBLISHER,
            &[
                "-38", "-39", "-53", "-73", "-84", "-87", "-89", "-101", "-103", "-104",
            ],
        ),
        (
            Rule,
            RLM,
            &[
                "-10", "-11", "-12", "-13", "-14", "-27", "-29", "-30", "-35", "-45", "-46", "-47",
                "-55", "-72",
            ],
        ),
        (Rule, FLEXNET_EMBEDDED, &["16", "35", "67", "80", "81"]),
        (Rule, DSLS, &["not authorized"]),
        (Version, FLEXNET_PUBLISHER, &["-21", "-25"]),
        (Version, RLM, &["-6"]),
        (Version, FLEXNET_EMBEDDED, &["12"]),
    ]
};

fn resolve(catalogue: &Catalogue, space: &str, code: &str, description: &str) -> String {
    catalogue
        .resolve_code(&LoggedStatus {
            space,
            code,
            description,
        })
        .to_owned()
}

#[test]
fn codes_have_the_categories_that_reports_explain() {
    let catalogue = Catalogue::built_in();
    let mut listed = BTreeSet::new();
    for (category, space, codes) in CATEGORIES {
        for code in codes {
            assert!(catalogue.by_code(space, code).is_some(), "{space}:{code}");
            assert_eq!(
                catalogue.describe(space, code, "").1,
                category,
                "{space}:{code}"
            );
            listed.insert((space, *code));
        }
    }
    for entry in &catalogue.entries {
        if !listed.contains(&(entry.space.as_str(), entry.code.as_str())) {
            assert_eq!(entry.category, Category::Other, "{entry:?}");
        }
    }
}

#[test]
fn the_catalogue_has_each_code_space() {
    let catalogue = Catalogue::built_in();
    let count = |space| {
        catalogue
            .entries
            .iter()
            .filter(|entry| entry.space == space)
            .count()
    };
    assert_eq!(count(FLEXNET_PUBLISHER), 102);
    assert_eq!(count(RLM), 170);
    assert_eq!(count(FLEXNET_EMBEDDED), 23);
    assert_eq!(count(ELASTIC_ACCESS), 4);
    assert_eq!(count(DSLS), 3);
    assert_eq!(count(ANSYS_LICENSING), 1);
    assert_eq!(count(SENTINEL_RMS), 1);
    // A grant is not a reason for a denial.
    assert!(catalogue.by_code(ELASTIC_ACCESS, "101").is_none());
    let all_in_use = catalogue.by_code(RLM, "-22").unwrap();
    assert_eq!(all_in_use.name, "RLM_EL_ALLINUSE");
    assert_eq!(all_in_use.description, "All licenses in use");
}

#[test]
fn the_same_number_means_different_things_in_different_spaces() {
    let catalogue = Catalogue::built_in();
    assert_eq!(
        catalogue.describe(FLEXNET_PUBLISHER, "-4", ""),
        (
            "Licensed number of users already reached",
            Category::Capacity
        )
    );
    assert_eq!(
        catalogue.describe(RLM, "-4", ""),
        ("Wrong host for authorization", Category::Other)
    );
}

#[test]
fn further_texts_of_a_code_have_its_category() {
    for (space, csv) in BUILT_IN {
        let catalogue = Catalogue::built_in();
        for record in Table::read(csv, &BUILT_IN_COLUMNS, Some(space))
            .unwrap()
            .records
        {
            let code = if record.code.is_empty() {
                &record.description
            } else {
                &record.code
            };
            let entry = catalogue.by_code(space, code).unwrap();
            assert_eq!(entry.category, record.category, "{record:?}");
            let found = catalogue.by_text(space, &record.description).unwrap();
            assert_eq!(found.category, record.category, "{record:?}");
        }
    }
}

#[test]
fn a_logged_code_is_the_code() {
    let catalogue = Catalogue::built_in();
    assert_eq!(
        resolve(&catalogue, FLEXNET_PUBLISHER, "-4", "All licenses in use"),
        "-4"
    );
    assert_eq!(resolve(&catalogue, FLEXNET_PUBLISHER, "-4711", ""), "-4711");
}

#[test]
fn a_text_without_a_number_takes_the_code_that_it_matches() {
    let catalogue = Catalogue::built_in();
    let rlm = |text| resolve(&catalogue, RLM, "", text);
    assert_eq!(rlm("All licenses in use"), "-22");
    assert_eq!(rlm("  ALL  licenses\tin use. "), "-22");
    assert_eq!(rlm("Can't reconnect to server"), "-56");
    assert_eq!(rlm("Can\u{2019}t reconnect to server"), "-56");
    let publisher = |text| resolve(&catalogue, FLEXNET_PUBLISHER, "", text);
    assert_eq!(publisher("Licensed number of users already reached."), "-4");
    let newer = "License server system does not support this version of this feature.";
    assert_eq!(publisher(newer), "-25");
    let embedded = |text| resolve(&catalogue, FLEXNET_EMBEDDED, "", text);
    assert_eq!(embedded("Insufficient feature count available"), "7");
    assert_eq!(embedded("insufficient feature count"), "7");
    assert_eq!(embedded("Feature unavailable, rule rejection"), "80");
    // A text of another space does not count.
    assert_eq!(embedded("All licenses in use"), "All licenses in use");
}

#[test]
fn a_text_that_matches_nothing_is_its_own_code() {
    let catalogue = Catalogue::built_in();
    assert_eq!(
        resolve(&catalogue, RLM, "", " Moon phase wrong. "),
        "Moon phase wrong."
    );
    assert_eq!(resolve(&catalogue, "our-own", "", "No seat"), "No seat");
    assert_eq!(resolve(&catalogue, RLM, "", ""), "");
    assert_eq!(resolve(&catalogue, RLM, "", " \t"), "");
    let long = "ü".repeat(CODE_CHARS_MAX + 1);
    assert_eq!(
        resolve(&catalogue, RLM, "", &long),
        "ü".repeat(CODE_CHARS_MAX)
    );
    let fits = "ü".repeat(CODE_CHARS_MAX);
    assert_eq!(resolve(&catalogue, RLM, "", &fits), fits);
}

#[test]
fn a_status_whose_number_is_not_public_is_found_by_its_text() {
    let catalogue = Catalogue::built_in();
    let text = "No valid active line items";
    assert_eq!(
        resolve(
            &catalogue,
            ELASTIC_ACCESS,
            "",
            "no valid active line items."
        ),
        text
    );
    assert_eq!(
        catalogue.describe(ELASTIC_ACCESS, text, ""),
        (text, Category::Expired)
    );
    // With a number, the number is the code and the text gives the category.
    assert_eq!(resolve(&catalogue, ELASTIC_ACCESS, "2177", text), "2177");
    assert_eq!(
        catalogue.describe(ELASTIC_ACCESS, "2177", "no valid active line items."),
        ("no valid active line items.", Category::Expired)
    );
}

#[test]
fn an_ansys_text_names_no_feature() {
    let catalogue = Catalogue::built_in();
    let ansys = |text| resolve(&catalogue, ANSYS_LICENSING, "", text);
    let code = "not in the licensing pool";
    assert_eq!(
        ansys("Request name mesh does not exist in the licensing pool."),
        code
    );
    assert_eq!(
        ansys("Request name hpc_pack does not exist in the licensing pool."),
        code
    );
    assert_eq!(ansys("The server is busy."), "The server is busy.");
    let elsewhere = resolve(
        &catalogue,
        RLM,
        "",
        "Request name a does not exist in the licensing pool",
    );
    assert_eq!(
        elsewhere,
        "Request name a does not exist in the licensing pool"
    );
}

#[test]
fn dsls_has_three_codes_and_names_no_user() {
    let catalogue = Catalogue::built_in();
    let dsls = |text| resolve(&catalogue, DSLS, "", text);
    assert_eq!(
        dsls("no more available license"),
        "no more available license"
    );
    assert_eq!(
        dsls("No more available license."),
        "no more available license"
    );
    assert_eq!(dsls("user jane doe not authorized"), "not authorized");
    assert_eq!(dsls("not authorized"), "not authorized");
    assert_eq!(dsls("No license enrolled"), "no license enrolled");
    assert_eq!(
        catalogue.describe(DSLS, "no license enrolled", "no license enrolled"),
        ("No license enrolled", Category::NotEntitled)
    );
    assert_eq!(
        catalogue.describe(DSLS, "not authorized", "user jane doe not authorized"),
        ("User not authorized", Category::Rule)
    );
    // Only there: elsewhere such a text may mean something else.
    let elsewhere = resolve(&catalogue, RLM, "", "user jane doe not authorized");
    assert_eq!(elsewhere, "user jane doe not authorized");
}

#[test]
fn an_unknown_code_is_described_by_its_first_text_or_itself() {
    let catalogue = Catalogue::built_in();
    assert_eq!(
        catalogue.describe(FLEXNET_PUBLISHER, "-500", " Moon phase wrong. "),
        ("Moon phase wrong.", Category::Other)
    );
    assert_eq!(
        catalogue.describe(FLEXNET_PUBLISHER, "-500", ""),
        ("-500", Category::Other)
    );
    assert_eq!(
        catalogue.describe("our-own", "17", ""),
        ("17", Category::Other)
    );
    assert_eq!(
        catalogue.describe(
            FLEXNET_PUBLISHER,
            "-500",
            "USERS are queued for this feature."
        ),
        ("USERS are queued for this feature.", Category::Capacity)
    );
}

#[test]
fn an_installation_adds_and_overrides() {
    let mut catalogue = Catalogue::built_in();
    let csv = "\u{feff}Category;description;space;code\r\n\
        capacity;\"No seat; \"\"try later\"\"\";our-own;17\r\n\
        \r\n\
        rule;;flexnet-publisher;-5\r\n\
        version;Too old;flexnet-publisher;-18\r\n\
        capacity;no valid active line items;elastic-access;\r\n\
        other;Out of luck;our-own;\r\n";
    catalogue.extend_from_csv(csv).unwrap();
    assert_eq!(
        catalogue.describe("our-own", "17", ""),
        ("No seat; \"try later\"", Category::Capacity)
    );
    assert_eq!(
        catalogue.describe(FLEXNET_PUBLISHER, "-5", ""),
        ("No such feature exists", Category::Rule)
    );
    assert_eq!(
        catalogue.describe(FLEXNET_PUBLISHER, "-18", ""),
        ("Too old", Category::Version)
    );
    // The texts that servers log still match the code.
    let text = "License server does not support this feature";
    assert_eq!(resolve(&catalogue, FLEXNET_PUBLISHER, "", text), "-18");
    assert_eq!(
        resolve(&catalogue, FLEXNET_PUBLISHER, "", "too old."),
        "-18"
    );
    let text = "No valid active line items";
    assert_eq!(
        catalogue.describe(ELASTIC_ACCESS, text, "").1,
        Category::Capacity
    );
    assert_eq!(
        resolve(&catalogue, "our-own", "", "OUT OF LUCK"),
        "Out of luck"
    );
    assert_eq!(
        catalogue
            .entries
            .iter()
            .filter(|entry| entry.space == "our-own")
            .count(),
        2
    );
}

#[test]
fn any_text_has_a_code_and_a_category() {
    let catalogue = Catalogue::built_in();
    proptest!(|(space in "(rlm|dsls|x)", text in any::<String>())| {
        let status = LoggedStatus { space: &space, code: "", description: &text };
        let code = catalogue.resolve_code(&status);
        prop_assert!(code.chars().count() <= CODE_CHARS_MAX);
        prop_assert_eq!(code.is_empty(), text.trim().is_empty());
        let (description, _) = catalogue.describe(&space, code, &text);
        prop_assert_eq!(description.is_empty(), text.trim().is_empty());
    });
}
