//! The base path: what the URLs of a report begin with.

use serde::{Deserialize, Serialize};

/// What each URL of a report begins with: nothing for a user's report, `/shared/{id}` for
/// that of a link. Whatever a report's page leads to is below it, so that the path tells the
/// server whose report it is of. What an open page asks by itself is below a second one,
/// which also marks [what the reader may see](Self::marked).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasePath(String);

impl BasePath {
    /// The path that the reports of all links are under.
    pub const OF_LINKS: &str = "/shared";

    /// What is below a report's base path, before the mark of what the reader may see.
    pub const AS: &str = "/as";

    /// That of a link's report, by the link's public id.
    pub fn of_link(public_id: impl std::fmt::Display) -> Self {
        Self(format!("{}/{public_id}", Self::OF_LINKS))
    }

    /// That by which an open page asks, where `mark` is of what its reader may see: where
    /// the reader may see something else by then, the page is refused.
    #[must_use]
    pub fn marked(&self, mark: u64) -> Self {
        Self(format!("{}{}/{mark:016x}", self.0, Self::AS))
    }

    /// The URL of a path of the report, such as `/denials`.
    pub fn join(&self, path: &str) -> String {
        [&*self.0, path].concat()
    }

    /// The path of the report that a URL's path is at, the contrary of
    /// [`join`](Self::join).
    pub fn strip<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&*self.0).unwrap_or(path)
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

    #[test]
    fn what_a_page_asks_carries_the_mark_of_its_reader() {
        let of_link = BasePath::of_link("0123456789abcdef").marked(0x2a);
        let asked = "/shared/0123456789abcdef/as/000000000000002a/news";
        assert_eq!(of_link.join("/news"), asked);
        let own = BasePath::default().marked(0x2a);
        assert_eq!(own.join("/news"), "/as/000000000000002a/news");
    }
}
