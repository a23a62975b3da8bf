//! The check of imports: nothing imports from a floor above its own, in the order that
//! `ARCHITECTURE.md` states, and files form no circles but small ones around their parent.

mod circles;
mod floors;
mod sources;

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::files::read;
use crate::project::Project;

use floors::{Floors, Within};
use sources::Sources;

/// The most files of a circle, which are a module and its own children.
const CIRCLE_MAX: usize = 4;

/// Checks every crate and every folder that has floors.
pub(crate) fn check(project: &Project) -> Result<(), Failure> {
    let text = read(&project.root.join("ARCHITECTURE.md"))?;
    let text = String::from_utf8_lossy(&text);
    let stated = Floors::parse(&text);
    let mut problems = stated.wrong_dependencies(&project.dependencies()?);
    for within in stated.within() {
        let sources = Sources::read(&project.root.join(within.crate_name()))?;
        problems.extend(problems_within(within, &sources));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Imports { problems })
    }
}

fn problems_within(within: &Within<'_>, sources: &Sources) -> Vec<String> {
    let module = within.module();
    if !sources.has(&module) {
        let name = within.name;
        return vec![format!(
            "ARCHITECTURE.md states floors within {name}, where no module is (line `{name}:`)"
        )];
    }
    let mut problems = wrong_imports(within, &module, sources);
    // The circles of a folder are among its crate's.
    if module.is_empty() {
        problems.extend(large_circles(sources));
    }
    problems.into_iter().collect()
}

fn wrong_imports(within: &Within<'_>, module: &[&str], sources: &Sources) -> BTreeSet<String> {
    let mut problems = BTreeSet::new();
    for (from, to) in sources.imports() {
        let parts = (sources.part_of(module, from), sources.part_of(module, to));
        let (Some(above), Some(below)) = parts else {
            continue;
        };
        if let Err(why) = within.check(above, below) {
            let (from, to) = (sources.path(from), sources.path(to));
            problems.insert(format!("{from} imports {to}: {why}"));
        }
    }
    problems
}

fn large_circles(sources: &Sources) -> BTreeSet<String> {
    let mut problems = BTreeSet::new();
    for circle in circles::circles(sources) {
        let files: Vec<&str> = circle.iter().map(|file| sources.path(*file)).collect();
        if !sources.are_parent_and_children(&circle) {
            let files = files.join(", ");
            problems.insert(format!(
                "these files import each other in a circle: {files}"
            ));
        } else if files.len() > CIRCLE_MAX {
            let files = files.join(", ");
            problems.insert(format!(
                "a module and its children import each other, and are more than {CIRCLE_MAX} \
                 files: {files}"
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests;
