//! The two pages of the report: two looks at one view.

use serde::{Deserialize, Serialize};

/// A page of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Route {
    /// License server usage and denials.
    Overview,
    /// Denials alone, attempt by attempt.
    Denials,
}

impl Route {
    /// Both, in the order of the navigation.
    pub const ALL: [Self; 2] = [Self::Overview, Self::Denials];

    /// Its path.
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::Denials => "/denials",
        }
    }

    /// The page at a path; the overview for any other path.
    pub fn at(path: &str) -> Self {
        if path == Self::Denials.path() {
            Self::Denials
        } else {
            Self::Overview
        }
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "License Server Usage and Denials",
            Self::Denials => "Denied License Requests",
        }
    }

    /// Its name in the navigation.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Denials => "Denials",
        }
    }
}
