//! The form that creates a link, as a browser sends it.

use std::collections::BTreeSet;

use domain::display::printable;
use domain::event::Second;
use domain::time_zone::Zone;
use domain::view::{FilterKey, Filters, View};
use domain::view_query::parse_date;
use domain::zone::{civil_second, day_number};
use store::{LINK_DAYS_DEFAULT, NewLink, Password};

use crate::serve::forms::page::{SHORT_CHARS_MAX, cut};

/// The longest reason why a filter cannot be read, in characters.
const REASON_CHARS_MAX: usize = 300;

/// The submitted fields.
#[derive(Default)]
pub(super) struct NewLinkForm {
    /// The query string of the shared view.
    pub view: String,
    /// Selected accounts.
    pub accounts: BTreeSet<String>,
    /// Further accounts, one per line.
    pub others: String,
    /// One more account.
    pub more: String,
    /// Accounts without events that the question was about, one per line.
    pub asked: String,
    /// Selected filters, each as a view's query string.
    pub filters: BTreeSet<String>,
    pub earliest: String,
    pub zone: String,
    pub days: String,
    pub masks_users: bool,
    pub masks_devices: bool,
    pub note: String,
    password: String,
}

impl NewLinkForm {
    /// Parses the body of a form. Unknown fields are ignored.
    pub(super) fn parse(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (key, value) in form_urlencoded::parse(body) {
            let value = value.into_owned();
            match &*key {
                "view" => form.view = value,
                "account" => {
                    form.accounts.insert(value);
                }
                "others" => form.others = value,
                "more" => form.more = value,
                "asked" => form.asked = value,
                "filter" => {
                    form.filters.insert(value);
                }
                "earliest" => form.earliest = value,
                "zone" => form.zone = value,
                "days" => form.days = value,
                "users" => form.masks_users = true,
                "devices" => form.masks_devices = true,
                "note" => form.note = value,
                "password" => form.password = value,
                _ => {}
            }
        }
        form
    }

    /// Whether a password was typed. It is never sent back.
    pub(super) fn has_password(&self) -> bool {
        !self.password.is_empty()
    }

    /// The typed accounts.
    pub(super) fn all_others(&self) -> impl Iterator<Item = &str> {
        let others = self.others.lines().chain([&*self.more]);
        others.map(str::trim).filter(|name| !name.is_empty())
    }

    /// The requested link, or what is missing.
    pub(super) fn link(&self) -> Result<NewLink, String> {
        let others = self.all_others().map(str::to_owned);
        let password = match &*self.password {
            "" => None,
            typed => Some(Password::new(typed).map_err(|refused| refused.to_string())?),
        };
        let days = match self.days.trim() {
            "" => LINK_DAYS_DEFAULT,
            // An invalid number is out of bounds.
            typed => typed.parse().unwrap_or(0),
        };
        Ok(NewLink {
            accounts: self.accounts.iter().cloned().chain(others).collect(),
            filters: self.locked()?,
            earliest: self.first_second()?,
            masks_users: self.masks_users,
            masks_devices: self.masks_devices,
            note: self.note.clone(),
            password,
            days,
        })
    }

    /// The selected filters, combined.
    fn locked(&self) -> Result<Filters, String> {
        let mut locked = Filters::default();
        for query in &self.filters {
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
    fn first_second(&self) -> Result<Option<Second>, String> {
        let typed = self.earliest.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let day = parse_date(typed).ok_or_else(|| {
            let typed = printable(typed, SHORT_CHARS_MAX);
            format!("“{typed}” is not a date: write it like 2026-03-01, or leave it empty")
        })?;
        let zone =
            Zone::named(&cut(&self.zone, SHORT_CHARS_MAX)).map_err(|error| error.to_string())?;
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

    use domain::event::Second;
    use domain::view::View;

    use super::{NewLinkForm, parts};

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
        let form = NewLinkForm {
            filters: ticked.into_iter().collect(),
            ..NewLinkForm::default()
        };
        filters
            .get_mut(domain::view::FilterKey::Account)
            .only
            .clear();
        assert_eq!(form.link().unwrap().filters, filters);
    }

    #[test]
    fn a_day_begins_in_its_zone() {
        let form = |earliest: &str, zone: &str| NewLinkForm {
            earliest: earliest.to_owned(),
            zone: zone.to_owned(),
            ..NewLinkForm::default()
        };
        let first = |earliest, zone| form(earliest, zone).link().unwrap().earliest;
        assert_eq!(first("1970-01-02", "UTC"), Some(Second(86_400)));
        assert_eq!(
            first("2026-07-01", "Europe/Berlin"),
            Some(Second(1_782_864_000 - 2 * 3600))
        );
        assert_eq!(first(" ", "UTC"), None);
        for (earliest, zone) in [("1.7.2026", "UTC"), ("2026-07-01", "Nowhere/City")] {
            assert!(form(earliest, zone).link().is_err(), "{earliest} {zone}");
        }
    }

    #[test]
    fn a_browsers_form_is_parsed() {
        let form = NewLinkForm::parse(
            b"view=range%3Dall&account=Acme&account=Bolt+%26+Co&others=Cero%0D%0A%0D%0A+Dune+&\
              users=on&days=7&note=Hello&x=y",
        );
        let link = form.link().unwrap();
        let accounts: Vec<&str> = link.accounts.iter().map(String::as_str).collect();
        assert_eq!(accounts, ["Acme", "Bolt & Co", "Cero", "Dune"]);
        assert!(link.masks_users && !link.masks_devices);
        assert_eq!((link.days, &*link.note), (7, "Hello"));
        assert!(NewLinkForm::parse(b"days=soon").link().unwrap().days == 0);
    }
}
