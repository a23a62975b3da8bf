//! What Turnaway does, without HTTP and HTML: the dataset kept current, frames cut to what a
//! reader may see, and the answers to a reader's questions.
//!
//! The types of an answer are the same on the server and in the browser, which computes answers
//! from its slice. What needs the database is behind the feature `dataset`.

pub mod answer;
pub mod audience;
pub mod base_path;
pub mod choices;
pub mod compact_json;
pub mod labels;
pub mod page_data;
pub mod presentation;
pub mod route;
pub mod slice_offer;
pub mod usage_answer;

#[cfg(feature = "dataset")]
pub mod accounts;
#[cfg(feature = "dataset")]
pub mod answer_error;
#[cfg(feature = "dataset")]
pub mod clock;
#[cfg(feature = "dataset")]
pub mod dataset;
#[cfg(feature = "dataset")]
pub mod importing;
