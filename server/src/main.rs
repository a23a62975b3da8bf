//! The `turnaway` program: import, undo, report, serve, forward, keys, users and demo.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::run().await
}
