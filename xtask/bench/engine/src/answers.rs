//! An answer as lines, which every program writes alike, so that they can be compared.

use std::fmt::Write as _;

use domain::report::{AttemptsOnly, List, Measures, Report};

/// What a report counts of a row.
pub(crate) trait Counts: Copy {
    fn attempts(self) -> u64;
    /// The other measures that are counted.
    fn others(self) -> impl Iterator<Item = u64>;
}

impl Counts for Measures {
    fn attempts(self) -> u64 {
        self.attempts
    }

    fn others(self) -> impl Iterator<Item = u64> {
        [self.true_denials, self.affected_users].into_iter()
    }
}

impl Counts for AttemptsOnly {
    fn attempts(self) -> u64 {
        self.attempts
    }

    fn others(self) -> impl Iterator<Item = u64> {
        std::iter::empty()
    }
}

/// A report as sorted lines `list, key, attempts`, parted by tabs, and behind them the
/// true denials and affected users where they are counted. Days without an attempt are
/// left out.
pub(crate) fn lines<M: Counts>(report: &Report<M, M>) -> String {
    let mut lines = Vec::new();
    let mut push = |list: &str, key: &str, measures: M| {
        if measures.attempts() == 0 {
            return;
        }
        let mut line = format!("{list}\t{key}\t{}", measures.attempts());
        for other in measures.others() {
            // Writing to a string does not fail.
            let _ = write!(line, "\t{other}");
        }
        lines.push(line);
    };
    push("totals", "", report.totals);
    for (name, list) in [
        ("category", &report.by_category),
        ("account", &report.by_account),
        ("product", &report.by_product),
        ("feature", &report.by_feature),
        ("server_name", &report.by_server_name),
        ("source", &report.by_source),
        ("model", &report.by_model),
    ] {
        rows(list, |key, measures| push(name, key, measures));
    }
    for row in &report.by_status.rows {
        push("status", &row.key.value(), row.measures);
    }
    for row in &report.by_user.rows {
        push(
            "user",
            &format!("{} / {}", row.key.account, row.key.user),
            row.measures,
        );
    }
    for row in &report.by_server.rows {
        push(
            "server",
            &format!("{} / {}", row.key.account, row.key.server),
            row.measures,
        );
    }
    for row in &report.by_day.rows {
        push("day", &row.key.to_string(), row.measures);
    }
    lines.sort_unstable();
    lines.join("\n") + "\n"
}

fn rows<M: Counts>(list: &List<String, M>, mut push: impl FnMut(&str, M)) {
    for row in &list.rows {
        push(&row.key, row.measures);
    }
}
