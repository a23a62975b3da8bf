//! A document as a tree, for tests that look for what a reader would look for.

use super::html::{Piece, Tag, pieces};

/// Void elements.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

/// An element with its content.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) tag: Tag,
    children: Vec<Child>,
}

#[derive(Debug)]
enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// The root of a document. Asserts that elements are nested and closed.
    pub(crate) fn of_html(html: &str) -> Self {
        let root = Tag {
            name: "#document".to_owned(),
            attributes: Vec::new(),
        };
        let mut open = vec![Self::new(root)];
        for piece in pieces(html) {
            match piece {
                Piece::Text(text) => open.last_mut().unwrap().children.push(Child::Text(text)),
                Piece::Open(tag) if VOID.contains(&tag.name.as_str()) => {
                    let child = Child::Element(Self::new(tag));
                    open.last_mut().unwrap().children.push(child);
                }
                Piece::Open(tag) => open.push(Self::new(tag)),
                Piece::Close(name) => {
                    let element = open.pop().unwrap();
                    assert_eq!(element.tag.name, name, "properly nested");
                    let parent = open.last_mut().expect("something was open");
                    parent.children.push(Child::Element(element));
                }
            }
        }
        let root = open.pop().unwrap();
        assert!(open.is_empty(), "{} is not closed", root.tag.name);
        root
    }

    fn new(tag: Tag) -> Self {
        Self {
            tag,
            children: Vec::new(),
        }
    }

    /// The descendants that satisfy a condition, in document order.
    pub(crate) fn all(&self, is_one: &dyn Fn(&Tag) -> bool) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in &self.children {
            if let Child::Element(element) = child {
                if is_one(&element.tag) {
                    found.push(element);
                }
                found.extend(element.all(is_one));
            }
        }
        found
    }

    /// The descendants with a tag name.
    pub(crate) fn named(&self, name: &str) -> Vec<&Self> {
        self.all(&|tag| tag.name == name)
    }

    /// The descendants with a class.
    pub(crate) fn of_class(&self, class: &str) -> Vec<&Self> {
        self.all(&|tag| {
            let classes = tag.attribute("class").unwrap_or_default();
            classes.split_whitespace().any(|one| one == class)
        })
    }

    /// The section under a heading.
    pub(crate) fn section(&self, heading: &str) -> &Self {
        let sections = self.named("section");
        let mut sections = sections.into_iter().filter(|section| {
            let headings = section.named("h2");
            headings.iter().any(|h2| h2.text() == heading)
        });
        sections
            .next()
            .unwrap_or_else(|| panic!("no section `{heading}`"))
    }

    /// The value of an attribute; empty if missing.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.tag.attribute(name).unwrap_or_default()
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        let text = self.children.iter().map(|child| match child {
            Child::Element(element) => element.text(),
            Child::Text(text) => text.clone(),
        });
        text.collect()
    }

    /// The cell texts, row by row, of the first table in it.
    pub(crate) fn cells(&self) -> Vec<Vec<String>> {
        let tables = self.named("table");
        let table = tables.first().expect("it has a table");
        let rows = table.named("tr").into_iter();
        let cells = |row: &Self| {
            let cells = row.all(&|tag| matches!(tag.name.as_str(), "td" | "th"));
            // Leptos writes a space for an empty text.
            let texts = cells.into_iter().map(Self::text);
            texts.map(|text| text.trim().to_owned()).collect()
        };
        rows.map(cells).collect()
    }
}

/// Rows of a table of single attempts as the page shows them: times without seconds.
pub(crate) fn to_the_minute(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for time in rows.iter_mut().filter_map(|row| row.first_mut()) {
        let marks = [4, 7, 10, 13, 16].map(|place| time.as_bytes().get(place).copied());
        if marks == b"-- ::".map(Some) && time.len() == 19 {
            time.truncate(16);
        }
    }
    rows
}
