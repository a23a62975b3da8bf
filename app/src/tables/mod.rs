//! The tables of the report. Each number that a chart draws stands in one of them, and a
//! page, a file and paper take it from there.

pub mod table;
