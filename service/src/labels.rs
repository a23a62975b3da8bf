//! Names and labels of the UI.

use domain::denial_order::DenialColumn;
use domain::display;
use domain::report::StatusKey;
use domain::report::trend::{Bucket, BucketExtent, TrendStep};
use domain::share::Share;
use domain::view::{FilterKey, Measure, Range, View};

/// A measure's name.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Attempts => "attempts",
        Measure::TrueDenials => "true denials",
        Measure::AffectedUsers => "affected users",
    }
}

/// A value of a measure: `1 attempt`, `12 true denials`.
pub fn measured(value: u64, of: Measure) -> String {
    let one = match of {
        Measure::Attempts => "attempt",
        Measure::TrueDenials => "true denial",
        Measure::AffectedUsers => "affected user",
    };
    display::count_of(value, one, measure(of))
}

/// A range's name.
pub fn range(range: Range) -> &'static str {
    match range {
        Range::Last7Days => "Last 7 days",
        Range::Last28Days => "Last 28 days",
        Range::Last90Days => "Last 90 days",
        Range::Last12Months => "Last 12 months",
        Range::All => "All time",
        Range::Dates { .. } => "Custom",
    }
}

/// A category's name, given its slug.
pub fn category(slug: &str) -> &'static str {
    match slug {
        "capacity" => "out of licenses",
        "expired" => "expired",
        "not-entitled" => "not entitled",
        "rule" => "blocked by a rule",
        "version" => "version not covered",
        _ => "other",
    }
}

/// A name, or a text if it is empty.
pub fn name(name: &str) -> &str {
    if name.is_empty() { "(unknown)" } else { name }
}

/// What explains a status; empty if its code is its text.
pub fn status_detail(status: &StatusKey) -> String {
    if status.code == status.description {
        String::new()
    } else {
        status.description.clone()
    }
}

/// A source's name, given its key.
pub fn source(word: &str) -> &'static str {
    match word {
        "cls" => "cloud license server",
        "dynamic-monetization" => "dynamic monetization",
        _ => "local license server",
    }
}

/// The value of a filter as the reader sees it.
pub fn value(key: FilterKey, value: &str) -> &str {
    match key {
        FilterKey::Category => category(value),
        FilterKey::Source => source(value),
        _ => name(value),
    }
}

/// A measure's name at the head of a column.
pub fn measure_title(measure: Measure) -> &'static str {
    match measure {
        Measure::Attempts => "Attempts",
        Measure::TrueDenials => "True denials",
        Measure::AffectedUsers => "Affected users",
    }
}

/// A column of the summary table.
pub fn column(column: DenialColumn) -> &'static str {
    match column {
        DenialColumn::Time => "Time",
        DenialColumn::Account => "Account",
        DenialColumn::User => "User",
        DenialColumn::Device => "Device",
        DenialColumn::Product => "Product",
        DenialColumn::Feature => "Feature",
        DenialColumn::Version => "Version",
        DenialColumn::Count => "Count",
        DenialColumn::Status => "Code",
        DenialColumn::Description => "Description",
        DenialColumn::Category => "Reason",
        DenialColumn::Server => "Server",
        DenialColumn::Source => "Source",
        DenialColumn::Verdict => "True denial?",
    }
}

/// The days of a bucket: one day, a month, or the first and the last day.
pub fn bucket(bucket: &Bucket, step: Option<TrendStep>) -> String {
    let first = display::day(bucket.first);
    if bucket.first == bucket.last {
        return first;
    }
    match step {
        Some(TrendStep::Month) if first.ends_with("-01") => {
            let month = first.strip_suffix("-01").unwrap_or(&first);
            let last = display::day(bucket.last);
            if last.starts_with(month) {
                return month.to_owned();
            }
            format!("{first} to {last}")
        }
        _ => format!("{first} to {}", display::day(bucket.last)),
    }
}

/// The same in a title, which says where only a part of the bucket is counted.
pub fn bucket_title(bucket: &Bucket, step: Option<TrendStep>) -> String {
    let days = self::bucket(bucket, step);
    match (bucket.extent, step) {
        (BucketExtent::Whole, _) => days,
        (BucketExtent::Later, _) => format!("{days}, after the last data"),
        (BucketExtent::Part, Some(TrendStep::Week)) => format!("{days}, part of the week"),
        (BucketExtent::Part, Some(TrendStep::Month)) => format!("{days}, part of the month"),
        (BucketExtent::Part, _) => format!("{days}, part of the day"),
    }
}

/// A window of the true-denial rule as text.
pub fn window(window_s: u32) -> String {
    match window_s {
        0 => "off".to_owned(),
        60 => "1 minute".to_owned(),
        3600 => "1 hour".to_owned(),
        86_400 => "1 day".to_owned(),
        seconds if seconds.is_multiple_of(86_400) => format!("{} days", seconds / 86_400),
        seconds if seconds.is_multiple_of(3600) => format!("{} hours", seconds / 3600),
        seconds if seconds.is_multiple_of(60) => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

/// The true-denial rule of a view as text.
pub fn windows(view: &View) -> String {
    let repeats = match view.repeat_window_s {
        0 => "every retry counts".to_owned(),
        window_s => format!("retries within {} count once", window(window_s)),
    };
    let grants = match view.grant_window_s {
        0 => "later grants are ignored".to_owned(),
        window_s => format!("denials granted within {} are ignored", window(window_s)),
    };
    format!("true denials: {repeats}, {grants}")
}

/// The width of a bar for SVG.
pub fn width(share: Share) -> String {
    let hundredths = share.hundredths().min(10_000);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A value of a measure with its share.
pub fn counted(share: Share, measure_of: Measure) -> String {
    format!("{} · {share}", measured(share.part, measure_of))
}

/// A measure's name as a headline.
pub fn measure_headline(measure: Measure) -> &'static str {
    match measure {
        Measure::Attempts => "Attempts (denied)",
        Measure::TrueDenials => "True denials",
        Measure::AffectedUsers => "Affected users",
    }
}

/// The difference of two shares, in percentage points.
pub fn points(now: Share, before: Share) -> String {
    let (now, before) = (now.hundredths(), before.hundredths());
    let difference = now.abs_diff(before);
    let sign = match now.cmp(&before) {
        std::cmp::Ordering::Greater => "+",
        std::cmp::Ordering::Less => "−",
        std::cmp::Ordering::Equal => "±",
    };
    format!("{sign}{}.{:02} points", difference / 100, difference % 100)
}

/// A text with its first letter in upper case, as for a heading or a sentence.
pub fn title(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
