//! Listening for connections, with or without https, until the process is stopped.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::settings::tls::TlsFiles;

/// How long open https requests may take once the server stops: a connection that never
/// completes its request would block the stop.
const ENDING_MAX: Duration = Duration::from_secs(30);

/// Serves a listener until `stop` completes, then finishes open requests; with https if there
/// is a certificate.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let Some(tls) = tls else {
        let served = axum::serve(listener, router).with_graceful_shutdown(stop);
        return served.await;
    };
    let handle = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        stop.await;
        stopping.graceful_shutdown(Some(ENDING_MAX));
    });
    axum_server::from_tcp_rustls(listener.into_std()?, tls)?
        .handle(handle)
        .serve(router)
        .await
}

/// Installs handlers for the signals that stop the process; the future completes with the first
/// one.
#[cfg(unix)]
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// The future completes when the process is asked to stop.
#[cfg(not(unix))]
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Reloads the certificate on each SIGHUP, the usual signal after a renewal.
#[cfg(unix)]
pub(crate) fn reload_on_hangup(files: TlsFiles, tls: RustlsConfig) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let said = match files.reload(&tls) {
                Ok(()) => "certificate reloaded".to_owned(),
                Err(error) => {
                    let error = Failure::from(error);
                    format!("{error}; the previous certificate stays in use")
                }
            };
            let _ = writeln!(io::stderr(), "turnaway: {said}");
        }
    });
    Ok(())
}

/// There is no such signal.
#[cfg(not(unix))]
pub(crate) fn reload_on_hangup(_: TlsFiles, _: RustlsConfig) -> io::Result<()> {
    Ok(())
}
