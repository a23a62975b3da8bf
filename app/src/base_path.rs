//! The base path: what the URLs of a report begin with.

use serde::{Deserialize, Serialize};

/// What each URL of a report begins with: nothing for a user's report, `/shared/{id}` for
/// that of a link. Whatever a report's page asks for or leads to is at
/// [`join`](Self::join), so that the path tells the server whose report it is of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasePath(String);

impl BasePath {
    /// The path that the reports of all links are under.
    pub const OF_LINKS: &str = "/shared";

    /// That of a link's report, by the link's public id.
    pub fn of_link(public_id: &str) -> Self {
        Self(format!("{}/{public_id}", Self::OF_LINKS))
    }

    /// The URL of a path of the report, such as `/denials`.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The path of the report that a URL's path is at, the contrary of
    /// [`join`](Self::join).
    pub fn strip<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&*self.0).unwrap_or(path)
    }

    /// The base path itself, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::BasePath;

    #[test]
    fn a_path_is_found_again_under_its_base() {
        let own = BasePath::default();
        let of_link = BasePath::of_link("0123456789abcdef");
        assert_eq!(own.join("/denials"), "/denials");
        assert_eq!(of_link.join("/denials"), "/shared/0123456789abcdef/denials");
        for base in [own, of_link] {
            assert_eq!(base.strip(&base.join("/denials?a=b")), "/denials?a=b");
        }
    }
}
