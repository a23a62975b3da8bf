#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use tempfile::TempDir;

use super::*;

const FLOORS: &str = "\
Before.

```floors
crates: top > middle other > bottom
middle: lib > pages cards
    > state > words
middle/src/pages: mod > router
    > parts > state
```

```floors
bottom: lib
```
";

/// A crate `middle` with these files.
fn sources(files: &[(&str, &str)]) -> (TempDir, Sources) {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join("middle/src").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let sources = Sources::read(&folder.path().join("middle")).unwrap();
    (folder, sources)
}

fn problems(files: &[(&str, &str)]) -> Vec<String> {
    problems_in("middle", files)
}

/// The problems of the crate, or of a folder in it.
fn problems_in(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let (_folder, sources) = sources(files);
    let floors = Floors::parse(FLOORS);
    let mut within = floors.within().iter();
    let within = within.find(|within| within.name == name).unwrap();
    problems_within(within, &sources)
}

const LIB: &str = "mod pages; mod cards; mod state; mod words;";

#[test]
fn what_imports_from_below_or_beside_is_no_problem() {
    let good = [
        ("lib.rs", LIB),
        (
            "pages.rs",
            "use crate::cards::Card; use crate::{state::State, words};",
        ),
        (
            "cards.rs",
            "use crate::words::word; fn f() { crate::state::go(); }",
        ),
        (
            "state.rs",
            "pub(crate) fn f() {} pub(in crate::pages) fn g() {} pub fn go() { view! { {crate::words::word()} } }",
        ),
        (
            "words.rs",
            "#[cfg(test)] mod tests { use crate::pages::Page; }",
        ),
    ];
    assert_eq!(problems(&good), Vec::<String>::new());
}

#[test]
fn what_imports_from_above_is_named() {
    for import in [
        "use crate::pages::Page;",
        "use super::pages::{self, Page};",
        "use crate::{words, pages as p};",
        "fn f() { let x = crate::pages::f(1); }",
        "fn f() { view! { <p>{crate::pages::f()}</p> } }",
        "type T = super::pages::Page;",
    ] {
        let found = problems(&[
            ("lib.rs", LIB),
            ("pages.rs", ""),
            ("cards.rs", ""),
            ("state/mod.rs", import),
            ("words.rs", ""),
        ]);
        let is = ["middle/src/state/mod.rs imports middle/src/pages.rs: pages is above state"];
        assert_eq!(found, is, "{import}");
    }
}

#[test]
fn a_folder_may_have_floors_of_its_own() {
    let pages = "middle/src/pages";
    let with = |import: &'static str| {
        [
            ("lib.rs", "mod pages; mod words;"),
            (
                "pages/mod.rs",
                "mod router; mod parts; mod state; use router::router;",
            ),
            (
                "pages/router.rs",
                "use super::parts::part; use crate::pages::state::State;",
            ),
            ("pages/parts/mod.rs", "mod inner;"),
            ("pages/parts/inner.rs", "use crate::words::word;"),
            ("pages/state.rs", import),
            ("words.rs", ""),
        ]
    };
    assert_eq!(
        problems_in(pages, &with("use crate::words::word;")),
        Vec::<String>::new()
    );
    for (import, imported, part) in [
        ("use super::parts::part;", "parts/mod.rs", "parts"),
        (
            "use crate::pages::parts::inner::Inner;",
            "parts/inner.rs",
            "parts",
        ),
        ("fn f() { super::router::router() }", "router.rs", "router"),
    ] {
        let is = format!(
            "middle/src/pages/state.rs imports middle/src/pages/{imported}: {part} is above state"
        );
        assert_eq!(problems_in(pages, &with(import)), [is], "{import}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let found = problems_in(
        "middle/src/pages",
        &[("lib.rs", "mod words;"), ("words.rs", "")],
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found.first().unwrap().contains("middle/src/pages"));
}

#[test]
fn what_has_no_floor_is_named() {
    let found = problems(&[
        ("lib.rs", "mod pages; mod new;"),
        ("pages.rs", "use crate::new::New;"),
        ("new.rs", ""),
    ]);
    assert_eq!(found.len(), 1);
    assert!(
        found
            .first()
            .unwrap()
            .contains("does not say on which floor new is")
    );
}

#[test]
fn circles_are_named_but_for_small_ones_around_a_parent() {
    let small = [
        ("lib.rs", "mod pages;"),
        (
            "pages/mod.rs",
            "mod one; mod two; use one::One; pub struct Page;",
        ),
        ("pages/one.rs", "use super::Page; use super::two::Two;"),
        ("pages/two.rs", "use super::Page;"),
    ];
    assert_eq!(problems(&small), Vec::<String>::new());
    let siblings = [
        ("lib.rs", "mod pages; mod cards;"),
        ("pages.rs", "use crate::cards::Card;"),
        ("cards.rs", "use crate::pages::Page;"),
    ];
    let found = problems(&siblings);
    assert_eq!(
        found,
        ["these files import each other in a circle: middle/src/pages.rs, middle/src/cards.rs"]
    );
    let children: Vec<String> = (0..4)
        .map(|n| format!("mod c{n}; use c{n}::C as C{n};"))
        .collect();
    let parent = children.concat();
    let large = [
        ("lib.rs", "mod pages;"),
        ("pages/mod.rs", &*parent),
        ("pages/c0.rs", "use super::Page;"),
        ("pages/c1.rs", "use super::Page;"),
        ("pages/c2.rs", "use super::Page;"),
        ("pages/c3.rs", "use super::Page;"),
    ];
    let found = problems(&large);
    assert!(
        found.first().unwrap().contains("more than 4 files"),
        "{found:?}"
    );
}

#[test]
fn a_module_may_have_a_file_for_each_feature_and_a_path_of_its_own() {
    let (_folder, sources) = sources(&[
        (
            "lib.rs",
            "#[cfg(feature = \"a\")] mod browser; #[cfg(not(feature = \"a\"))] \
             #[path = \"none.rs\"] mod browser; mod pages;",
        ),
        ("browser.rs", ""),
        ("none.rs", ""),
        ("pages.rs", "use crate::browser::draw;"),
    ]);
    assert_eq!(sources.imports().count(), 2);
}

#[test]
fn a_crate_depends_on_those_below_alone() {
    let floors = Floors::parse(FLOORS);
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let good = [pair("top", "bottom"), pair("middle", "bottom")];
    assert_eq!(floors.wrong_dependencies(&good), Vec::<String>::new());
    let wrong = floors.wrong_dependencies(&[
        pair("bottom", "top"),
        pair("middle", "other"),
        pair("new", "top"),
    ]);
    assert_eq!(wrong.len(), 3, "{wrong:?}");
}
