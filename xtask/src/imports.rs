//! The check of imports: nothing imports from a floor above its own, in the order that
//! `ARCHITECTURE.md` states, and files form no circles but small ones around their parent.

mod circles;
mod floors;
mod sources;

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::files::read;
use crate::project::Project;

use floors::{Crate, Floors};
use sources::Sources;

/// The most files of a circle, which are a module and its own children.
const CIRCLE_MAX: usize = 4;

/// Checks every crate that has floors.
pub(crate) fn check(project: &Project) -> Result<(), Failure> {
    let text = read(&project.root.join("ARCHITECTURE.md"))?;
    let text = String::from_utf8_lossy(&text);
    let stated = Floors::parse(&text);
    let mut problems = stated.wrong_dependencies(&project.dependencies()?);
    for of_crate in stated.crates() {
        let sources = Sources::read(&project.root.join(of_crate.name))?;
        problems.extend(of_crate_problems(of_crate, &sources));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Imports { problems })
    }
}

fn of_crate_problems(of_crate: &Crate<'_>, sources: &Sources) -> Vec<String> {
    let mut problems = BTreeSet::new();
    for (from, to) in sources.imports() {
        let (Some(above), Some(below)) = (sources.folder(from), sources.folder(to)) else {
            continue;
        };
        if let Err(why) = of_crate.check(above, below) {
            let (from, to) = (sources.path(from), sources.path(to));
            problems.insert(format!("{from} imports {to}: {why}"));
        }
    }
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
    problems.into_iter().collect()
}

#[cfg(test)]
mod tests;
