//! The slice: a frame as bytes, as the browser gets it.
//!
//! A header (four letters and a format number), the data version, the dictionaries,
//! then the columns. Times are gaps to the row before; ids are written in one, two or
//! four little-endian bytes a row, whichever the largest needs. Grants and returns
//! are not in it. The bytes compress well and are sent compressed.
//!
//! Bytes that are damaged or foreign are an error, never a panic: every length is
//! held against what is left, every id against its dictionary.

mod decode;
mod encode;

pub use decode::{SliceError, decode};
pub use encode::encode;

/// The first bytes of a slice: its name and the number of its form.
const MAGIC: &[u8; 5] = b"TRNW\x01";
