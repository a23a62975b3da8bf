//! Reads files back, by readers of other hands.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use csv_core::{ReadRecordResult, Reader};

/// The records of a file, the byte order mark left out; empty lines are no records.
pub(crate) fn records(file: &[u8]) -> Vec<Vec<String>> {
    let mut rest = file.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = Reader::new();
    let (mut bytes, mut ends) = (vec![0; file.len() + 1], vec![0; 100]);
    let mut records = Vec::new();
    let (mut written, mut ended) = (0, 0);
    loop {
        let (result, read, wrote, end) =
            reader.read_record(rest, &mut bytes[written..], &mut ends[ended..]);
        rest = &rest[read..];
        (written, ended) = (written + wrote, ended + end);
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::End => return records,
            ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let fields = starts.zip(&ends[..ended]);
                let text = |(from, to): (usize, &usize)| {
                    String::from_utf8(bytes[from..*to].to_vec()).unwrap()
                };
                records.push(fields.map(text).collect());
                (written, ended) = (0, 0);
            }
            other => panic!("{other:?}"),
        }
    }
}

/// The rows of the only worksheet, from its first cell on.
pub(crate) fn rows(file: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).unwrap();
    let sheets = book.worksheets();
    let [(_, range)] = &sheets[..] else {
        panic!("one worksheet is meant");
    };
    range.rows().map(<[Data]>::to_vec).collect()
}

/// The texts of a row.
pub(crate) fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

/// Names that somebody gave in the hope that a spreadsheet runs them, or falls over
/// them; and how they are written.
pub(crate) fn hostile_names() -> Vec<(String, String)> {
    let long = "x".repeat(4000);
    [
        (
            "=HYPERLINK(\"http://example.org\",\"a\")",
            "'=HYPERLINK(\"http://example.org\",\"a\")",
        ),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \u{feff}=1", "' \u{feff}=1"),
        ("\t=1", "' =1"),
        ("＝1+1", "'＝1+1"),
        ("-4", "-4"),
        ("-1.5", "-1.5"),
        ("a,\"b\"\r\nc", "a,\"b\"  c"),
        ("nul\0bell\u{7}", "nul\u{fffd}bell\u{fffd}"),
        ("\u{202e}desrever", "\u{202e}desrever"),
        ("<b>&amp;</b>]]>", "<b>&amp;</b>]]>"),
        ("_x003D_1+1", "_x003D_1+1"),
        ("#*#*#*#alert(1)#*#*#*#", "#*#*#*#alert(1)#*#*#*#"),
        ("\u{fffe}\u{ffff}", "\u{fffd}\u{fffd}"),
        ("  spaces  ", "  spaces  "),
        ("Straße Ωμέγα 会社 🛠", "Straße Ωμέγα 会社 🛠"),
        (&*long, &*long),
        ("", ""),
    ]
    .map(|(name, written)| (name.to_owned(), written.to_owned()))
    .to_vec()
}
