#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use proptest::prelude::*;

use super::*;

const ROW_BYTES_MAX: usize = 40;

/// A row as text: its cells separated by bars, or why it has none.
fn shown(row: &Row<'_>) -> String {
    match row {
        Row::Cells(cells) => {
            let cells: Vec<_> = cells
                .iter()
                .map(|cell| super::super::lines::text(cell))
                .collect();
            cells.join("|")
        }
        Row::TooLong => "too long".to_owned(),
        Row::Misquoted => "misquoted".to_owned(),
    }
}

/// The rows of some CSV fed in pieces of `piece` bytes; rows with more than three
/// cells are read again after their first line.
fn read(csv: &[u8], piece: usize) -> (Vec<(u64, String)>, u64) {
    let mut rows = Rows::new(b',', ROW_BYTES_MAX, 0);
    let mut found = Vec::new();
    let mut take = |line: u64, row: Row<'_>| {
        found.push((line, shown(&row)));
        match row {
            Row::Cells(cells) if cells.len() <= 3 => Verdict::Done,
            _ => Verdict::Reread,
        }
    };
    for bytes in csv.chunks(piece) {
        rows.feed(bytes, &mut take);
    }
    let lines = rows.finish(&mut take);
    (found, lines)
}

/// The rows, which are the same for pieces of any size.
fn rows(csv: &str) -> Vec<(u64, String)> {
    let (whole, lines) = read(csv.as_bytes(), csv.len().max(1));
    for piece in 1..csv.len() {
        assert_eq!(
            read(csv.as_bytes(), piece),
            (whole.clone(), lines),
            "in pieces of {piece}"
        );
    }
    whole
}

fn row(line: u64, cells: &str) -> (u64, String) {
    (line, cells.to_owned())
}

#[test]
fn rows_start_on_the_line_of_their_first_cell() {
    assert_eq!(
        rows("a,b\r\n\r\n\n\"c\r\nd\",\"e \"\"f\"\"\"\r\ng\n"),
        [row(1, "a|b"), row(4, "c\r\nd|e \"f\""), row(6, "g")]
    );
}

#[test]
fn the_last_row_needs_no_line_break() {
    assert_eq!(rows("a,b\nc,"), [row(1, "a|b"), row(2, "c|")]);
    assert_eq!(read(b"a,b\nc,", 3).1, 2);
    assert_eq!(read(b"a,b\nc,\n", 3).1, 2);
    assert_eq!(read(b"", 1), (Vec::new(), 0));
}

#[test]
fn a_quote_inside_a_cell_is_a_character() {
    assert_eq!(rows("5\" disk,b\nc\n"), [row(1, "5\" disk|b"), row(2, "c")]);
    assert_eq!(
        rows("\"5\"\" disk\",\"b\"x\nc\n"),
        [row(1, "5\" disk|bx"), row(2, "c")]
    );
}

#[test]
fn a_quote_that_never_closes_costs_its_row_only() {
    assert_eq!(
        rows("a,\"b\nc,d\ne,f"),
        [row(1, "misquoted"), row(2, "c|d"), row(3, "e|f")]
    );
    assert_eq!(rows("a,\"b"), [row(1, "misquoted")]);
}

#[test]
fn a_quote_that_closes_rows_later_costs_its_row_only() {
    assert_eq!(
        rows("a,b,\"c\nd,e,f\ng,h,\"i\"\nj\n"),
        [
            row(1, "misquoted"),
            row(2, "d|e|f"),
            row(3, "g|h|i"),
            row(4, "j")
        ]
    );
    assert_eq!(
        rows("a,b,\"c\nd,e,f\n\"g\",h,i\nj\n"),
        [
            row(1, "misquoted"),
            row(2, "d|e|f"),
            row(3, "g|h|i"),
            row(4, "j")
        ]
    );
    // Here the row would be valid, except for its number of cells.
    assert_eq!(
        rows("a,b,\"c\nd,e,f\ng,\",h\ni\n"),
        [
            row(1, "a|b|c\nd,e,f\ng,|h"),
            row(2, "d|e|f"),
            row(3, "misquoted"),
            row(4, "i")
        ]
    );
}

#[test]
fn a_row_that_is_too_long_costs_its_line_only() {
    let long = "x".repeat(ROW_BYTES_MAX + 10);
    assert_eq!(
        rows(&format!("a\n{long}\nb\n")),
        [row(1, "a"), row(2, "too long"), row(3, "b")]
    );
    assert_eq!(
        rows(&format!("\"a\nb\nc\n{long}\nd\n")),
        [
            row(1, "too long"),
            row(2, "b"),
            row(3, "c"),
            row(4, "too long"),
            row(5, "d")
        ]
    );
    let fits = "x".repeat(ROW_BYTES_MAX);
    assert_eq!(
        rows(&format!("{}\nb\n", &fits[1..])),
        [row(1, &fits[1..]), row(2, "b")]
    );
}

#[test]
fn a_byte_order_mark_between_rows_is_part_of_a_cell() {
    assert_eq!(rows("a\n\u{feff}b\n"), [row(1, "a"), row(2, "\u{feff}b")]);
}

#[test]
fn rows_that_all_swallow_the_next_are_read_in_linear_time() {
    // Each line opens a quote, or closes it if it is inside quotes.
    let csv = "a\"b,\"c\n".repeat(100_000);
    let (found, lines) = read(csv.as_bytes(), 1 << 16);
    assert_eq!(lines, 100_000);
    assert!(found.len() <= 100_000, "{}", found.len());
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_are_the_same_rows(
        csv in "([ab,\"\r\n]|\u{feff}|\"\n|\n\"){0,120}",
        piece in 1_usize..50,
    ) {
        prop_assert_eq!(
            read(csv.as_bytes(), piece),
            read(csv.as_bytes(), csv.len().max(1))
        );
    }

    #[test]
    fn lines_are_counted_as_line_feeds_are(csv in "[a\"\r\n]{0,80}") {
        let expected = csv.split_inclusive('\n').count() as u64;
        prop_assert_eq!(read(csv.as_bytes(), 7).1, expected);
    }
}
