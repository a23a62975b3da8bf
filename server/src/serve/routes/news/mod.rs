//! Live connections of open pages: each is notified of newer data that its reader may see, and
//! when the reader's access ends. All pages share one check of the data, so their number adds
//! no cost.

mod looking;
pub(crate) mod open_pages;
mod stream;

pub(crate) use looking::after_a_change;
pub(crate) use stream::news;
