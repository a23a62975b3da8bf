//! The serializer.

use std::fmt::{Display, Write as _};

use serde::ser::{
    Impossible, Serialize, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::NotCompactJson;
use super::decimal::decimal;

type Result<T> = std::result::Result<T, NotCompactJson>;

/// Serializes a value.
pub fn write<T: Serialize>(value: &T) -> Result<String> {
    let mut text = String::new();
    value.serialize(Writer { text: &mut text })?;
    Ok(text)
}

/// Serializes the next value.
struct Writer<'a> {
    text: &'a mut String,
}

impl<'a> Writer<'a> {
    fn shown(self, value: impl Display) -> Result<()> {
        write!(self.text, "{value}").map_err(|_| NotCompactJson)
    }

    fn variant(&mut self, name: &str) -> Result<()> {
        self.text.push('{');
        Writer { text: self.text }.serialize_str(name)?;
        self.text.push(':');
        Ok(())
    }

    fn list(self, end: &'static str) -> List<'a> {
        self.text.push('[');
        List {
            text: self.text,
            is_first: true,
            end,
        }
    }
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = NotCompactJson;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Impossible<(), NotCompactJson>;
    type SerializeStruct = List<'a>;
    type SerializeStructVariant = List<'a>;

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.shown(value)
    }

    fn serialize_i8(self, value: i8) -> Result<()> {
        self.shown(value)
    }

    fn serialize_i16(self, value: i16) -> Result<()> {
        self.shown(value)
    }

    fn serialize_i32(self, value: i32) -> Result<()> {
        self.shown(value)
    }

    fn serialize_i64(self, value: i64) -> Result<()> {
        self.shown(value)
    }

    fn serialize_u8(self, value: u8) -> Result<()> {
        self.shown(value)
    }

    fn serialize_u16(self, value: u16) -> Result<()> {
        self.shown(value)
    }

    fn serialize_u32(self, value: u32) -> Result<()> {
        self.shown(value)
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        self.shown(value)
    }

    fn serialize_f32(self, _: f32) -> Result<()> {
        Err(NotCompactJson)
    }

    fn serialize_f64(self, value: f64) -> Result<()> {
        let text = value.to_string();
        let bits = value.to_bits();
        if decimal(&text).map(f64::to_bits) == Some(bits) {
            self.shown(text)
        } else if value.is_finite() {
            self.serialize_str(&format!("{bits:x}"))
        } else {
            Err(NotCompactJson)
        }
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        self.text.push('"');
        for char in value.chars() {
            match char {
                '"' | '\\' => self.text.extend(['\\', char]),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\0'..' ' => {
                    let number = u32::from(char);
                    write!(self.text, "\\u{number:04x}").map_err(|_| NotCompactJson)?;
                }
                _ => self.text.push(char),
            }
        }
        self.text.push('"');
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<()> {
        Err(NotCompactJson)
    }

    fn serialize_none(self) -> Result<()> {
        self.shown("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.shown("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.shown("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<()> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<()> {
        self.variant(name)?;
        value.serialize(Writer { text: self.text })?;
        self.text.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>> {
        Ok(self.list("]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'a>> {
        Ok(self.list("]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>> {
        Ok(self.list("]"))
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<List<'a>> {
        self.variant(name)?;
        Ok(self.list("]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap> {
        Err(NotCompactJson)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<List<'a>> {
        Ok(self.list("]"))
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<List<'a>> {
        self.variant(name)?;
        Ok(self.list("]}"))
    }
}

/// A list that is being serialized.
struct List<'a> {
    text: &'a mut String,
    is_first: bool,
    end: &'static str,
}

impl List<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        if !self.is_first {
            self.text.push(',');
        }
        self.is_first = false;
        value.serialize(Writer { text: self.text })
    }

    fn finish(self) {
        self.text.push_str(self.end);
    }
}

/// All of serde's kinds of lists are written as their elements in order, without names.
macro_rules! lists {
    ($($kind:ident: $part:ident($($name:ty)?),)*) => {$(
        impl $kind for List<'_> {
            type Ok = ();
            type Error = NotCompactJson;

            fn $part<T: Serialize + ?Sized>(&mut self, $(_: $name,)? value: &T) -> Result<()> {
                self.push(value)
            }

            fn end(self) -> Result<()> {
                self.finish();
                Ok(())
            }
        }
    )*};
}

lists! {
    SerializeSeq: serialize_element(),
    SerializeTuple: serialize_element(),
    SerializeTupleStruct: serialize_field(),
    SerializeTupleVariant: serialize_field(),
    SerializeStruct: serialize_field(&'static str),
    SerializeStructVariant: serialize_field(&'static str),
}
