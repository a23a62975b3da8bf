use std::io::{self, Cursor, Read as _, Write};

use app::tables::table::{Cell, Heading, Table};
use calamine::{Data, Reader as _, Xlsx, XlsxError as ReadError};

use super::super::xlsx::{ExportError, write_workbook, write_xlsx};
use super::files_read_back::{rows, texts};
use super::{column, heading, hostile_names, row, table};

/// A table as a workbook whose worksheet holds this many rows.
fn workbook(heading: &Heading, table: &Table, sheet_rows: usize) -> Vec<u8> {
    let mut file = Vec::new();
    write_workbook(heading, &table.clone().into(), &mut file, sheet_rows).unwrap();
    file
}

/// A table as a workbook.
fn xlsx(heading: &Heading, table: &Table) -> Vec<u8> {
    let mut file = Vec::new();
    write_xlsx(heading, &table.clone().into(), &mut file).unwrap();
    file
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name(name).unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_workbook_says_what_it_was_made_from_and_holds_real_numbers() {
    let table = Table {
        note: Some("the first row".to_owned()),
        ..table(vec![row("Nordlicht AG", 1234)])
    };
    let rows = rows(&xlsx(&heading(), &table));
    let above = [
        ["Title", "Denials by Account"],
        ["View", "account=%3D1%2B1&range=28d"],
        ["Filters", "account: =1+1"],
        ["Days", "2025-08-02 to 2025-08-29"],
        ["Time zone", "Europe/Madrid"],
        ["Data through", "2025-08-29 14:05"],
        ["Note", "the first row"],
        ["", ""],
    ];
    for (row, meant) in rows.iter().zip(above) {
        assert_eq!(texts(&row[..2]), meant);
    }
    let header = [
        "account",
        "attempts",
        "asked for",
        "share",
        "change",
        "'=insight",
    ];
    assert_eq!(texts(&rows[8]), header);
    let numbers = [
        Data::String("Nordlicht AG".to_owned()),
        Data::Float(1234.0),
        Data::Float(2.5),
        Data::Float(0.452),
        Data::Float(-1193.0),
        Data::Empty,
    ];
    assert_eq!(rows[9], numbers);
    assert_eq!(rows.len(), 10);
}

#[test]
fn numbers_have_formats_and_the_header_is_bold_and_frozen() {
    let file = xlsx(&heading(), &table(vec![row("a", 1)]));
    let sheet = part(&file, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<pane ySplit=\"8\" topLeftCell=\"A9\""),
        "{sheet}"
    );
    assert!(sheet.contains("state=\"frozen\""), "{sheet}");
    let formats = formats_of(&file, &sheet, "B9 D9 E9 C9 A8 B8".split(' '));
    let [number, share, change, amount, text_header, number_header] = &formats[..] else {
        panic!("{formats:?}");
    };
    let styles = part(&file, "xl/styles.xml");
    assert_eq!(number_code(&styles, number), "#,##0");
    assert_eq!(number_code(&styles, share), "0.00%");
    assert_eq!(number_code(&styles, change), "+#,##0;-#,##0;0");
    assert_eq!(attribute(amount, "numFmtId"), "0");
    let fonts: Vec<&str> = styles.split("<font>").skip(1).collect();
    for header in [text_header, number_header] {
        let font: usize = attribute(header, "fontId").parse().unwrap();
        assert!(fonts[font].contains("<b/>"), "{header}");
    }
    assert!(
        number_header.contains("horizontal=\"right\""),
        "{number_header}"
    );
}

/// The value of the first attribute of a name.
fn attribute<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("{name}=\"")).unwrap();
    rest.split('"').next().unwrap()
}

/// The number format of a cell format.
fn number_code<'a>(styles: &'a str, format: &str) -> &'a str {
    let id = attribute(format, "numFmtId");
    let mut codes = styles.split("<numFmt ").skip(1);
    let code = codes.find(|code| attribute(code, "numFmtId") == id);
    attribute(code.unwrap(), "formatCode")
}

/// The formats that some cells have.
fn formats_of<'a>(file: &[u8], sheet: &str, cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    let styles = part(file, "xl/styles.xml");
    let (_, formats) = styles.split_once("<cellXfs").unwrap();
    let (formats, _) = formats.split_once("</cellXfs>").unwrap();
    let formats: Vec<&str> = formats.split("<xf ").skip(1).collect();
    let format = |cell: &str| {
        let (_, cell) = sheet.split_once(&format!("<c r=\"{cell}\"")).unwrap();
        let (tag, _) = cell.split_once('>').unwrap();
        let place = tag.contains("s=\"").then(|| attribute(tag, "s"));
        formats[place.map_or(0, |place| place.parse::<usize>().unwrap())].to_owned()
    };
    cells.map(format).collect()
}

#[test]
fn hostile_names_are_read_back_as_text_and_nothing_is_a_formula() {
    let names = hostile_names();
    let rows_of_names = names.iter().map(|(name, _)| row(name, 1)).collect();
    let mut heading = heading();
    heading.view = "=1".to_owned();
    heading.filters = "@x\r\ny\0".to_owned();
    let table = table(rows_of_names);
    let file = xlsx(&heading, &table);
    let sheet = part(&file, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("hyperlink"));
    let rows = rows(&file);
    assert_eq!(rows[1][1], Data::String("'=1".to_owned()));
    assert_eq!(rows[2][1], Data::String("'@x  y\u{fffd}".to_owned()));
    for ((_, written), row) in names.iter().zip(&rows[8..]) {
        assert_eq!(row[0].to_string(), *written);
        assert_eq!(row[1], Data::Float(1.0));
    }
    assert_eq!(rows.len(), 8 + names.len());
}

#[test]
fn rows_beyond_the_last_of_a_worksheet_are_left_out_with_a_note() {
    let all: Vec<Vec<Cell>> = (0..5).map(|number| row("a", number)).collect();
    let lengths = |sheet_rows, note: Option<&str>| {
        let table = Table {
            note: note.map(str::to_owned),
            ..table(all.clone())
        };
        let rows = rows(&workbook(&heading(), &table, sheet_rows));
        (
            rows.len(),
            texts(&rows[6][..2]).join(" "),
            rows.last().unwrap()[1].clone(),
        )
    };
    let nothing = " ".to_owned();
    assert_eq!(lengths(13, None), (13, nothing, Data::Float(4.0)));
    let note = "Note the first 3 rows; a worksheet cannot have more".to_owned();
    assert_eq!(lengths(12, None), (12, note, Data::Float(2.0)));
    let note = "Note some".to_owned();
    assert_eq!(lengths(14, Some("some")), (14, note, Data::Float(4.0)));
    let note = "Note some; the first 4 rows; a worksheet cannot have more".to_owned();
    assert_eq!(lengths(13, Some("some")), (13, note, Data::Float(3.0)));
}

#[test]
fn a_text_is_cut_to_what_a_cell_can_hold() {
    for (text, units) in [
        ("x".repeat(32_767), 32_767),
        ("x".repeat(32_768), 32_767),
        // Two units each: one more does not fit before the ellipsis.
        ("𝄞".repeat(20_000), 32_767),
        ("=".repeat(32_767), 32_767),
    ] {
        let file = xlsx(&heading(), &table(vec![row(&text, 1)]));
        let written = rows(&file)[8][0].to_string();
        assert_eq!(written.encode_utf16().count(), units);
        let is_whole = written == text;
        assert_eq!(written.ends_with('…'), !is_whole);
        assert_eq!(
            is_whole,
            text.encode_utf16().count() <= units && !text.starts_with('=')
        );
    }
}

#[test]
fn columns_are_as_wide_as_their_texts_within_bounds() {
    let mut table = table(vec![row(&"x".repeat(500), 1)]);
    table.columns[1] = column("a title of 24 characters", true);
    let file = xlsx(&heading(), &table);
    let sheet = part(&file, "xl/worksheets/sheet1.xml");
    let widths: Vec<f64> = sheet
        .split("<col ")
        .skip(1)
        .map(|column| attribute(column, "width").parse().unwrap())
        .collect();
    assert!((60.0..61.0).contains(&widths[0]), "{widths:?}");
    assert!((26.0..27.0).contains(&widths[1]), "{widths:?}");
    assert!(
        widths.iter().all(|width| (8.0..61.0).contains(width)),
        "{widths:?}"
    );
}

#[test]
fn a_title_that_no_worksheet_can_have_is_shortened() {
    let mut table = table(vec![]);
    table.title = "What to do: [a] title / of more than 31 characters?";
    let file = xlsx(&heading(), &table);
    let book: Result<Xlsx<_>, ReadError> = calamine::open_workbook_from_rs(Cursor::new(file));
    let name = book.unwrap().sheet_names().join(",");
    assert_eq!(name, "What to do a title  of more th…");
}

/// Accepts this many bytes, then fails.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_who_leaves_ends_the_workbook() {
    let rows: Vec<Vec<Cell>> = (0..20_000).map(|number| row("a", number)).collect();
    let table = table(rows).into();
    for bytes in [0, 1_000, 10_000, 100_000] {
        let ended = write_xlsx(&heading(), &table, &mut Full(bytes));
        assert!(
            matches!(ended, Err(ExportError::Unread(_) | ExportError::Zip(_))),
            "{ended:?}"
        );
    }
}
