#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use proptest::prelude::*;

use super::*;
use crate::catalogue::{BUILT_IN, Catalogue};

#[test]
fn every_data_file_reads() {
    for (space, csv) in BUILT_IN {
        let table = Table::read(csv, &BUILT_IN_COLUMNS, Some(space)).unwrap();
        assert!(!table.records.is_empty(), "{space}");
        assert!(csv.is_ascii(), "{space} has typographic characters");
        for record in &table.records {
            assert!(!record.description.is_empty(), "{record:?}");
            assert!(!record.description.ends_with('.'), "{record:?}");
        }
    }
}

#[test]
fn an_invalid_installation_file_says_what_to_change() {
    let cases = [
        ("", "the catalogue file is empty"),
        ("\n\n", "the catalogue file is empty"),
        (
            "space,code,description\n",
            "line 1: the header row has no column `category`",
        ),
        (
            "\nspace,code,category,description,color\n",
            "line 2: unknown column `color`",
        ),
        (
            "space,code,category,description\nx,1,other,a,b\n",
            "line 2: has more cells",
        ),
        (
            "space,code,category,description\nx,1,other,\"a\n",
            "line 2: has more cells",
        ),
        (
            "space,code,category,description\nx,1,other,a\n,1,other,a\n",
            "line 3: `space` is empty",
        ),
        (
            "space,code,category,description\nx:y,1,other,a\n",
            "line 2: space `x:y` contains a colon",
        ),
        (
            "space,code,category,description\nx,1,rules,a\n",
            "line 2: unknown category `rules`: use",
        ),
        (
            "space,code,category,description\nx,,rule,\n",
            "line 2: has neither a `code`",
        ),
    ];
    for (csv, message) in cases {
        let mut catalogue = Catalogue::built_in();
        let error = catalogue.extend_from_csv(csv).unwrap_err().to_string();
        assert!(error.starts_with(message), "{csv:?}: {error}");
        // The rows before the invalid one are not added either.
        assert_eq!(catalogue.entries, Catalogue::built_in().entries, "{csv:?}");
    }
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(csv in any::<String>()) {
        let _ = Catalogue::default().extend_from_csv(&csv);
    }
}
