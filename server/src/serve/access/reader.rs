//! The reader: who sends a request, and what they may see.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use domain::scope::Scope;
use service::audience::Audience;
use service::base_path::BasePath;
use store::{Link, LinkId, LinkSession, Rights, Role, SecretHash, Session, UserId, requester_id};

/// The sender of a request, found by its cookie; stored in the request's extensions.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// Who it is.
    pub who: Who,
    /// What they may see.
    pub scope: Arc<Scope>,
    /// When the session ends without another request, in seconds since 1970-01-01T00:00:00Z.
    pub ends_at: i64,
}

/// Who a reader is.
#[derive(Clone, Debug)]
pub(crate) enum Who {
    /// A user who signed in.
    User(SignedIn),
    /// A visitor who opened a link.
    Link(LinkReader),
}

/// A visitor who opened a link.
#[derive(Clone, Debug)]
pub(crate) struct LinkReader {
    /// The link, in its current state.
    pub link: Arc<Link>,
    /// Their session.
    pub session: SecretHash,
}

/// A user who signed in.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// The id.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// What the user may do and see.
    pub rights: Rights,
    /// Whether the user has a password.
    pub has_password: bool,
    /// Their session.
    pub session: SecretHash,
}

impl Who {
    /// The key for per-reader limits: all visitors of one link share it.
    pub(crate) fn requester(&self) -> u64 {
        match self {
            Self::User(user) => requester_id(&("user", user.id.number())),
            Self::Link(reader) => requester_id(&("link", reader.link.id.number())),
        }
    }
}

impl Reader {
    /// The user of a session.
    pub(crate) fn signed_in(Session { user, ends_at, .. }: Session, session: SecretHash) -> Self {
        Self {
            scope: Arc::new(user.rights.scope()),
            ends_at,
            who: Who::User(SignedIn {
                id: user.id,
                name: user.name,
                rights: user.rights,
                has_password: user.has_password,
                session,
            }),
        }
    }

    /// The reader's session.
    pub(crate) fn session(&self) -> &SecretHash {
        match &self.who {
            Who::User(user) => &user.session,
            Who::Link(reader) => &reader.session,
        }
    }

    /// The link that they opened, if any.
    pub(crate) fn link(&self) -> Option<LinkId> {
        match &self.who {
            Who::User(_) => None,
            Who::Link(reader) => Some(reader.link.id),
        }
    }

    /// Whether this is the same reader: a user in any session, or any visitor of the same link.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        match (&self.who, &other.who) {
            (Who::User(user), Who::User(other)) => user.id == other.id,
            (Who::Link(reader), Who::Link(other)) => reader.session == other.session,
            _ => false,
        }
    }

    /// Whether a page of the other reader shows exactly what this one may see.
    pub(crate) fn sees_the_same(&self, other: &Self) -> bool {
        let is_same = match (&self.who, &other.who) {
            (Who::User(user), Who::User(other)) => user.rights == other.rights,
            (Who::Link(_), Who::Link(_)) => true,
            _ => false,
        };
        is_same && self.scope == other.scope
    }

    /// A visitor of a link.
    pub(crate) fn of_link(
        LinkSession { link, ends_at, .. }: LinkSession,
        session: SecretHash,
    ) -> Self {
        Self {
            scope: Arc::new(link.scope()),
            ends_at,
            who: Who::Link(LinkReader {
                link: Arc::new(link),
                session,
            }),
        }
    }

    /// The prefix of their report's URLs.
    pub(crate) fn base(&self) -> BasePath {
        match &self.who {
            Who::User(_) => BasePath::default(),
            Who::Link(reader) => BasePath::of_link(reader.link.public_id),
        }
    }

    /// The audience of the report.
    pub(crate) fn audience(&self) -> Audience {
        match &self.who {
            Who::User(user) if user.rights.role().makes_links() => Audience::LinkCreator,
            Who::User(_) => Audience::Producer,
            Who::Link(_) => Audience::Customer,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        // Middleware sets it on every route that needs a reader; elsewhere no one is signed in.
        parts.extensions.get().cloned().ok_or_else(unauthorized)
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Reader::from_request_parts(parts, state).await?.who {
            Who::User(user) => Ok(user),
            Who::Link(_) => Err(unauthorized()),
        }
    }
}

/// A user who may manage everything.
#[derive(Clone, Debug)]
pub(crate) struct Administrator(pub SignedIn);

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let user = SignedIn::from_request_parts(parts, state).await?;
        if user.rights.role() == Role::Administrator {
            Ok(Self(user))
        } else {
            let text = "Only an administrator can do this.\n";
            Err((StatusCode::FORBIDDEN, text).into_response())
        }
    }
}

/// A user who may create links for customers.
#[derive(Clone, Debug)]
pub(crate) struct LinkCreator(pub SignedIn);

impl<S: Sync> FromRequestParts<S> for LinkCreator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let user = SignedIn::from_request_parts(parts, state).await?;
        if user.rights.role().makes_links() {
            Ok(Self(user))
        } else {
            let text = "Only administrators and customer success can create links.\n";
            Err((StatusCode::FORBIDDEN, text).into_response())
        }
    }
}

/// A user who may import logs and undo imports.
#[derive(Clone, Debug)]
pub(crate) struct LogImporter(pub SignedIn);

impl<S: Sync> FromRequestParts<S> for LogImporter {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let user = SignedIn::from_request_parts(parts, state).await?;
        if user.rights.role().imports_logs() {
            Ok(Self(user))
        } else {
            let text = "Only administrators and producers can import logs.\n";
            Err((StatusCode::FORBIDDEN, text).into_response())
        }
    }
}

/// The response for a request without a session that does not want a page.
pub(crate) fn unauthorized() -> Response {
    let text = "Sign in at /sign-in first.\n";
    (StatusCode::UNAUTHORIZED, text).into_response()
}
