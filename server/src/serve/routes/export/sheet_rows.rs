//! The rows of a worksheet as XML.

use std::fmt::Write as _;

use app::tables::table::CellRef;

use super::cell_text::text;
use super::heading::difference;

/// The style numbers of the cell formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CellFormats {
    number: String,
    percent: String,
    change: String,
}

impl CellFormats {
    /// Reads them from a row that has a cell of each format.
    pub(super) fn of_sample(row: &str) -> Option<Self> {
        let mut formats = row.split("<c ").skip(1).map(|cell| {
            let (tag, _) = cell.split_once('>')?;
            let (_, format) = tag.split_once("s=\"")?;
            let (format, _) = format.split_once('"')?;
            Some(format.to_owned())
        });
        Some(Self {
            number: formats.next()??,
            percent: formats.next()??,
            change: formats.next()??,
        })
    }
}

/// How a number looks.
#[derive(Clone, Copy)]
enum NumberFormat {
    Plain,
    Number,
    Percent,
    Change,
}

/// Writes rows, one after the other.
pub(super) struct SheetRows {
    row: usize,
    formats: CellFormats,
    xml: String,
}

impl SheetRows {
    /// Starts at this row number, counted from 1.
    pub(super) fn new(row: usize, formats: CellFormats) -> Self {
        Self {
            row,
            formats,
            xml: String::new(),
        }
    }

    /// The next row.
    pub(super) fn next(&mut self, cells: &[CellRef<'_>]) -> &str {
        self.xml.clear();
        let row = self.row;
        self.push(format_args!("<row r=\"{row}\">"));
        for (place, cell) in cells.iter().enumerate() {
            self.cell(place, cell);
        }
        self.xml.push_str("</row>");
        self.row += 1;
        &self.xml
    }

    fn cell(&mut self, place: usize, cell: &CellRef<'_>) {
        match cell {
            CellRef::Text(from_outside) => {
                let text = text(from_outside);
                // An empty cell is left out.
                if !text.is_empty() {
                    self.text(place, &text);
                }
            }
            CellRef::Number(value) => self.number(place, NumberFormat::Number, *value as f64),
            CellRef::Amount(value) if !value.is_finite() => {}
            CellRef::Amount(value) => self.number(place, NumberFormat::Plain, value + 0.0),
            CellRef::Share(share) => {
                let part = share.hundredths() as f64 / 10_000.0;
                self.number(place, NumberFormat::Percent, part);
            }
            CellRef::Change { now, before } => {
                self.number(
                    place,
                    NumberFormat::Change,
                    difference(*now, *before) as f64,
                );
            }
            CellRef::Empty => {}
        }
    }

    fn text(&mut self, place: usize, text: &str) {
        self.begin(place);
        self.xml.push_str(" t=\"inlineStr\"><is><t");
        if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
            self.xml.push_str(" xml:space=\"preserve\"");
        }
        self.xml.push('>');
        push_escaped(&mut self.xml, text);
        self.xml.push_str("</t></is></c>");
    }

    fn number(&mut self, place: usize, look: NumberFormat, value: f64) {
        self.begin(place);
        let format = match look {
            NumberFormat::Plain => "",
            NumberFormat::Number => &self.formats.number,
            NumberFormat::Percent => &self.formats.percent,
            NumberFormat::Change => &self.formats.change,
        };
        if !format.is_empty() {
            self.xml.push_str(" s=\"");
            self.xml.push_str(format);
            self.xml.push('"');
        }
        self.push(format_args!("><v>{value}</v></c>"));
    }

    /// The beginning of a cell, with its reference.
    fn begin(&mut self, place: usize) {
        self.xml.push_str("<c r=\"");
        push_column(&mut self.xml, place);
        let row = self.row;
        self.push(format_args!("{row}\""));
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string never fails.
        let _ = self.xml.write_fmt(text);
    }
}

/// The letters of a column: A to Z, then AA.
fn push_column(xml: &mut String, place: usize) {
    if let Some(before) = (place / 26).checked_sub(1) {
        push_column(xml, before);
    }
    xml.push(char::from(b'A' + (place % 26) as u8));
}

/// Appends an escaped text. A text that looks like an escape of this format, such as `_x0041_`,
/// must be kept literally: its underscore is escaped.
fn push_escaped(xml: &mut String, text: &str) {
    for (place, c) in text.char_indices() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '_' if is_code(text.get(place..).unwrap_or_default()) => xml.push_str("_x005F_"),
            _ => xml.push(c),
        }
    }
}

/// Whether a text begins with an escape.
fn is_code(text: &str) -> bool {
    let code = text.strip_prefix("_x").and_then(|text| text.get(..5));
    let digits = code.and_then(|code| code.strip_suffix('_'));
    digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use domain::share::Share;

    use super::*;

    fn formats() -> CellFormats {
        CellFormats {
            number: "1".to_owned(),
            percent: "2".to_owned(),
            change: "3".to_owned(),
        }
    }

    #[test]
    fn a_row_has_a_cell_of_each_kind() {
        let mut rows = SheetRows::new(9, formats());
        let cells = [
            CellRef::Text("a & b".into()),
            CellRef::Empty,
            CellRef::Number(1234),
            CellRef::Share(Share::of(452, 1000)),
            CellRef::Change { now: 1, before: 3 },
            CellRef::Amount(2.5),
            CellRef::Amount(f64::NAN),
            CellRef::Text(" b".into()),
        ];
        let first = "<row r=\"9\">\
            <c r=\"A9\" t=\"inlineStr\"><is><t>a &amp; b</t></is></c>\
            <c r=\"C9\" s=\"1\"><v>1234</v></c>\
            <c r=\"D9\" s=\"2\"><v>0.452</v></c>\
            <c r=\"E9\" s=\"3\"><v>-2</v></c>\
            <c r=\"F9\"><v>2.5</v></c>\
            <c r=\"H9\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> b</t></is></c>\
            </row>";
        assert_eq!(rows.next(&cells), first);
        assert_eq!(rows.next(&[]), "<row r=\"10\"></row>");
    }

    #[test]
    fn columns_after_the_last_letter_have_two() {
        for (place, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (702, "AAA"),
        ] {
            let mut xml = String::new();
            push_column(&mut xml, place);
            assert_eq!(xml, letters);
        }
    }

    #[test]
    fn a_text_is_written_so_that_it_is_read_as_it_is() {
        for (text, written) in [
            ("<a>&amp;", "&lt;a&gt;&amp;amp;"),
            ("_x0041_", "_x005F_x0041_"),
            ("a_xFFFE_x00e9_", "a_x005F_xFFFE_x005F_x00e9_"),
            (
                "_x41_ _x004G_ _X0041_ __x0041",
                "_x41_ _x004G_ _X0041_ __x0041",
            ),
            ("_é", "_é"),
        ] {
            let mut xml = String::new();
            push_escaped(&mut xml, text);
            assert_eq!(xml, written);
        }
    }

    #[test]
    fn formats_are_read_from_the_sample() {
        let row = " spans=\"1:3\"><c r=\"A9\" s=\"1\"><v>0</v></c><c r=\"B9\" s=\"2\"><v>0</v></c>\
                   <c r=\"C9\" s=\"3\"><v>0</v></c></row>";
        assert_eq!(CellFormats::of_sample(row), Some(formats()));
        assert_eq!(
            CellFormats::of_sample("><c r=\"A9\"><v>0</v></c></row>"),
            None
        );
    }
}
