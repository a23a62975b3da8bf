//! JSON as a server function sends it.

use bytes::Bytes;
use leptos::server_fn::codec::Post;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

use service::compact_json::{NotCompactJson, read, write};

/// [Compact JSON](service::compact_json), like the page's own data: the browser loads the code
/// that reads each type only once.
pub struct JsonText;

/// The output of a server function.
pub type Json = Post<JsonText>;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = NotCompactJson;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        write(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = NotCompactJson;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // Bytes that are not text are not JSON either.
        read(std::str::from_utf8(&bytes).unwrap_or_default())
    }
}
