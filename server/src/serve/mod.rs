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
mod state;

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
use access::one_time_link::{OneTimeLink, Opens};
use openid::OpenId;
use routes::ingest::state::Ingest;

/// Serves until the process is stopped.
pub(crate) async fn run(options: &ServeOptions) -> Result<ExitCode, Failure> {
    let public = options.public_url.clone();
    let public = public.map(|public| public.behind(&options.proxy));
    if public.is_none() && !options.listen.ip().is_loopback() {
        return Err(Failure::NotLoopback(options.listen));
    }
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
    let denials = Arc::new(Dataset::new(
        store.clone(),
        catalogue,
        options.slice_attempts,
    ));
    // Loads the data now, so that the first page does not wait for it.
    let frame = denials.frame().await?;
    // On stderr: stdout is for scripts that read the sign-in URL.
    let _ = writeln!(std::io::stderr(), "{}", in_memory(&frame));
    // Loads the grants too, so that the first overview does not wait for them.
    let whole = denials.seen_by(Arc::new(Scope::all()), Audience::Producer);
    tokio::spawn(async move {
        whole
            .work(move || domain::usage::find_licenses(&frame))
            .await
    });
    if let Some(rights) = store.rights_of_others() {
        let path = store.path().display();
        let _ = writeln!(std::io::stderr(), "{}", readable_by_others(path, rights));
    }
    let listen = |source| Failure::Listen {
        address: options.listen,
        source,
    };
    let listener = TcpListener::bind(options.listen).await.map_err(listen)?;
    let address: SocketAddr = listener.local_addr().map_err(listen)?;
    let public_url = public.unwrap_or(PublicUrl::Loopback {
        port: address.port(),
    });
    let url = public_url.url(address);
    let access = Access::new(store, public_url, link, Box::new(|| clock::now().0));
    let access = access
        .embedded_by(options.embed_origin.clone())
        .signing_in_by(provider);
    let (router, news) = router::router(denials, site, access, ingest.clone());
    news.poll();
    let warm = ingest.clone();
    tokio::spawn(async move {
        if let Err(error) = warm.warm_up().await {
            let _ = writeln!(std::io::stderr(), "turnaway: {error}");
        }
    });
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
