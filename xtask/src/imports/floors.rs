//! The floors that `ARCHITECTURE.md` states, in blocks of code that are marked `floors`:
//!
//! ```text
//! crates: server frontend > app forwarder > store > domain
//! store: lib > accounts > events > open
//! store/src/events: mod > imports > rows
//! ```
//! A line names the crates, or a crate and the files and folders of its `src`, or a folder below
//! that and what is in it, from the top down: those between two `>` are on one floor. A line that
//! is indented goes on with the one before.

use std::collections::BTreeMap;

/// The name of the line that orders the crates.
const CRATES: &str = "crates";

/// What stands between a crate's name and a folder in it.
const SOURCE: &str = "/src/";

/// How a block of floors begins and ends.
const BEGIN: &str = "```floors";
const END: &str = "```";

/// The floors of all crates, and those within.
pub(super) struct Floors<'t> {
    order: Order<'t>,
    within: Vec<Within<'t>>,
}

/// The floors within a crate, or within a folder of one.
pub(super) struct Within<'t> {
    /// The crate's name, which is its folder's too, or the path of a folder in its `src`.
    pub(super) name: &'t str,
    order: Order<'t>,
}

/// The floor of each name; the top one is 0.
type Order<'t> = BTreeMap<&'t str, usize>;

impl<'t> Floors<'t> {
    /// The floors that a text states.
    pub(super) fn parse(text: &'t str) -> Self {
        let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut is_inside = false;
        for line in text.lines() {
            if line == BEGIN || is_inside && line == END {
                is_inside = !is_inside;
            } else if is_inside && line.starts_with(' ') {
                if let Some((_, words)) = lines.last_mut() {
                    words.extend(line.split_whitespace());
                }
            } else if is_inside && let Some((name, words)) = line.split_once(':') {
                lines.push((name, words.split_whitespace().collect()));
            }
        }
        let mut floors = Self {
            order: Order::new(),
            within: Vec::new(),
        };
        for (name, words) in lines {
            let order = order(&words);
            if name == CRATES {
                floors.order = order;
            } else {
                floors.within.push(Within { name, order });
            }
        }
        floors
    }

    /// The crates and folders within which floors are stated.
    pub(super) fn within(&self) -> &[Within<'t>] {
        &self.within
    }

    /// What is wrong with the crates that crates depend on: pairs of both.
    pub(super) fn wrong_dependencies(&self, dependencies: &[(String, String)]) -> Vec<String> {
        let mut wrong = Vec::new();
        for (from, to) in dependencies {
            let floors = (self.order.get(&**from), self.order.get(&**to));
            let (Some(above), Some(below)) = floors else {
                let missing = if floors.0.is_none() { from } else { to };
                wrong.push(not_stated(CRATES, missing));
                continue;
            };
            if above >= below {
                wrong.push(format!("{from} depends on {to}, which is not below it"));
            }
        }
        wrong
    }
}

impl<'t> Within<'t> {
    /// The crate that this is, or lies in.
    pub(super) fn crate_name(&self) -> &'t str {
        let place = self.name.split_once(SOURCE);
        place.map_or(self.name, |(name, _)| name)
    }

    /// The folder's module, from the crate's root on; empty for the crate itself.
    pub(super) fn module(&self) -> Vec<&'t str> {
        let place = self.name.split_once(SOURCE);
        place.map_or_else(Vec::new, |(_, folder)| folder.split('/').collect())
    }

    /// Whether a file or folder may import from another one, and why not.
    pub(super) fn check(&self, from: &str, to: &str) -> Result<(), String> {
        let floors = (self.order.get(from), self.order.get(to));
        let (Some(above), Some(below)) = floors else {
            let missing = if floors.0.is_none() { from } else { to };
            return Err(not_stated(self.name, missing));
        };
        if above > below {
            return Err(format!("{to} is above {from}"));
        }
        Ok(())
    }
}

fn not_stated(line: &str, name: &str) -> String {
    format!("ARCHITECTURE.md does not say on which floor {name} is (line `{line}:`)")
}

fn order<'t>(words: &[&'t str]) -> Order<'t> {
    let mut floor = 0;
    let mut order = Order::new();
    for word in words {
        if *word == ">" {
            floor += 1;
        } else {
            order.insert(word, floor);
        }
    }
    order
}
