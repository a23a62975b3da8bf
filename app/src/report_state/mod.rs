//! The state of a report in the browser, below the components that show it: the view and its
//! answer, how answers are fetched, how one goes from view to view, and the rows of the table.

mod facts;
mod fetch;
mod navigation;
mod news;
mod page;
mod table_rows;

pub(crate) use facts::ServerAnswers;
pub(crate) use page::{Page, set_changed};
pub(crate) use table_rows::TableRows;
