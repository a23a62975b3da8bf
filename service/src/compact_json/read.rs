//! The deserializer.

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, SeqAccess, VariantAccess, Visitor,
};

use super::NotCompactJson;
use super::decimal::decimal;

type Result<T> = std::result::Result<T, NotCompactJson>;

/// Parses a value from a text that has nothing else.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(NotCompactJson),
    }
}

/// A text, and how far it has been parsed.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Consumes a byte, if it is the next one.
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn require(&mut self, byte: u8) -> Result<()> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(NotCompactJson)
        }
    }

    /// Consumes a word, if it is the next one.
    fn take_word(&mut self, word: &str) -> bool {
        let is_next = self.rest().starts_with(word);
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn number(&mut self) -> Result<(bool, u64)> {
        let is_negative = self.take(b'-');
        let digits = self.rest();
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        self.at += count;
        let number = digits.get(..count).and_then(|digits| digits.parse().ok());
        Ok((is_negative, number.ok_or(NotCompactJson)?))
    }

    fn string(&mut self) -> Result<String> {
        self.require(b'"')?;
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(['"', '\\']).ok_or(NotCompactJson)?;
            string.push_str(rest.get(..end).unwrap_or_default());
            self.at += end;
            if self.take(b'"') {
                return Ok(string);
            }
            string.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Result<char> {
        self.require(b'\\')?;
        let escape = self.peek().ok_or(NotCompactJson)?;
        self.at += 1;
        Ok(match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            // Only characters without a shorter form are written by number, so there are no
            // surrogates.
            b'u' => {
                let digits = self.rest().get(..4).ok_or(NotCompactJson)?;
                self.at += 4;
                // `from_str_radix` would accept a sign.
                let is_plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_plain);
                number.and_then(char::from_u32).ok_or(NotCompactJson)?
            }
            _ => return Err(NotCompactJson),
        })
    }

    fn list<T>(&mut self, read: impl FnOnce(&mut List<'_, 'a>) -> Result<T>) -> Result<T> {
        self.require(b'[')?;
        let mut list = List {
            reader: self,
            is_first: true,
        };
        let value = read(&mut list)?;
        self.require(b']')?;
        Ok(value)
    }
}

/// A list that is being parsed.
struct List<'r, 'a> {
    reader: &'r mut Reader<'a>,
    is_first: bool,
}

impl<'de> SeqAccess<'de> for &mut List<'_, '_> {
    type Error = NotCompactJson;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.reader.peek() == Some(b']') {
            return Ok(None);
        }
        if !self.is_first {
            self.reader.require(b',')?;
        }
        self.is_first = false;
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = NotCompactJson;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(NotCompactJson)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let value = self.take_word("true");
        if value || self.take_word("false") {
            visitor.visit_bool(value)
        } else {
            Err(NotCompactJson)
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.number()? {
            (false, number) => visitor.visit_u64(number),
            (true, _) => Err(NotCompactJson),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let (is_negative, number) = self.number()?;
        let number = if is_negative {
            0_i64.checked_sub_unsigned(number)
        } else {
            i64::try_from(number).ok()
        };
        visitor.visit_i64(number.ok_or(NotCompactJson)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.peek() == Some(b'"') {
            let bits = u64::from_str_radix(&self.string()?, 16);
            let number = bits.map(f64::from_bits).ok().filter(|it| it.is_finite());
            return visitor.visit_f64(number.ok_or(NotCompactJson)?);
        }
        let rest = self.rest();
        let end = rest.find([',', ']', '}']).unwrap_or(rest.len());
        let number = rest.get(..end).and_then(decimal);
        self.at += end;
        visitor.visit_f64(number.ok_or(NotCompactJson)?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.take_word("null") {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.list(|list| visitor.visit_seq(list))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if !self.take(b'{') {
            return visitor.visit_enum(Variant { reader: self });
        }
        let value = visitor.visit_enum(Variant { reader: &mut *self })?;
        self.require(b'}')?;
        Ok(value)
    }

    serde::forward_to_deserialize_any! {
        f32 char str bytes byte_buf unit unit_struct tuple_struct map
        ignored_any
    }
}

/// A variant of an enum: its name, or its name and a value in braces.
struct Variant<'r, 'a> {
    reader: &'r mut Reader<'a>,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = NotCompactJson;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self)> {
        let variant = seed.deserialize(&mut *self.reader)?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = NotCompactJson;

    fn unit_variant(self) -> Result<()> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        self.reader.require(b':')?;
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.reader.require(b':')?;
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.reader.require(b':')?;
        self.reader.deserialize_seq(visitor)
    }
}
