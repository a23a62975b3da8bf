//! `turnaway serve`: the report in a browser.

pub(crate) mod access;
mod extract;
mod html;
pub(crate) mod listening;
mod middleware;
pub(crate) mod openid;
mod response;
pub(crate) mod router;
pub(crate) mod routes;
pub(crate) mod state;

use std::fmt::Display;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use domain::display::number;
use domain::frame::Frame;
use domain::scope::Scope;
use service::audience::Audience;
use service::clock;
use service::dataset::Dataset;
use store::{Mode, Store, StoreError};
use tokio::net::TcpListener;

use crate::catalogue_option;
use crate::command_line::ServeOptions;
use crate::failure::Failure;
use crate::output::print_line;
use crate::settings::public_url::PublicUrl;
use crate::settings::site::Site;
use crate::settings::tls::TlsFiles;
use access::Access;
use access::monotonic_clock::monotonic_clock;
use access::one_time_link::{OneTimeLink, Opens};
use openid::OpenId;
use state::ingest::Ingest;

/// Serves until the process is stopped.
pub(crate) async fn run(options: &ServeOptions) -> Result<ExitCode, Failure> {
    let public_url = configured_url(options)?;
    let files = tls_files(options);
    let tls = files.as_ref().map(TlsFiles::load).transpose()?;
    let provider = options.openid.settings()?.map(OpenId::new);
    let site = Site::find(options.site.as_deref())?;
    let catalogue = catalogue_option::catalogue(&options.database)?;
    let store = writable_store(&options.database.file.database).await?;
    let (link, path) = sign_in_link(&store, options.sign_in_link).await?;
    let ingest = Ingest::new(
        store.clone(),
        catalogue.clone(),
        options.request_bytes as usize,
    );
    let dataset = Dataset::new(store.clone(), catalogue, options.slice_attempts);
    let dataset = Arc::new(dataset);
    load(&dataset).await?;
    if let Some(rights) = store.rights_of_others() {
        let path = store.path().display();
        let _ = writeln!(std::io::stderr(), "{}", readable_by_others(path, rights));
    }
    let (listener, address) = listen(options.listen).await?;
    let public_url = public_url.unwrap_or(PublicUrl::Loopback {
        port: address.port(),
    });
    let url = public_url.url(address);
    let clock = Box::new(|| clock::now().0);
    let access = Access::new(store, public_url, link, clock, monotonic_clock())
        .embedded_by(options.embed_origin.clone())
        .signing_in_by(provider);
    let (router, news) = router::router(dataset, site, access, ingest.clone());
    news.poll();
    warm_up(ingest.clone());
    // Scripts may send the stop signal as soon as they have read the URL.
    let stop_signal = listening::stop_signal().map_err(Failure::Serve)?;
    if let (Some(files), Some(tls)) = (files, &tls) {
        listening::reload_on_hangup(files, tls.clone()).map_err(Failure::Serve)?;
    }
    let _ = writeln!(std::io::stderr(), "press Ctrl-C to stop");
    print_line(&format!("sign-in: {url}{path}"))?;
    let stop = async move {
        stop_signal.await;
        // Otherwise the live connections of open pages would never end.
        news.close();
    };
    let served = listening::serve(listener, router, tls, stop).await;
    served.map_err(Failure::Serve)?;
    ingest.end().await;
    Ok(ExitCode::SUCCESS)
}

/// The URL that readers reach the server at; `None` for the loopback address, whose port is
/// known once the server listens.
fn configured_url(options: &ServeOptions) -> Result<Option<PublicUrl>, Failure> {
    let url = options.public_url.clone();
    let url = url.map(|url| url.behind(&options.proxy));
    if url.is_none() && !options.listen.ip().is_loopback() {
        return Err(Failure::NotLoopback(options.listen));
    }
    Ok(url)
}

/// Loads the data now, so that the first page does not wait for it.
async fn load(dataset: &Arc<Dataset>) -> Result<(), Failure> {
    let frame = dataset.frame().await?;
    // On stderr: stdout is for scripts that read the sign-in URL.
    let _ = writeln!(std::io::stderr(), "{}", in_memory(&frame));
    // Loads the grants too, so that the first overview does not wait for them.
    let whole = dataset.seen_by(Arc::new(Scope::all()), Audience::Producer);
    tokio::spawn(async move {
        whole
            .work(move || domain::usage::find_licenses(&frame))
            .await
    });
    Ok(())
}

/// Listens on an IP address and port, and returns those: the system chooses a port for 0.
async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |source| Failure::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Starts the writer of pushes in the background.
fn warm_up(ingest: Ingest) {
    tokio::spawn(async move {
        if let Err(error) = ingest.warm_up().await {
            let _ = writeln!(std::io::stderr(), "turnaway: {error}");
        }
    });
}

/// The database. Sign-ins are stored in it, so a server that cannot write to it is of no use.
async fn writable_store(path: &Path) -> Result<Store, Failure> {
    let opened = async {
        let store = Store::open(path, Mode::Create).await?;
        store.check_writable().await?;
        Ok(store)
    };
    opened.await.map_err(|error| match error {
        error @ StoreError::ReadOnly(_) => Failure::Unwritable(error),
        error => error.into(),
    })
}

/// The files of the certificate, if the server serves https itself.
fn tls_files(options: &ServeOptions) -> Option<TlsFiles> {
    let files = options.tls_certificate.clone().zip(options.tls_key.clone());
    files.map(|(certificate, key)| TlsFiles { certificate, key })
}

/// The link to print, and its path: a one-time link if no one can sign in yet or it was
/// requested, otherwise the sign-in page.
async fn sign_in_link(store: &Store, wanted: bool) -> Result<(OneTimeLink, String), Failure> {
    let opens = match store.first_administrator().await? {
        None => Opens::FirstAdministrator,
        Some(_) if wanted => Opens::SignIn,
        Some(_) => return Ok((OneTimeLink::default(), "/sign-in".to_owned())),
    };
    let (link, secret) = OneTimeLink::new(opens)?;
    Ok((link, format!("/first/{}", secret.reveal())))
}

/// A warning about a database that other users of the machine may access.
fn readable_by_others(path: impl Display, rights: u32) -> String {
    format!(
        "other users of this machine may read or write {path} (mode {rights:o}): \
         `chmod 600 {path}` ends it"
    )
}

/// What the frame holds, and its memory.
fn in_memory(frame: &Frame) -> String {
    format!(
        "{} attempts, {} grants and {} returns in {} MB of memory",
        number(frame.len() as u64),
        number(frame.grants.at.len() as u64),
        number(frame.returns.at.len() as u64),
        number(frame.column_bytes().div_ceil(1_000_000)),
    )
}
