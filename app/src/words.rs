//! What the page calls things.

use domain::view::{Measure, Range};

/// A measure's name.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Attempts => "attempts",
        Measure::TrueDenials => "true denials",
        Measure::AffectedUsers => "affected users",
    }
}

/// A range's name.
pub fn range(range: Range) -> &'static str {
    match range {
        Range::Last7Days => "last 7 days",
        Range::Last28Days => "last 28 days",
        Range::Last90Days => "last 90 days",
        Range::Last12Months => "last 12 months",
        Range::All => "everything",
        Range::Dates { .. } => "chosen dates",
    }
}

/// A category's name, given its slug.
pub fn category(slug: &str) -> &'static str {
    match slug {
        "capacity" => "out of licenses",
        "expired" => "expired",
        "not-entitled" => "not entitled",
        "rule" => "kept out by a rule",
        "version" => "version not covered",
        _ => "other",
    }
}

/// A name, or a word where there is none.
pub fn name(name: &str) -> &str {
    if name.is_empty() { "(unknown)" } else { name }
}
