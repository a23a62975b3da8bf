//! An answer as lines, which every program writes alike, so that they can be compared.

use std::fmt::Write as _;

use domain::report::{List, Measures, Row};
use domain::status::Category;
use service::answer::Answer;

/// Which measures the lines have.
#[derive(Clone, Copy)]
pub(crate) enum Counted {
    /// Attempts alone: the rows of the database have no gaps.
    Attempts,
    /// All three.
    All,
}

/// An answer as sorted lines `part, key, measures`, separated by tabs, and behind them the
/// measures of the previous period where it is compared. What has no attempt is left out.
pub(crate) fn lines(answer: &Answer, counted: Counted) -> String {
    let mut lines = Lines {
        counted,
        lines: Vec::new(),
    };
    let report = &answer.report;
    // Without a trend of its own, the previous period is not compared.
    let before = answer.before.as_ref();
    let before = before.filter(|before| !before.trend.is_empty());
    let past = before.map(|before| before.totals);
    lines.push("totals", "", report.totals, past);
    for row in &report.by_status.rows {
        lines.row("status", &row.key.value(), row);
    }
    for (key, list) in report.by.iter() {
        lines.list(key.word(), list);
    }
    for (place, bucket) in answer.trend.iter().enumerate() {
        let past = before.and_then(|before| before.trend.get(place));
        let first = bucket.first.to_string();
        let whole = past.map(|past| past.measures);
        lines.push("week", &first, bucket.measures, whole);
        for (number, category) in Category::ALL.into_iter().enumerate() {
            let get = |all: &[Measures]| all.get(number).copied().unwrap_or_default();
            let key = format!("{first} / {}", category.slug());
            let past = past.map(|past| get(&past.by_category));
            lines.push("week of category", &key, get(&bucket.by_category), past);
        }
    }
    for weight in &answer.weights {
        for (part, rows) in [
            ("account of category", &weight.accounts),
            ("feature of category", &weight.features),
        ] {
            for row in rows {
                lines.row(part, &format!("{} / {}", weight.category, row.key), row);
            }
        }
    }
    for without in &report.without {
        let key = without.key.map_or("text", |key| key.word());
        if without.attempts > 0 {
            let line = format!("without\t{key}\t{}", without.attempts);
            lines.lines.push(line);
        }
    }
    lines.lines.sort_unstable();
    lines.lines.join("\n") + "\n"
}

/// The lines of one answer.
struct Lines {
    counted: Counted,
    lines: Vec<String>,
}

impl Lines {
    fn list(&mut self, part: &str, list: &List<String>) {
        for row in &list.rows {
            self.row(part, &row.key, row);
        }
    }

    fn row<K>(&mut self, part: &str, key: &str, row: &Row<K>) {
        self.push(part, key, row.measures, row.before);
    }

    fn push(&mut self, part: &str, key: &str, now: Measures, before: Option<Measures>) {
        let both = [Some(now), before];
        if both.iter().flatten().all(|measures| measures.attempts == 0) {
            return;
        }
        let mut line = format!("{part}\t{key}");
        for measures in both.iter().flatten() {
            let all = [
                measures.attempts,
                measures.true_denials,
                measures.affected_users,
            ];
            let counted = match self.counted {
                Counted::Attempts => 1,
                Counted::All => all.len(),
            };
            for number in all.iter().take(counted) {
                // Writing to a string does not fail.
                let _ = write!(line, "\t{number}");
            }
        }
        self.lines.push(line);
    }
}
