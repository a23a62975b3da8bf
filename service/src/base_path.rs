//! The base path: what the URLs of a report begin with.

use serde::{Deserialize, Serialize};

/// What each URL of a report begins with: nothing for a user's report, `/shared/{id}` for a
/// link's. All URLs of a report's page are below it, so the path tells the server which report
/// is meant. The requests of an open page are below a second path, which also has [a mark of
/// what the reader may see](Self::marked).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasePath(String);

impl BasePath {
    /// The path that the reports of all links are under.
    pub const OF_LINKS: &str = "/shared";

    /// What follows a report's base path, before the mark of what the reader may see.
    pub const AS: &str = "/as";

    /// The base path of a link's report, by the link's public id.
    pub fn of_link(public_id: impl std::fmt::Display) -> Self {
        Self(format!("{}/{public_id}", Self::OF_LINKS))
    }

    /// The base path of an open page's requests; `mark` stands for what the reader may see.
    /// Once that has changed, the requests are refused.
    #[must_use]
    pub fn marked(&self, mark: u64) -> Self {
        Self(format!("{}{}/{mark:016x}", self.0, Self::AS))
    }

    /// The URL of a path of the report, such as `/denials`.
    pub fn join(&self, path: &str) -> String {
        [&*self.0, path].concat()
    }

    /// The path within the report, the inverse of [`join`](Self::join).
    pub fn strip<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&*self.0).unwrap_or(path)
    }
}

#[cfg(test)]
mod tests {
    use super::BasePath;

    #[test]
    fn a_path_under_a_base_is_found_again() {
        let own = BasePath::default();
        let of_link = BasePath::of_link("0123456789abcdef");
        assert_eq!(own.join("/denials"), "/denials");
        assert_eq!(of_link.join("/denials"), "/shared/0123456789abcdef/denials");
        for base in [own, of_link] {
            assert_eq!(base.strip(&base.join("/denials?a=b")), "/denials?a=b");
        }
    }

    #[test]
    fn requests_of_a_page_carry_the_mark_of_its_reader() {
        let of_link = BasePath::of_link("0123456789abcdef").marked(0x2a);
        let asked = "/shared/0123456789abcdef/as/000000000000002a/news";
        assert_eq!(of_link.join("/news"), asked);
        let own = BasePath::default().marked(0x2a);
        assert_eq!(own.join("/news"), "/as/000000000000002a/news");
    }
}
