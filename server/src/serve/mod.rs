//! `turnaway serve`: the report in a browser.

mod host;
mod router;
mod security;
mod site;
mod slice;

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use app::record::Record;
use store::{Mode, Store};
use tokio::net::TcpListener;

use crate::command_line::ServeOptions;
use crate::failure::Failure;
use crate::record;
use site::Site;

/// Serves until the process is asked to stop.
pub async fn run(options: &ServeOptions) -> Result<ExitCode, Failure> {
    if !options.listen.ip().is_loopback() {
        return Err(Failure::NotLoopback(options.listen));
    }
    let site = Site::find(options.site.as_deref())?;
    let catalogue = record::catalogue(&options.record)?;
    let store = Store::open(&options.record.database, Mode::Create).await?;
    let denials = Arc::new(Record::new(store, catalogue));
    // The first page should not wait for the record.
    denials.frame().await?;
    let listen = |source| Failure::Listen {
        address: options.listen,
        source,
    };
    let listener = TcpListener::bind(options.listen).await.map_err(listen)?;
    let address: SocketAddr = listener.local_addr().map_err(listen)?;
    let router = router::router(denials, site);
    writeln!(std::io::stdout(), "Turnaway is at http://{address}/denials (Ctrl-C ends it)")
        .map_err(Failure::Output)?;
    axum::serve(listener, router)
        .with_graceful_shutdown(stopped())
        .await
        .map_err(Failure::Serve)?;
    Ok(ExitCode::SUCCESS)
}

/// Ends when the process is asked to stop.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
