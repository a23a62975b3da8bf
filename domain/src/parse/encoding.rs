//! UTF-16, as PowerShell's `>` writes it: a byte order mark says so.

use std::borrow::Cow;

/// The byte order mark of UTF-16, least significant byte first.
const LITTLE_ENDIAN: [u8; 2] = [0xff, 0xfe];
/// The byte order mark of UTF-16, most significant byte first.
const BIG_ENDIAN: [u8; 2] = [0xfe, 0xff];

/// The replacement for half a surrogate pair, or half a code unit.
const REPLACEMENT: &str = "\u{fffd}";

/// Converts UTF-16 with a byte order mark to UTF-8, in pieces of any size; all other bytes
/// are passed on unchanged.
#[derive(Default)]
pub(super) struct Decoder(State);

#[derive(Default)]
enum State {
    #[default]
    Start,
    /// The first byte may be half of a byte order mark.
    Half([u8; 1]),
    AsItIs,
    Utf16(Utf16),
}

impl Decoder {
    /// The next bytes, decoded.
    pub(super) fn decode<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        match &mut self.0 {
            State::AsItIs => Cow::Borrowed(bytes),
            State::Utf16(utf16) => Cow::Owned(utf16.decode(bytes)),
            State::Start => self.begin(bytes),
            State::Half([first]) => {
                let bytes = [&[*first], bytes].concat();
                Cow::Owned(self.begin(&bytes).into_owned())
            }
        }
    }

    fn begin<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let Some((mark, rest)) = bytes.split_first_chunk() else {
            if let [first @ (0xfe | 0xff)] = bytes {
                self.0 = State::Half([*first]);
                return Cow::Borrowed(&[]);
            }
            if !bytes.is_empty() {
                self.0 = State::AsItIs;
            }
            return Cow::Borrowed(bytes);
        };
        let unit: fn([u8; 2]) -> u16 = match *mark {
            LITTLE_ENDIAN => u16::from_le_bytes,
            BIG_ENDIAN => u16::from_be_bytes,
            _ => {
                self.0 = State::AsItIs;
                return Cow::Borrowed(bytes);
            }
        };
        let mut utf16 = Utf16 {
            unit,
            half: None,
            high: None,
        };
        let text = utf16.decode(rest);
        self.0 = State::Utf16(utf16);
        Cow::Owned(text)
    }

    /// What is left at the end.
    pub(super) fn finish(&mut self) -> &[u8] {
        match &self.0 {
            State::Half(first) => first,
            State::Utf16(utf16) if utf16.half.is_some() || utf16.high.is_some() => {
                REPLACEMENT.as_bytes()
            }
            State::Start | State::AsItIs | State::Utf16(_) => &[],
        }
    }
}

/// The state of decoding UTF-16.
struct Utf16 {
    unit: fn([u8; 2]) -> u16,
    /// The first byte of an incomplete code unit.
    half: Option<u8>,
    /// The first code unit of an incomplete pair.
    high: Option<u16>,
}

impl Utf16 {
    fn decode(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut text = String::with_capacity(bytes.len() / 2 + 4);
        let bytes = match (self.half.take(), bytes.split_first()) {
            (Some(half), Some((first, rest))) => {
                self.push([half, *first], &mut text);
                rest
            }
            (half, _) => {
                self.half = half;
                bytes
            }
        };
        let (units, rest) = bytes.as_chunks();
        for unit in units {
            self.push(*unit, &mut text);
        }
        if let [half] = rest {
            self.half = Some(*half);
        }
        text.into_bytes()
    }

    fn push(&mut self, bytes: [u8; 2], text: &mut String) {
        let unit = (self.unit)(bytes);
        if let Some(high) = self.high.take() {
            if let Some(Ok(letter)) = char::decode_utf16([high, unit]).next() {
                text.push(letter);
                return;
            }
            text.push_str(REPLACEMENT);
        }
        match unit {
            0xd800..=0xdbff => self.high = Some(unit),
            _ => match char::from_u32(u32::from(unit)) {
                Some(letter) => text.push(letter),
                None => text.push_str(REPLACEMENT),
            },
        }
    }
}

/// Decodes bytes from the start of a file.
pub(super) fn head(bytes: &[u8]) -> Cow<'_, [u8]> {
    Decoder::default().decode(bytes)
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
