//! Listening: connections come in, with https or without, until the process is to stop.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::net::TcpListener;

use crate::settings::tls::TlsFiles;

/// How long what is being answered by https may take once the server is to stop: a
/// connection that never ends its question would keep it for ever.
const ENDING_MAX: Duration = Duration::from_secs(30);

/// Answers what comes to a listener until `stop` ends, and then what is being answered;
/// with https where there is a certificate.
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

/// Begins to listen for the signals that ask the process to stop; the future ends with
/// the first of them.
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

/// The future ends when the process is asked to stop.
#[cfg(not(unix))]
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Reads a certificate again with each SIGHUP, as whoever renews certificates sends it.
#[cfg(unix)]
pub(crate) fn reload_on_hangup(files: TlsFiles, tls: RustlsConfig) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let said = match files.reload(&tls) {
                Ok(()) => "the certificate was read again".to_owned(),
                Err(error) => format!("{error}; the certificate of before is still used"),
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
