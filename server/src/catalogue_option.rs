//! The catalogue of status codes that a command uses.

use domain::catalogue::Catalogue;

use crate::command_line::DatabaseOptions;
use crate::failure::Failure;

/// The built-in catalogue plus the installation's own codes.
pub(crate) fn catalogue(options: &DatabaseOptions) -> Result<Catalogue, Failure> {
    let mut catalogue = Catalogue::built_in();
    if let Some(path) = &options.catalogue {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::CatalogueFile {
            path: path.clone(),
            reason: format!("{error}; name a CSV file that can be read"),
        })?;
        catalogue.extend_from_csv(&text)?;
    }
    Ok(catalogue)
}
