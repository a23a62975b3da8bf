//! The bytes of a slice, as described in docs/slice-format.md.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

mod slice_support;
mod support;

use domain::slice::{MAGIC, SliceError};

use slice_support::{back, whole};
use support::{Fact, denied, frame_of, granted};

/// Two denials and a repeat of the first one, followed by a grant.
fn record() -> Vec<Fact> {
    let other = Fact {
        account: "",
        user: "o'brien+1",
        device: "",
        version: "",
        status: Some(3),
        ..denied(1_000_060)
    };
    vec![
        denied(1_000_000),
        other,
        denied(1_000_061),
        granted(1_000_900),
    ]
}

/// Its slice, 40 bytes per line.
const BYTES: [&str; 8] = [
    "54524e57020000000000000000070000000000000007020000020c4e6f72646c6963687420414700",
    "02000002000764656661756c74010764656661756c740200000205c4b070656b096f27627269656e",
    "2b31020000020757532d303831350001000001096d6f756c64666c6f77010000010ac3966b6f6269",
    "6c616e7a0200000208372e312d6265746100010000010a636f6e63757272656e740200000211666c",
    "65786e65742d7075626c6973686572022d3412616c6c206c6963656e7365732074616b656e001166",
    "6c65786e65742d7075626c6973686572032d31300772616e206f7574010100000100000000000004",
    "4003000003c0843d3c01010101000002010001010102010102010000010100010202010102010100",
    "010001010000000100c806",
];

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

#[test]
fn the_bytes_of_a_format_version_stay_the_same() {
    // If you change these bytes, change the number in MAGIC and the document.
    assert_eq!(hex(&whole(&frame_of(&record()))), BYTES.concat());
}

#[test]
fn a_slice_of_another_format_version_is_foreign() {
    let mut bytes = whole(&frame_of(&record()));
    let number = MAGIC.len() - 1;
    for other in (0..=u8::MAX).filter(|other| *other != MAGIC[number]) {
        bytes[number] = other;
        assert_eq!(back(&bytes), Err(SliceError::Foreign));
    }
}
