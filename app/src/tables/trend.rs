//! The table of denials over time.

use domain::report::trend::{Bucket, Step};
use domain::status::Category;
use domain::view::{FilterKey, Measure, View};

use super::lists::{change, numbers};
use super::name::TableName;
use super::table::{Cell, Column, Table};
use service::labels;

/// Denials in buckets of days, newest last: the three measures, and the view's measure by
/// category. `before` has the buckets of the previous period, index by index; it is empty if
/// nothing is compared.
pub fn over_time(buckets: &[Bucket], before: &[Bucket], step: Option<Step>, view: &View) -> Table {
    let measure = view.measure;
    let first = match step {
        Some(Step::Week) => "Week",
        Some(Step::Month) => "Month",
        _ => "Day",
    };
    let used: Vec<usize> = (0..Category::ALL.len())
        .filter(|&place| {
            buckets
                .iter()
                .any(|bucket| in_category(bucket, place, view) > 0)
        })
        .collect();
    let mut columns = vec![Column::text(first)];
    // Reasons that a filter excludes are shown with the others, and are in their sum.
    let of_all = if view.filters.get(FilterKey::Category).is_open() {
        ""
    } else {
        ", all reasons"
    };
    columns.extend(
        Measure::ALL
            .map(|measure| Column::number(&format!("{}{of_all}", labels::measure_title(measure)))),
    );
    columns.extend(used.iter().filter_map(|&place| {
        let category = Category::ALL.get(place)?;
        Some(Column::number(labels::category(category.slug())))
    }));
    let compare = !before.is_empty();
    if compare {
        let title = labels::measure_title(measure);
        columns.push(Column::number(&format!("{title} before{of_all}")));
        columns.push(Column::number("Change"));
    }
    let rows = buckets.iter().enumerate().map(|(place, bucket)| {
        let mut cells = vec![Cell::Text(labels::bucket(bucket, step))];
        cells.extend(numbers(&bucket.measures));
        let by_category = used.iter();
        cells.extend(by_category.map(|&place| Cell::Number(in_category(bucket, place, view))));
        if compare {
            let before = before.get(place);
            let before = before.map(|before| before.measures.get(measure));
            cells.extend(change(bucket.measures.get(measure), before));
        }
        cells
    });
    Table {
        name: TableName::OverTime.word(),
        title: TableName::OverTime.title(),
        columns,
        rows: rows.collect(),
        note: None,
    }
}

fn in_category(bucket: &Bucket, place: usize, view: &View) -> u64 {
    let measures = bucket.by_category.get(place);
    measures.map_or(0, |measures| measures.get(view.measure))
}
