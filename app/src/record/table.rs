//! A whole table of a view: for files and for its own page.

use domain::display;
use domain::event::Second;
use domain::period::Period;
use domain::report::report_of;
use domain::report::trend::{Step, trend};
use domain::report::weight::weights;
use domain::view::FilterKey;
use domain::zone::Days;

use super::Question;
use super::long_table::first_rows;
use crate::answer::WEIGHT_ROWS;
use crate::tables;
use crate::tables::heading::heading;
use crate::tables::name::TableName;
use crate::tables::table::{Heading, Table};

impl Question {
    /// The heading of a table of this view.
    pub fn heading(&self) -> Heading {
        let through = self.recorded.as_ref().map_or(String::new(), |recorded| {
            display::local_time(self.zone.local_s(Second(recorded.through_s)))
        });
        heading(&self.view, self.moment().days(&self.view), &through)
    }

    /// A table of names or of days with at most `rows_max` rows, and a note if there are more.
    pub(super) fn list_table(&self, name: TableName, rows_max: usize) -> Table {
        let mut table = match name {
            TableName::OverTime => self.over_time(),
            TableName::ActiveAccounts | TableName::ServedClients | TableName::Activations => {
                self.usage_table(name, rows_max)
            }
            _ => self.list(name, rows_max),
        };
        if table.rows.len() > rows_max {
            table.rows.truncate(rows_max);
            table.note = Some(first_rows(rows_max));
        }
        table
    }

    fn over_time(&self) -> Table {
        let moment = self.moment();
        let days = moment.days(&self.view);
        let step = self.presentation.step.unwrap_or(Step::fitting(days));
        let (step, buckets) = step.buckets(days);
        let of = |buckets: &[Days], until_local_s| {
            trend(&self.frame, &self.view, &self.zone, buckets, until_local_s)
        };
        let before = moment.before(&self.view);
        let before = before.filter(|before| self.presentation.compare && before.is_recorded);
        let before = before.map_or(Vec::new(), |before| {
            let buckets: Vec<Days> = buckets.iter().map(|days| before.back(*days)).collect();
            of(&buckets, before.until_local_s)
        });
        tables::over_time(&of(&buckets, i64::MAX), &before, Some(step), &self.view)
    }

    fn usage_table(&self, name: TableName, rows_max: usize) -> Table {
        let answer = self.usage(rows_max);
        let compares = self.presentation.compare;
        let before = answer.before.as_ref().filter(|_| compares);
        match name {
            TableName::ServedClients => tables::served_clients(&answer.usage, before),
            TableName::Activations => tables::activations(&answer.usage, before),
            _ => tables::active_accounts(&answer.usage, before),
        }
    }

    fn list(&self, name: TableName, rows_max: usize) -> Table {
        let moment = self.moment();
        let period = Period::whole(moment.days(&self.view));
        let (frame, view, zone) = (&self.frame, &self.view, &self.zone);
        let mut report = report_of(frame, view, zone, period, usize::MAX);
        let before = moment.before(view);
        let before = before.filter(|before| self.presentation.compare && before.is_recorded);
        if let Some(before) = before {
            let past = report_of(frame, view, zone, before.period(), usize::MAX);
            report.compare(&past);
        }
        let compares = before.is_some();
        match name {
            TableName::List(list) => tables::of_list(&report, list, view, compares, rows_max),
            _ => {
                let weights = weights(frame, view, zone, period, WEIGHT_ROWS);
                tables::what_to_do(
                    &report.by[FilterKey::Category],
                    &weights,
                    view,
                    compares,
                    self.audience,
                )
            }
        }
    }
}
