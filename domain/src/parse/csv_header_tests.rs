#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use super::*;

#[test]
fn the_header_chooses_the_delimiter() {
    let header = |row: &str| Header::read(row.as_bytes(), &["time", "outcome"]);
    assert_eq!(header("a;b,time,outcome").delimiter, b',');
    assert_eq!(header("time;outcome;a,b").delimiter, b';');
    assert_eq!(header("time\toutcome\ta;b").delimiter, b'\t');
    assert_eq!(header("x;y").delimiter, b',');
    let quoted = header("\"time\";\" Outcome \";\"a\nb\"");
    assert_eq!(quoted.names, ["time", "Outcome", "a\nb"]);
    assert_eq!(quoted.position("outcome"), Some(1));
}

#[test]
fn the_header_is_the_first_row_that_is_not_blank() {
    let csv = b"\xef\xbb\xbf\r\n  \n\"a\nb\",c\r\nd\n";
    for piece in 1..csv.len() {
        let mut header = HeaderBytes::default();
        let after = csv
            .chunks(piece)
            .find_map(|bytes| header.feed(bytes, 100))
            .unwrap();
        assert_eq!(header.row(), b"\"a\nb\",c", "in pieces of {piece}");
        assert_eq!(header.lines(), 3);
        assert!(b"\r\nd\n".starts_with(after) && !after.is_empty());
    }
}
