//! An answer as lines, which every program writes alike, so that they can be compared.

use std::fmt::Write as _;

use domain::report::{List, Measures, Report};

/// A report as sorted lines `list, key, attempts, true denials, affected users`, parted
/// by tabs; with `attempts_only` without the last two. Days without an attempt are left out.
pub(crate) fn lines(report: &Report, attempts_only: bool) -> String {
    let mut lines = Vec::new();
    let mut push = |list: &str, key: &str, measures: Measures| {
        if measures.attempts == 0 {
            return;
        }
        let mut line = format!("{list}\t{key}\t{}", measures.attempts);
        if !attempts_only {
            let Measures {
                true_denials,
                affected_users,
                ..
            } = measures;
            // Writing to a string does not fail.
            let _ = write!(line, "\t{true_denials}\t{affected_users}");
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

fn rows(list: &List<String>, mut push: impl FnMut(&str, Measures)) {
    for row in &list.rows {
        push(&row.key, row.measures);
    }
}
