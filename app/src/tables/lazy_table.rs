//! A table whose rows are made one at a time: a file of a million rows takes no more memory
//! than one of ten.

use std::ops::{ControlFlow, Range};

use domain::denial_order::DenialColumn;
use domain::denial_rows::{denial_texts, rows_in_order};
use domain::display;

use service::dataset::{Question, written_bytes};

use super::name::TableName;
use super::question_table::list_table;
use super::table::{Cell, CellRef, Table, first_rows};

/// A table whose rows are made on demand.
pub struct LazyTable {
    /// The table without its rows.
    pub head: Table,
    rows: Rows,
}

enum Rows {
    /// All rows exist. A list has at most one row per name of the dataset.
    Made(Vec<Vec<Cell>>),
    /// Single attempts, by their rows in the frame.
    Attempts {
        question: Box<Question>,
        columns: Vec<DenialColumn>,
        order: Vec<u32>,
    },
}

/// A table of this view with at most `rows_max` rows, and a note if there are more.
pub fn lazy_table(question: &Question, name: TableName, rows_max: usize) -> LazyTable {
    if name != TableName::Summary {
        return list_table(question, name, rows_max).into();
    }
    let columns = super::shown_columns(&question.presentation);
    let mut head = super::denials_head(&columns);
    let context = question.moment().context();
    let sort = &question.presentation.sort;
    // One more shows that there are more.
    let wanted = rows_max.saturating_add(1);
    let mut order = rows_in_order(&question.frame, &question.view, &context, sort, 0, wanted);
    if order.len() > rows_max {
        order.truncate(rows_max);
        head.note = Some(first_rows(rows_max));
    }
    LazyTable {
        head,
        rows: Rows::Attempts {
            question: Box::new(question.clone()),
            columns,
            order,
        },
    }
}

impl From<Table> for LazyTable {
    fn from(mut head: Table) -> Self {
        let rows = Rows::Made(std::mem::take(&mut head.rows));
        Self { head, rows }
    }
}

impl LazyTable {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Made(rows) => rows.len(),
            Rows::Attempts { order, .. } => order.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Passes some of the rows to `take`, one at a time, until it wants no more.
    pub fn rows(
        &self,
        places: Range<usize>,
        take: &mut dyn FnMut(&[CellRef<'_>]) -> ControlFlow<()>,
    ) {
        let places = places.start..places.end.min(self.len());
        match &self.rows {
            Rows::Made(rows) => {
                for row in rows.get(places).unwrap_or_default() {
                    let cells: Vec<CellRef<'_>> = row.iter().map(CellRef::from).collect();
                    if take(&cells).is_break() {
                        return;
                    }
                }
            }
            Rows::Attempts {
                question,
                columns,
                order,
            } => attempts(
                question,
                columns,
                order.get(places).unwrap_or_default(),
                take,
            ),
        }
    }

    /// The table with its first rows, as long as their texts take at most this many bytes of a
    /// page.
    pub fn whole(&self, bytes_max: usize) -> Table {
        let mut rows = Vec::new();
        let mut room = bytes_max;
        self.rows(0..self.len(), &mut |cells| {
            let texts = cells.iter().map(|cell| match cell {
                CellRef::Text(text) => written_bytes(text),
                _ => 0,
            });
            match room.checked_sub(texts.sum()) {
                Some(left) => {
                    room = left;
                    rows.push(cells.iter().cloned().map(CellRef::into_owned).collect());
                    ControlFlow::Continue(())
                }
                None => ControlFlow::Break(()),
            }
        });
        let mut table = self.head.clone();
        if rows.len() < self.len() {
            table.note = Some(format!(
                "{}; the files have all rows",
                first_rows(rows.len())
            ));
        }
        table.rows = rows;
        table
    }
}

/// Passes single attempts, with their times to the second.
fn attempts(
    question: &Question,
    columns: &[DenialColumn],
    rows: &[u32],
    take: &mut dyn FnMut(&[CellRef<'_>]) -> ControlFlow<()>,
) {
    let (frame, view, zone) = (&question.frame, &question.view, &question.zone);
    // Neighbouring attempts are mostly of one day.
    let mut day = (i32::MIN, String::new());
    let mut cells = Vec::with_capacity(columns.len());
    for row in rows {
        let Some((at, texts)) = denial_texts(frame, view, *row) else {
            continue;
        };
        let local_s = zone.local_s(at);
        cells.clear();
        for column in columns {
            cells.push(match column {
                DenialColumn::Time => CellRef::Text(display::exact_time(local_s, &mut day).into()),
                column => super::cell_of(&texts, *column),
            });
        }
        if take(&cells).is_break() {
            return;
        }
    }
}
