//! The fields of the upload form.

use app::document::ImportFields;
use axum::extract::multipart::Field;
use domain::event::{Second, Source};
use domain::log_format::LogFormat;
use domain::time_zone::Zone;
use domain::view_query::parse_date;
use service::importing::Settings;

/// The limit of a field that is no file, in bytes.
const FIELD_BYTES_MAX: usize = 4096;

/// What an upload has sent so far besides files: the form's fields, and what the page and its
/// script add for the upload alone.
#[derive(Debug, Default)]
pub(super) struct UploadFields {
    /// The form's fields, which the page shows again.
    pub fields: ImportFields,
    /// The user of the page, by number.
    pub reader: Option<i64>,
    /// When the next file was last modified, as the browser reports it.
    pub modified: Option<Second>,
}

impl UploadFields {
    /// Reads a field that is no file. An overlong value is cut, which makes it invalid.
    pub(super) async fn take(&mut self, mut field: Field<'_>) {
        let name = field.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Ok(Some(piece)) = field.chunk().await {
            let room = FIELD_BYTES_MAX.saturating_sub(bytes.len());
            bytes.extend(piece.iter().take(room));
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        let fields = &mut self.fields;
        match &*name {
            "account" => fields.account = text,
            "server" => fields.server = text,
            "source" => fields.source = text,
            "format" => fields.format = text,
            "time-zone" => fields.time_zone = text,
            "date" => fields.date = text,
            "reader" => self.reader = text.parse().ok(),
            "modified" => self.modified = text.parse().ok().map(Second),
            _ => {}
        }
    }

    /// The settings, or what to change.
    pub(super) fn settings(&self) -> Result<Settings, String> {
        let fields = &self.fields;
        let or = |text: &str, default: &str| match text {
            "" => default.to_owned(),
            text => text.to_owned(),
        };
        let format = match &*or(&fields.format, "auto") {
            "auto" => None,
            word => Some(LogFormat::from_word(word).ok_or("choose a format from the list")?),
        };
        let source = match &*fields.source {
            "" => None,
            word => Some(Source::from_word(word).ok_or("choose a kind of server from the list")?),
        };
        let zone = Zone::named(&or(&fields.time_zone, "UTC"));
        let date = match &*fields.date {
            "" => None,
            text => Some(parse_date(text).ok_or("write the day as YYYY-MM-DD")?),
        };
        Ok(Settings {
            account: fields.account.clone(),
            server: or(&fields.server, "default"),
            source,
            format,
            zone: zone.map_err(|error| error.to_string())?,
            date,
            time: None,
        })
    }
}
