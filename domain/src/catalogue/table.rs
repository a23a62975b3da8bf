//! The CSV files of the catalogue.

use crate::parse::csv_header::{Header, HeaderBytes};
use crate::parse::csv_rows::{AfterRow, Cells, CsvRow, Rows};
use crate::status::Category;

/// The longest row, in bytes.
const ROW_BYTES_MAX: usize = 1 << 16;

/// The columns of a built-in file.
pub(super) const BUILT_IN_COLUMNS: [&str; 4] = ["code", "category", "name", "description"];

/// The columns of an installation's own file.
pub(super) const OWN_COLUMNS: [&str; 4] = ["space", "code", "category", "description"];

/// Why an installation's catalogue file is invalid. The message says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The file is empty.
    #[error(
        "the catalogue file is empty: it starts with the header row space,code,category,description"
    )]
    NoHeader,
    /// The header row lacks a column.
    #[error(
        "line {line}: the header row has no column `{column}`: it needs space, code, category and description"
    )]
    MissingColumn {
        /// The header row's line.
        line: u64,
        /// The column that is missing.
        column: &'static str,
    },
    /// The header row names a column that is not known.
    #[error(
        "line {line}: unknown column `{column}`: remove it, or name it space, code, category or description"
    )]
    UnknownColumn {
        /// The header row's line.
        line: u64,
        /// The name as written.
        column: String,
    },
    /// A row has more cells than the header, or a quote that is not closed.
    #[error(
        "line {line}: has more cells than the header row, or a quote that is not closed: put quotes around a cell that contains a comma, and double each quote in it"
    )]
    Cells {
        /// The line on which the row starts.
        line: u64,
    },
    /// A row names no code space.
    #[error(
        "line {line}: `space` is empty: name a code space, such as flexnet-publisher or one of your own"
    )]
    NoSpace {
        /// The line on which the row starts.
        line: u64,
    },
    /// A code space contains a colon.
    #[error(
        "line {line}: space `{space}` contains a colon, which separates it from the code: choose another name"
    )]
    Colon {
        /// The line on which the row starts.
        line: u64,
        /// The code space as written.
        space: String,
    },
    /// A row has an unknown category.
    #[error(
        "line {line}: unknown category `{category}`: use capacity, expired, not-entitled, rule, version or other"
    )]
    Category {
        /// The line on which the row starts.
        line: u64,
        /// The category as written.
        category: String,
    },
    /// A row has neither a code nor a description.
    #[error(
        "line {line}: has neither a `code` nor a `description`: give a code, or the text by which the status is recognized"
    )]
    NoStatus {
        /// The line on which the row starts.
        line: u64,
    },
}

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) space: String,
    pub(super) code: String,
    pub(super) category: Category,
    pub(super) name: String,
    pub(super) description: String,
}

/// The rows of a file.
#[derive(Default)]
pub(super) struct Table {
    pub(super) records: Vec<Record>,
}

impl Table {
    /// Reads a file with exactly these columns, in any order. `space` is the code space of
    /// every row if the file has no column for it.
    pub(super) fn read(
        csv: &str,
        columns: &[&'static str],
        space: Option<&str>,
    ) -> Result<Self, CatalogueError> {
        let mut head = HeaderBytes::default();
        let body = head.feed(csv.as_bytes(), ROW_BYTES_MAX).unwrap_or_default();
        if !head.has_text() {
            return Err(CatalogueError::NoHeader);
        }
        let header = Header::read(head.row(), columns);
        check_header(&header, columns, head.lines() + 1)?;

        let mut rows = Rows::new(header.delimiter, ROW_BYTES_MAX, head.lines());
        let mut records = Ok(Vec::new());
        let mut take = |line: u64, row: CsvRow<'_>| {
            let record = match row {
                CsvRow::Cells(cells) if cells.len() <= header.names.len() => {
                    record(line, &header, cells, space)
                }
                _ => Err(CatalogueError::Cells { line }),
            };
            if let Ok(found) = &mut records {
                match record {
                    Ok(record) => found.push(record),
                    Err(error) => records = Err(error),
                }
            }
            AfterRow::Done
        };
        rows.feed(body, &mut take);
        rows.finish(&mut take);
        Ok(Self { records: records? })
    }
}

fn check_header(
    header: &Header,
    columns: &[&'static str],
    line: u64,
) -> Result<(), CatalogueError> {
    if let Some(&column) = columns.iter().find(|name| header.position(name).is_none()) {
        return Err(CatalogueError::MissingColumn { line, column });
    }
    let is_known = |name: &str| columns.iter().any(|known| known.eq_ignore_ascii_case(name));
    match header.names.iter().find(|name| !is_known(name)) {
        Some(column) => Err(CatalogueError::UnknownColumn {
            line,
            column: column.clone(),
        }),
        None => Ok(()),
    }
}

fn record(
    line: u64,
    header: &Header,
    cells: Cells<'_>,
    space: Option<&str>,
) -> Result<Record, CatalogueError> {
    let cell = |column: &str| {
        let bytes = header
            .position(column)
            .and_then(|index| cells.get(index))
            .unwrap_or_default();
        // The file is text, and cells end at character boundaries.
        std::str::from_utf8(bytes)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let category = cell("category");
    let record = Record {
        space: space.map_or_else(|| cell("space"), str::to_owned),
        code: cell("code"),
        category: Category::from_slug(&category.to_ascii_lowercase())
            .ok_or(CatalogueError::Category { line, category })?,
        name: cell("name"),
        description: cell("description"),
    };
    if record.space.is_empty() {
        return Err(CatalogueError::NoSpace { line });
    }
    if record.space.contains(':') {
        return Err(CatalogueError::Colon {
            line,
            space: record.space,
        });
    }
    if record.code.is_empty() && record.description.is_empty() {
        return Err(CatalogueError::NoStatus { line });
    }
    Ok(record)
}

#[cfg(test)]
mod tests;
