//! The heading of a view, for files and paper.

use domain::display;
use domain::view::{FilterKey, Filters, View};
use domain::zone::Days;

use super::table::Heading;
use service::labels;

/// The heading of a view, given its days and the time of the last event.
pub fn heading(view: &View, days: Days, through: &str) -> Heading {
    Heading {
        view: view.to_query(),
        filters: filters(view),
        days: if days.is_empty() {
            "none".to_owned()
        } else {
            format!(
                "{} to {}",
                display::day(days.first),
                display::day(days.last)
            )
        },
        zone: view.zone.clone(),
        through: through.to_owned(),
    }
}

/// The filters, the text and the windows of a view as text.
pub fn filters(view: &View) -> String {
    let mut parts = filter_parts(&view.filters);
    if !view.text.is_empty() {
        parts.push(format!("text: {}", view.text));
    }
    if parts.is_empty() {
        parts.push("none".to_owned());
    }
    parts.push(labels::windows(view));
    parts.join("; ")
}

/// Each filter that is set, as text.
pub fn filter_parts(filters: &Filters) -> Vec<String> {
    let mut parts = Vec::new();
    for (key, filter) in filters.set() {
        let name = key.label();
        let values = |values: &std::collections::BTreeSet<String>| {
            let values = values.iter().map(|value| labels::value(key, value));
            values.collect::<Vec<_>>().join(" or ")
        };
        if !filter.only.is_empty() {
            parts.push(format!("{name}: {}", values(&filter.only)));
        }
        if !filter.not.is_empty() {
            parts.push(format!("not {name}: {}", values(&filter.not)));
        }
    }
    parts
}

/// How many filters a view has: each value counts, and so does the text.
pub fn filter_count(view: &View) -> usize {
    let values = FilterKey::ALL.into_iter().map(|key| {
        let filter = view.filters.get(key);
        filter.only.len() + filter.not.len()
    });
    values.sum::<usize>() + usize::from(!view.text.is_empty())
}
