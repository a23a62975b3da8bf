//! News for open pages: each is told of newer data that its reader may see, and when its
//! reader may see nothing more. All pages share one look at the record, so that many of
//! them cost it no more than one.

mod looking;
pub(crate) mod open_pages;
mod stream;

pub(crate) use looking::after_a_change;
pub(crate) use stream::news;
