//! The fields of a denial, each in full.

use domain::denial_order::DenialColumn;
use domain::denial_rows::DenialRow;
use domain::view::FilterKey;

use crate::tables::cell;
use service::labels;

/// A field of a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// Its label.
    pub(super) title: &'static str,
    /// Its value as text.
    pub(super) text: String,
    /// The filter, and its value, that selects what is equal in this field.
    pub(super) filter: Option<(FilterKey, String)>,
}

/// The fields of a denial in the order of the table's columns, without the verdict.
pub(super) fn fields(row: &DenialRow) -> Vec<Field> {
    let columns = DenialColumn::ALL.into_iter();
    columns
        .filter(|column| *column != DenialColumn::Verdict)
        .map(|column| Field {
            title: labels::column(column),
            text: match column {
                DenialColumn::Time => row.exact_time(),
                _ => labels::name(&cell(row, column).text()).to_owned(),
            },
            filter: row.filter(column),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::row;
    use super::*;

    #[test]
    fn every_field_is_there_once_with_its_own_text() {
        let texts: Vec<String> = fields(&row()).into_iter().map(|field| field.text).collect();
        assert_eq!(
            texts,
            [
                "2025-08-29 14:05:09",
                "Harbor Mills",
                "mara",
                "bench-4",
                "Milling",
                "mill-5x",
                "3.1",
                "2",
                "rlm -22",
                "All licenses in use",
                "out of licenses",
                "lic-1",
                "local license server",
            ]
        );
    }

    #[test]
    fn a_filter_has_the_value_for_the_url_and_not_the_text() {
        let filters: Vec<(FilterKey, String)> = fields(&row())
            .into_iter()
            .filter_map(|field| field.filter)
            .collect();
        assert_eq!(filters.len(), 10);
        assert!(filters.contains(&(FilterKey::Status, "rlm:-22".to_owned())));
        assert!(filters.contains(&(FilterKey::Category, "capacity".to_owned())));
        assert!(filters.contains(&(FilterKey::Source, "local".to_owned())));
        assert!(filters.contains(&(FilterKey::Version, "3.1".to_owned())));
    }

    #[test]
    fn an_unknown_value_is_shown_and_can_be_filtered_by() {
        let unknown = DenialRow {
            user: String::new(),
            version: String::new(),
            ..row()
        };
        let fields = fields(&unknown);
        let field = |title: &str| fields.iter().find(|field| field.title == title);
        let user = field("User");
        assert_eq!(user.map(|user| user.text.as_str()), Some("(unknown)"));
        assert_eq!(
            user.map(|user| user.filter.clone()),
            Some(Some((FilterKey::User, String::new())))
        );
        let version = field("Version");
        assert_eq!(
            version.map(|version| version.text.as_str()),
            Some("(unknown)")
        );
    }
}
