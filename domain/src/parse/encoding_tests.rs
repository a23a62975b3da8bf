#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

fn decoded(pieces: &[&[u8]]) -> Vec<u8> {
    let mut decoder = Decoder::default();
    let mut text = Vec::new();
    for piece in pieces {
        text.extend_from_slice(&decoder.decode(piece));
    }
    text.extend_from_slice(decoder.finish());
    text
}

fn encoded(text: &str, mark: [u8; 2]) -> Vec<u8> {
    let unit = if mark == LITTLE_ENDIAN {
        u16::to_le_bytes
    } else {
        u16::to_be_bytes
    };
    let units = text.encode_utf16().flat_map(unit);
    mark.into_iter().chain(units).collect()
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(decoded(&[bytes])).unwrap()
}

#[test]
fn bytes_without_a_mark_are_passed_on() {
    for bytes in [
        &b""[..],
        b"a",
        b"ab",
        b"\xff",
        b"\xfe",
        b"\xffa",
        b"\xef\xbb\xbfa",
        b"a\xff\xfe",
    ] {
        assert_eq!(decoded(&[bytes]), bytes);
        let one_by_one: Vec<_> = bytes.chunks(1).collect();
        assert_eq!(decoded(&one_by_one), bytes);
    }
}

#[test]
fn half_a_letter_is_replaced() {
    assert_eq!(text_of(b"\xff\xfea\0b"), "a\u{fffd}");
    assert_eq!(text_of(b"\xff\xfe\x3d\xd8"), "\u{fffd}");
    // A high surrogate before a letter, before another high surrogate, and a low one alone.
    assert_eq!(text_of(b"\xff\xfe\x3d\xd8a\0"), "\u{fffd}a");
    assert_eq!(
        text_of(b"\xff\xfe\x3d\xd8\x3d\xd8\x00\xde"),
        "\u{fffd}\u{1f600}"
    );
    assert_eq!(text_of(b"\xfe\xff\xde\x00\0a"), "\u{fffd}a");
}

proptest! {
    #[test]
    fn utf16_is_read_in_any_pieces(
        text in ".{0,40}",
        cuts in vec(any::<Index>(), 0..6),
        is_little: bool,
    ) {
        let mark = if is_little { LITTLE_ENDIAN } else { BIG_ENDIAN };
        let bytes = encoded(&text, mark);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut taken = 0;
        for cut in cuts.into_iter().chain([bytes.len()]) {
            pieces.push(bytes.get(taken..cut).unwrap());
            taken = cut;
        }
        prop_assert_eq!(decoded(&pieces), text.as_bytes());
    }

    #[test]
    fn any_bytes_are_an_answer_the_same_in_any_pieces(mut bytes in vec(any::<u8>(), 0..40), mark: bool) {
        if mark {
            bytes.splice(0..0, LITTLE_ENDIAN);
        }
        let one_by_one: Vec<_> = bytes.chunks(1).collect();
        prop_assert_eq!(decoded(&[&bytes]), decoded(&one_by_one));
    }
}
