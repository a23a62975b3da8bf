//! The fields of a form that could not be accepted.

use axum::extract::multipart::Multipart;

/// Fields kept per form.
const FIELDS_MAX: usize = 500;

/// Bytes kept of all names and values.
const BYTES_MAX: usize = 64 * 1024;

/// Names of password fields. They are never kept.
pub(super) const PASSWORDS: [&str; 2] = ["password", "present"];

/// The hidden field that names the user of the page.
const READER: &str = "reader";

/// The fields of a form, without passwords and files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SubmittedFields {
    /// The user of the page, by number; forms without fields name none.
    pub reader: Option<i64>,
    /// Names and values, in order.
    pub fields: Vec<(String, String)>,
    /// Whether passwords or files were left out.
    pub lacks_secrets: bool,
    /// Whether something was left out because it was too large.
    pub is_cut: bool,
    bytes: usize,
}

impl SubmittedFields {
    /// Reads the body of a URL-encoded form.
    pub(super) fn of_form(body: &[u8]) -> Self {
        let mut sent = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            sent.take(&name, &value);
        }
        sent
    }

    /// Reads the fields before the files of a form, and discards the files: a browser reads a
    /// response only after it has sent them.
    pub(super) async fn of_files(mut body: Multipart) -> Self {
        let mut sent = Self::default();
        while let Ok(Some(mut field)) = body.next_field().await {
            let is_file = field.file_name().is_some();
            let name = field.name().unwrap_or_default().to_owned();
            let mut value = Vec::new();
            while let Ok(Some(piece)) = field.chunk().await {
                let room = BYTES_MAX.saturating_sub(value.len());
                if is_file {
                    sent.lacks_secrets = true;
                } else {
                    sent.is_cut |= piece.len() > room;
                    value.extend(piece.iter().take(room));
                }
            }
            if !is_file {
                sent.take(&name, &String::from_utf8_lossy(&value));
            }
        }
        sent
    }

    /// The value of a field; empty if missing.
    pub(super) fn value(&self, name: &str) -> &str {
        let mut fields = self.fields.iter();
        let field = fields.find(|(key, _)| key == name);
        field.map_or("", |(_, value)| value)
    }

    fn take(&mut self, name: &str, value: &str) {
        if name == READER {
            self.reader = value.parse().ok();
            return;
        }
        if PASSWORDS.contains(&name) {
            self.lacks_secrets |= !value.is_empty();
            return;
        }
        self.bytes = self.bytes.saturating_add(name.len() + value.len());
        if self.fields.len() >= FIELDS_MAX || self.bytes > BYTES_MAX {
            self.is_cut = true;
            return;
        }
        // HTML cannot represent it.
        let clean = |text: &str| text.replace('\0', "\u{fffd}");
        self.fields.push((clean(name), clean(value)));
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES_MAX, FIELDS_MAX, SubmittedFields};

    #[test]
    fn fields_are_kept_in_their_order_and_passwords_are_not() {
        let sent = SubmittedFields::of_form(
            b"reader=7&name=Mira+%26+Co&password=secret&names=A%0D%0AB&names=C&present=old&x=%00",
        );
        assert_eq!(sent.reader, Some(7));
        let fields: Vec<(&str, &str)> = sent.fields.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(
            fields,
            [
                ("name", "Mira & Co"),
                ("names", "A\r\nB"),
                ("names", "C"),
                ("x", "\u{fffd}"),
            ]
        );
        assert!(sent.lacks_secrets && !sent.is_cut);
        assert_eq!(sent.value("names"), "A\r\nB");
        assert_eq!(sent.value("password"), "");
    }

    #[test]
    fn kept_fields_are_bounded() {
        let many = "a=1&".repeat(FIELDS_MAX + 1);
        let sent = SubmittedFields::of_form(many.as_bytes());
        assert_eq!((sent.fields.len(), sent.is_cut), (FIELDS_MAX, true));
        let long = format!("note={}&days=7", "a".repeat(BYTES_MAX));
        let sent = SubmittedFields::of_form(long.as_bytes());
        assert!(sent.fields.is_empty() && sent.is_cut);
        let sent = SubmittedFields::of_form(b"reader=me&password=");
        assert_eq!(sent, SubmittedFields::default());
    }
}
