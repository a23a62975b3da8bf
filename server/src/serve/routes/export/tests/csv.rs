use app::tables::table::{Cell, Table};
use domain::share::Share;

use super::files_read_back::records;
use super::{csv, heading, hostile_names, row, table};

#[test]
fn a_file_says_what_it_was_made_from_and_writes_plain_digits() {
    let table = Table {
        note: Some("the first 2 rows".to_owned()),
        ..table(vec![
            row("Nordlicht AG", 1234),
            row("Halle; Nord", u64::MAX),
        ])
    };
    let file = csv(&heading(), &table);
    let meant = "\u{feff}Title,Denials by Account\r\n\
        View,account=%3D1%2B1&range=28d\r\n\
        Filters,account: =1+1\r\n\
        Days,2025-08-02 to 2025-08-29\r\n\
        Time zone,Europe/Madrid\r\n\
        Data through,2025-08-29 14:05\r\n\
        Note,the first 2 rows\r\n\
        \r\n\
        account,attempts,asked for,share,change,'=insight\r\n\
        Nordlicht AG,1234,2.5,45.20,-1193,\r\n\
        \"Halle; Nord\",18446744073709551615,2.5,45.20,-1193,\r\n";
    assert_eq!(String::from_utf8(file).unwrap(), meant);
}

#[test]
fn numbers_of_every_size_have_digits_only() {
    let cells = vec![
        Cell::Amount(-0.0),
        Cell::Amount(1e21),
        Cell::Amount(f64::NAN),
        Cell::Share(Share::of(5, 10_000)),
        Cell::Share(Share::of(100_005, 10_000)),
        Cell::Change {
            now: u64::MAX,
            before: 0,
        },
    ];
    let file = csv(&heading(), &table(vec![cells]));
    let last = records(&file).pop().unwrap();
    let meant = [
        "0",
        "1000000000000000000000",
        "",
        "0.05",
        "1000.05",
        "18446744073709551615",
    ];
    assert_eq!(last, meant);
}

#[test]
fn hostile_names_are_read_back_as_text_in_their_cell() {
    let names = hostile_names();
    let rows = names.iter().map(|(name, _)| row(name, 1)).collect();
    let file = csv(&heading(), &table(rows));
    let records = records(&file);
    // Six lines above, one of them empty and so no record, and the header.
    assert_eq!(records.len(), 7 + names.len());
    for ((_, written), record) in names.iter().zip(&records[7..]) {
        assert_eq!(record, &[written, "1", "2.5", "45.20", "-1193", ""]);
    }
}

#[test]
fn the_heading_is_neutralised_too() {
    let mut heading = heading();
    heading.view = "=1".to_owned();
    heading.filters = "@x\r\ny, \"z\"".to_owned();
    let mut table = table(vec![]);
    table.note = Some("+1".to_owned());
    let records = records(&csv(&heading, &table));
    assert_eq!(records[1], ["View", "'=1"]);
    assert_eq!(records[2], ["Filters", "'@x  y, \"z\""]);
    assert_eq!(records[6], ["Note", "'+1"]);
}

#[test]
fn a_formula_does_not_begin_after_a_semicolon_either() {
    let names = ["a;=1+1;b", "a; \"@x\"", ";-4;-4+1", "-4;5"];
    let rows = names.map(|name| row(name, 1)).to_vec();
    let records = records(&csv(&heading(), &table(rows)));
    let written: Vec<&str> = records[7..].iter().map(|record| &*record[0]).collect();
    assert_eq!(written, ["a;'=1+1;b", "a;' \"@x\"", ";-4;'-4+1", "'-4;5"]);
}
