//! A row for the tests of the detail.

use domain::denial_rows::DenialRow;
use domain::verdict::Verdict;

/// A row whose every field differs from the others.
pub(super) fn row() -> DenialRow {
    DenialRow {
        row: 7,
        time: "2025-08-29 14:05".to_owned(),
        second: 9,
        account: "Harbor Mills".to_owned(),
        user: "mara".to_owned(),
        device: "bench-4".to_owned(),
        product: "Milling".to_owned(),
        feature: "mill-5x".to_owned(),
        version: "3.1".to_owned(),
        count: 2.0,
        space: "rlm".to_owned(),
        code: "-22".to_owned(),
        description: "All licenses in use".to_owned(),
        category: "capacity".to_owned(),
        server: "lic-1".to_owned(),
        source: "local".to_owned(),
        verdict: Verdict::True,
    }
}
