//! The form that creates a link, as a browser sends it.

use app::document::NewLinkFields;
use domain::display::printable;
use domain::event::Second;
use domain::time_zone::Zone;
use domain::view::{FilterKey, Filters, View};
use domain::view_query::parse_date;
use domain::zone::{civil_second, day_number};
use store::{LINK_DAYS_DEFAULT, NewLink};

use crate::serve::routes::forms::page::{SHORT_CHARS_MAX, cut};

/// The longest reason why a filter cannot be read, in characters.
const REASON_CHARS_MAX: usize = 300;

/// Parses the body of a form. Unknown fields are ignored.
pub(super) fn parse(body: &[u8]) -> NewLinkFields {
    let mut fields = NewLinkFields::default();
    for (key, value) in form_urlencoded::parse(body) {
        let value = value.into_owned();
        match &*key {
            "view" => fields.view = value,
            "account" => {
                fields.accounts.insert(value);
            }
            "others" => fields.others = value,
            "more" => fields.more = value,
            "asked" => fields.asked = value,
            "filter" => {
                fields.filters.insert(value);
            }
            "earliest" => fields.earliest = value,
            "zone" => fields.zone = value,
            "days" => fields.days = value,
            "users" => fields.masks_users = true,
            "devices" => fields.masks_devices = true,
            "note" => fields.note = value,
            "password" => fields.password = value.into(),
            _ => {}
        }
    }
    fields
}

/// The typed accounts.
pub(super) fn all_others(fields: &NewLinkFields) -> impl Iterator<Item = &str> {
    let others = fields.others.lines().chain([&*fields.more]);
    others.map(str::trim).filter(|name| !name.is_empty())
}

/// The link that the fields request, or what is missing.
pub(super) fn requested(fields: &NewLinkFields) -> Result<NewLink, String> {
    let others = all_others(fields).map(str::to_owned);
    let password = fields.password.password();
    let days = match fields.days.trim() {
        "" => LINK_DAYS_DEFAULT,
        // An invalid number is out of bounds.
        typed => typed.parse().unwrap_or(0),
    };
    Ok(NewLink {
        password: password.map_err(|refused| refused.to_string())?,
        accounts: fields.accounts.iter().cloned().chain(others).collect(),
        filters: locked(fields)?,
        earliest: first_second(fields)?,
        masks_users: fields.masks_users,
        masks_devices: fields.masks_devices,
        note: fields.note.clone(),
        days,
    })
}

/// The ticked filters, combined.
fn locked(fields: &NewLinkFields) -> Result<Filters, String> {
    let mut locked = Filters::default();
    for query in &fields.filters {
        let view = View::parse_strict(query)
            .map_err(|error| printable(&error.to_string(), REASON_CHARS_MAX))?;
        for (key, filter) in view.filters.set() {
            let all = locked.get_mut(key);
            all.only.extend(filter.only.iter().cloned());
            all.not.extend(filter.not.iter().cloned());
        }
    }
    Ok(locked)
}

/// The first second of the first day.
fn first_second(fields: &NewLinkFields) -> Result<Option<Second>, String> {
    let typed = fields.earliest.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = parse_date(typed).ok_or_else(|| {
        let typed = printable(typed, SHORT_CHARS_MAX);
        format!("“{typed}” is not a date: write it like 2026-03-01, or leave it empty")
    })?;
    let zone =
        Zone::named(&cut(&fields.zone, SHORT_CHARS_MAX)).map_err(|error| error.to_string())?;
    let around = Second(civil_second(day.at(0, 0, 0, 0)));
    let offsets = zone.offsets(around, around);
    let day = day_number(day);
    let days = domain::zone::Days {
        first: day,
        last: day,
    };
    let (first, _) = offsets.outer_seconds(days);
    Ok(Some(first))
}

/// Each value of a view's filters separately, as a query string and as text, without the
/// account filter.
pub(super) fn parts(filters: &Filters) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    for (key, filter) in filters.set() {
        if key == FilterKey::Account {
            continue;
        }
        let asked = filter.only.iter().map(|value| (value, true));
        let left_out = filter.not.iter().map(|value| (value, false));
        for (value, is_asked) in asked.chain(left_out) {
            let mut view = View::default();
            let one = view.filters.get_mut(key);
            let values = if is_asked {
                &mut one.only
            } else {
                &mut one.not
            };
            values.insert(value.clone());
            let words = app::tables::heading::filter_parts(&view.filters);
            parts.push((view.to_query(), words.join("; ")));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use app::document::NewLinkFields;
    use domain::event::Second;
    use domain::view::View;

    use super::{parse, parts, requested};

    #[test]
    fn selected_filters_are_those_of_the_view() {
        let view =
            View::parse("category=capacity&category=rule&not-user=root&account=Acme&feature=a%2Cb");
        let mut filters = view.view.filters.clone();
        let ticked: Vec<String> = parts(&filters)
            .into_iter()
            .map(|(query, _)| query)
            .collect();
        assert_eq!(ticked.len(), 4);
        let form = NewLinkFields {
            filters: ticked.into_iter().collect(),
            ..NewLinkFields::default()
        };
        filters
            .get_mut(domain::view::FilterKey::Account)
            .only
            .clear();
        assert_eq!(requested(&form).unwrap().filters, filters);
    }

    #[test]
    fn a_day_begins_in_its_zone() {
        let form = |earliest: &str, zone: &str| NewLinkFields {
            earliest: earliest.to_owned(),
            zone: zone.to_owned(),
            ..NewLinkFields::default()
        };
        let first = |earliest, zone| requested(&form(earliest, zone)).unwrap().earliest;
        assert_eq!(first("1970-01-02", "UTC"), Some(Second(86_400)));
        assert_eq!(
            first("2026-07-01", "Europe/Berlin"),
            Some(Second(1_782_864_000 - 2 * 3600))
        );
        assert_eq!(first(" ", "UTC"), None);
        for (earliest, zone) in [("1.7.2026", "UTC"), ("2026-07-01", "Nowhere/City")] {
            assert!(
                requested(&form(earliest, zone)).is_err(),
                "{earliest} {zone}"
            );
        }
    }

    #[test]
    fn a_browsers_form_is_parsed() {
        let form = parse(
            b"view=range%3Dall&account=Acme&account=Bolt+%26+Co&others=Cero%0D%0A%0D%0A+Dune+&\
              users=on&days=7&note=Hello&x=y",
        );
        let link = requested(&form).unwrap();
        let accounts: Vec<&str> = link.accounts.iter().map(String::as_str).collect();
        assert_eq!(accounts, ["Acme", "Bolt & Co", "Cero", "Dune"]);
        assert!(link.masks_users && !link.masks_devices);
        assert_eq!((link.days, &*link.note), (7, "Hello"));
        assert!(requested(&parse(b"days=soon")).unwrap().days == 0);
    }
}
