//! The base path: what the URLs of a report begin with.

use serde::{Deserialize, Serialize};

/// What each URL of a report begins with: nothing for a user's report, `/shared/{id}` for
/// that of a link. Whatever a report's page leads to is at [`join`](Self::join), and what it
/// asks for by itself is at [`ask`](Self::ask), so that the path tells the server whose
/// report it is of, and for whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasePath {
    /// The public id of the link.
    link: Option<u64>,
    /// The mark of what the page's reader may see.
    mark: Option<u64>,
}

impl BasePath {
    /// The path that the reports of all links are under.
    pub const OF_LINKS: &str = "/shared";

    /// What is below a path that a page asks, before the mark of what its reader may see.
    pub const AS: &str = "/as";

    /// That of a link's report, by the link's public id.
    pub fn of_link(public_id: u64) -> Self {
        Self {
            link: Some(public_id),
            mark: None,
        }
    }

    /// The same, for a page whose reader may see what `mark` marks.
    #[must_use]
    pub fn seen_as(self, mark: u64) -> Self {
        Self {
            mark: Some(mark),
            ..self
        }
    }

    /// The URL of a path of the report, such as `/denials`.
    pub fn join(self, path: &str) -> String {
        match self.link {
            Some(link) => format!("{}/{link:016x}{path}", Self::OF_LINKS),
            None => path.to_owned(),
        }
    }

    /// The URL by which a page asks for a path of the report, such as `/version`: where the
    /// reader may see something else by then, it is refused.
    pub fn ask(self, path: &str) -> String {
        match self.mark {
            Some(mark) => self.join(&format!("{}/{mark:016x}{path}", Self::AS)),
            None => self.join(path),
        }
    }

    /// The path of the report that a URL's path is at, the contrary of
    /// [`join`](Self::join).
    pub fn strip(self, path: &str) -> &str {
        path.strip_prefix(&*self.join("")).unwrap_or(path)
    }
}

#[cfg(test)]
mod tests {
    use super::BasePath;

    #[test]
    fn a_path_is_found_again_under_its_base() {
        let own = BasePath::default();
        let of_link = BasePath::of_link(0x0123_4567_89ab_cdef);
        assert_eq!(own.join("/denials"), "/denials");
        assert_eq!(of_link.join("/denials"), "/shared/0123456789abcdef/denials");
        for base in [own, of_link, BasePath::of_link(1)] {
            assert_eq!(base.strip(&base.join("/denials?a=b")), "/denials?a=b");
        }
    }

    #[test]
    fn what_a_page_asks_carries_the_mark_of_its_reader() {
        let of_link = BasePath::of_link(0x0123_4567_89ab_cdef);
        assert_eq!(of_link.ask("/news"), "/shared/0123456789abcdef/news");
        let page = of_link.seen_as(0x2a);
        assert_eq!(page.join("/denials"), of_link.join("/denials"));
        let asked = "/shared/0123456789abcdef/as/000000000000002a/news";
        assert_eq!(page.ask("/news"), asked);
        let own = BasePath::default().seen_as(0x2a);
        assert_eq!(own.ask("/news"), "/as/000000000000002a/news");
    }
}
