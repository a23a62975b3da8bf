//! The state of a report in the browser, below the components that show it: the view and its
//! answer, how answers are fetched, navigation from view to view, and the rows of the table.
//! It reaches server and browser through [`environment::Environment`] alone.

mod environment;
mod facts;
mod fetch;
mod navigation;
mod news;
mod slice;
mod state;
mod table_rows;
#[cfg(test)]
mod tests;

pub(crate) use facts::ServerAnswers;
pub(crate) use state::{ReportState, set_changed};
pub(crate) use table_rows::TableRows;
