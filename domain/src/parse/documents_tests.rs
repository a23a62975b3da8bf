#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use proptest::prelude::*;

use super::*;

const BYTES_MAX: usize = 60;

type Found = Vec<(u64, Result<String, DocumentError>)>;

/// The documents of some JSON fed in pieces of `piece` bytes, and its lines.
fn read(json: &[u8], piece: usize) -> (Found, u64) {
    let mut documents = Documents::new(BYTES_MAX);
    let mut found = Vec::new();
    let mut take = |line: u64, document: Result<&[u8], DocumentError>| {
        found.push((
            line,
            document.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        ));
    };
    for bytes in json.chunks(piece) {
        documents.feed(bytes, &mut take);
    }
    let lines = documents.finish(&mut take);
    (found, lines)
}

/// The documents, which are the same for pieces of any size.
fn documents(json: &str) -> Found {
    let (whole, lines) = read(json.as_bytes(), json.len().max(1));
    for piece in 1..json.len() {
        assert_eq!(
            read(json.as_bytes(), piece),
            (whole.clone(), lines),
            "in pieces of {piece}"
        );
    }
    whole
}

fn whole(line: u64, document: &str) -> (u64, Result<String, DocumentError>) {
    (line, Ok(document.to_owned()))
}

#[test]
fn documents_follow_one_another() {
    let a = r#"{"a":[1,-2.5e3,true,null,"x\"}\\"],"b":{}}"#;
    let expected = [whole(1, a), whole(1, "{}")];
    assert_eq!(documents(&format!("{a}{{}}")), expected);
    assert_eq!(documents(&format!("{a} , {{}}")), expected);
    assert_eq!(documents(&format!("\u{feff}[{a},{{}}]\r\n")), expected);
    assert_eq!(
        documents(&format!("\n{a}\n\n{{}}")),
        [whole(2, a), whole(4, "{}")]
    );
    assert_eq!(documents(""), []);
    assert_eq!(documents("[]\n[\n]"), []);
}

#[test]
fn documents_spread_over_lines_and_arrays() {
    let json = "[\n  {\n    \"a\": {\n      \"b\": [\n        1\n      ]\n    }\n  },\n  {}\n]\n";
    let first = "{\n    \"a\": {\n      \"b\": [\n        1\n      ]\n    }\n  }";
    assert_eq!(documents(json), [whole(2, first), whole(9, "{}")]);
    assert_eq!(read(json.as_bytes(), 5).1, 10);
}

#[test]
fn a_bracket_that_is_missing_costs_its_document_only() {
    let broken = DocumentError::Broken;
    assert_eq!(
        documents("{\"a\":{\n{\"b\":1}\n{\"c\":1}\n"),
        [
            (1, Err(broken(2))),
            whole(2, "{\"b\":1}"),
            whole(3, "{\"c\":1}")
        ]
    );
    // At first the second one is swallowed as a value in the first one's list.
    assert_eq!(
        documents("{\"a\":[\n{\"b\":1}\n{\"c\":1}\n"),
        [
            (1, Err(broken(3))),
            whole(2, "{\"b\":1}"),
            whole(3, "{\"c\":1}")
        ]
    );
    assert_eq!(
        documents("{\"a\":1]\n{}"),
        [(1, Err(broken(1))), whole(2, "{}")]
    );
    assert_eq!(
        documents("{\"a\" 1}\n{}"),
        [(1, Err(broken(1))), whole(2, "{}")]
    );
    assert_eq!(documents("{,}\n{}"), [(1, Err(broken(1))), whole(2, "{}")]);
}

#[test]
fn broken_documents_in_a_row_cost_themselves_only() {
    let found = documents("{\"a\":[\n{\"b\":[\n{\"c\":[\n{}\n{\"d\":1}\n");
    let lines: Vec<_> = found
        .iter()
        .map(|(line, document)| (*line, document.is_ok()))
        .collect();
    assert_eq!(
        lines,
        [(1, false), (2, false), (3, false), (4, true), (5, true)]
    );
}

#[test]
fn a_quote_that_is_missing_costs_its_document_only() {
    assert_eq!(
        documents("{\"a\":\"x}\n{\"b\":\"y\"}\n"),
        [
            (1, Err(DocumentError::Broken(1))),
            whole(2, "{\"b\":\"y\"}")
        ]
    );
}

#[test]
fn objects_inside_a_broken_document_are_not_documents() {
    let json = "[\n  {\n    \"a\": [\n      {\"b\": 1}\n      {\"b\": 2}\n    ]\n  },\n  {}\n]";
    assert_eq!(
        documents(json),
        [(2, Err(DocumentError::Broken(5))), whole(8, "{}")]
    );
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    assert_eq!(
        documents("{}\n{\n  \"a\": {\n"),
        [whole(1, "{}"), (2, Err(DocumentError::Unfinished))]
    );
    // Whole lines that the truncated one has swallowed are still read.
    assert_eq!(
        documents("{\"a\":[\n{}"),
        [(1, Err(DocumentError::Unfinished)), whole(2, "{}")]
    );
    assert_eq!(
        documents("\n[{},\n"),
        [whole(2, "{}"), (2, Err(DocumentError::OpenArray))]
    );
}

#[test]
fn other_text_is_reported_once() {
    let garbage = Err(DocumentError::Garbage);
    assert_eq!(
        documents("hello\nworld {}\n{\"a\":1} trailing {}\n{}\n]\n"),
        [
            (1, garbage.clone()),
            whole(3, "{\"a\":1}"),
            (3, garbage.clone()),
            whole(4, "{}"),
            (5, garbage.clone()),
        ]
    );
    assert_eq!(
        documents("[1, 2]\n{}"),
        [
            (1, garbage),
            whole(2, "{}"),
            (1, Err(DocumentError::OpenArray))
        ]
    );
}

#[test]
fn a_document_that_is_too_long_costs_itself_only() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(BYTES_MAX));
    assert_eq!(
        documents(&format!("{{}}\n{long}\n{{}}\n")),
        [
            whole(1, "{}"),
            (2, Err(DocumentError::TooLong(BYTES_MAX))),
            whole(3, "{}")
        ]
    );
}

#[test]
fn nesting_is_limited() {
    let mut documents = Documents::new(1 << 20);
    let mut found = Vec::new();
    let json = format!("{{\"a\":{}\n{{}}", "[".repeat(1 << 16));
    documents.feed(json.as_bytes(), &mut |line, document| {
        found.push((line, document.is_ok()));
    });
    assert_eq!(found, [(1, false), (2, true)]);
}

#[test]
fn lines_that_all_break_the_one_before_are_read_in_linear_time() {
    let json = "{\"a\":[\n".repeat(200_000);
    let mut documents = Documents::new(1 << 20);
    let mut count = 0;
    documents.feed(json.as_bytes(), &mut |_, _| count += 1);
    documents.finish(&mut |_, _| count += 1);
    assert!(count > 0 && count <= 200_000, "{count}");
    // One copy may be read again four times.
    assert!(documents.reread.position() == json.len() as u64);
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_are_the_same_documents(
        json in r#"(\{"a":|\{|\}|\[|\]|"|,|1|\n|  |\\|x|\n\{|\{\}\n){0,60}"#,
        piece in 1_usize..30,
    ) {
        let whole = read(json.as_bytes(), json.len().max(1));
        prop_assert_eq!(&read(json.as_bytes(), piece), &whole);
        prop_assert_eq!(whole.1, json.split_inclusive('\n').count() as u64);
    }

    #[test]
    fn documents_that_stand_on_lines_are_all_found(
        documents in prop::collection::vec(r#"\{("[a-z\{\}\[]{1,4}":(1|"x\{"|\[1,\{\}\]))?\}"#, 0..20),
    ) {
        let json = documents.join("\n");
        let (found, _) = read(json.as_bytes(), 11);
        let expected: Found =
            documents.iter().zip(1..).map(|(document, line)| whole(line, document)).collect();
        prop_assert_eq!(found, expected);
    }
}
