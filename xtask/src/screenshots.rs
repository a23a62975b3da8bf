//! `cargo xtask screenshots`: makes the pictures of the documents again.

use crate::failure::Failure;
use crate::playwright;
use crate::project::Project;
use crate::step::{run, say, step};

/// Makes the pictures in `docs/images`, on invented data of a fixed seed and date.
pub(crate) fn screenshots(project: &Project) -> Result<(), Failure> {
    let mut command = playwright::command(project, ["test", "--config", "screenshots.config.ts"])?;
    step("taking the pictures", || run(&mut command))?;
    let images = project.root.join("docs").join("images");
    say(&format!("the pictures are in {}", images.display()));
    Ok(())
}
