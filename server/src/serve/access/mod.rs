//! Who sends a request, and what they may see. Everything that a request needs for that is
//! here; pages and questions get only a [`Reader`](reader::Reader).

pub(crate) mod client_ip;
pub(crate) mod limits;
pub(crate) mod monotonic_clock;
pub(crate) mod one_time_link;
pub(crate) mod reader;
pub(crate) mod request_reader;
pub(crate) mod session_cookie;

use std::sync::atomic::{AtomicBool, Ordering};

use store::{Queue, Store, StoreError};

use limits::SignInLimits;
use one_time_link::OneTimeLink;

use crate::serve::openid::OpenId;
use crate::settings::embed_origin::EmbedOrigin;
use crate::settings::public_url::PublicUrl;
use monotonic_clock::{MonotonicClock, MonotonicSecond};

/// Session uses that are noted at the same time; beyond that a later request notes it.
const NOTED_AT_ONCE: usize = 8;

/// Returns the seconds since 1970-01-01T00:00:00Z; tests replace it.
pub type Clock = Box<dyn Fn() -> i64 + Send + Sync>;

/// What decides who may see what.
pub struct Access {
    /// Users and sessions.
    pub store: Store,
    /// The URL at which readers reach the server.
    pub(crate) public_url: PublicUrl,
    /// The limits on failed sign-ins.
    pub(crate) limits: SignInLimits,
    /// The one-time link printed at start.
    pub(crate) one_time_link: OneTimeLink,
    /// Origins whose pages may embed the report of a link.
    pub(crate) embed_origins: Vec<EmbedOrigin>,
    /// The OpenID provider for signing in.
    pub(crate) provider: Option<OpenId>,
    /// Writes when sessions were last used, one write at a time for each.
    pub(crate) notes: Queue,
    clock: Clock,
    steady: MonotonicClock,
    /// True once there is an administrator: the last one cannot be removed.
    has_administrator: AtomicBool,
}

impl Access {
    /// Access to the data of `store`, for readers who reach the server at `public_url`. Sessions
    /// end by `clock`, and limits in memory by `steady`.
    pub fn new(
        store: Store,
        public_url: PublicUrl,
        one_time_link: OneTimeLink,
        clock: Clock,
        steady: MonotonicClock,
    ) -> Self {
        Self {
            store,
            public_url,
            limits: SignInLimits::default(),
            one_time_link,
            embed_origins: Vec::new(),
            provider: None,
            notes: Queue::new(NOTED_AT_ONCE, 1),
            clock,
            steady,
            has_administrator: AtomicBool::new(false),
        }
    }

    /// The same, with origins whose pages may embed the report of a link.
    #[must_use]
    pub fn embedded_by(self, embed_origins: Vec<EmbedOrigin>) -> Self {
        Self {
            embed_origins,
            ..self
        }
    }

    /// The same, with an OpenID provider for signing in.
    #[must_use]
    pub fn signing_in_by(self, provider: Option<OpenId>) -> Self {
        Self { provider, ..self }
    }

    /// The current time for what lives in memory.
    pub(crate) fn steady(&self) -> MonotonicSecond {
        (self.steady)()
    }

    /// The current time, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Whether there is an administrator. Until then, nothing is served.
    pub(crate) async fn has_administrator(&self) -> Result<bool, StoreError> {
        if self.has_administrator.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let is_there = self.store.first_administrator().await?.is_some();
        self.has_administrator.store(is_there, Ordering::Relaxed);
        Ok(is_there)
    }
}
