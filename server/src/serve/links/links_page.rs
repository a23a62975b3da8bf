//! The page of links, and what ends them.

use app::document::{
    LinkAddressDocument, LinkAddressDocumentProps, LinksDocument, LinksDocumentProps,
};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use store::{Link, LinkId, LinkRefusal, Role, Secret, StoreError};

use super::refusal;
use crate::serve::access::reader::{LinkMaker, SignedIn};
use crate::serve::management::form_sender::FormSender;
use crate::serve::management::{go_to, menu, rendered, store_failure};
use crate::serve::router::Pages;

/// A link and nothing else.
#[derive(Debug, Deserialize)]
pub(crate) struct LinkForm {
    link: i64,
}

/// The page: one's own links, or to an administrator everybody's.
pub(crate) async fn page(State(pages): State<Pages>, LinkMaker(user): LinkMaker) -> Response {
    links(&pages, user, StatusCode::OK, None).await
}

/// Ends a link.
pub(crate) async fn revoke(
    State(pages): State<Pages>,
    sender: FormSender,
    LinkMaker(user): LinkMaker,
    Form(form): Form<LinkForm>,
) -> Response {
    let revoked = async {
        let link = own(&pages, &user, &form).await?;
        let by = sender.by(&user.name, &pages.access);
        pages.access.store.revoke_link(link.id, &by).await
    };
    match revoked.await {
        Ok(()) => go_to("/links"),
        Err(refused) => not_done(&pages, user, refused).await,
    }
}

/// Gives a link another address.
pub(crate) async fn rotate(
    State(pages): State<Pages>,
    sender: FormSender,
    LinkMaker(user): LinkMaker,
    Form(form): Form<LinkForm>,
) -> Response {
    let rotated = async {
        let link = own(&pages, &user, &form).await?;
        let by = sender.by(&user.name, &pages.access);
        let secret = pages.access.store.rotate_link(link.id, &by).await?;
        Ok((link, secret))
    };
    match rotated.await {
        Ok((link, secret)) => address(&pages, &user, &sender, link, &secret).await,
        Err(refused) => not_done(&pages, user, refused).await,
    }
}

/// The page that shows the address of a link, this once.
pub(super) async fn address(
    pages: &Pages,
    user: &SignedIn,
    sender: &FormSender,
    link: Link,
    secret: &Secret,
) -> Response {
    let origin = pages.access.served_at.origin(&sender.host);
    let address = format!("{origin}/l/{}", secret.reveal());
    let (options, menu) = (pages.options.clone(), menu(user));
    let document = move || {
        LinkAddressDocument(LinkAddressDocumentProps {
            options: options.clone(),
            menu: menu.clone(),
            address: address.clone(),
            link: link.clone(),
        })
    };
    rendered(StatusCode::OK, document).await
}

/// The link that a form names, if the user may change it. One of somebody else is, as far
/// as the user can tell, none.
async fn own(pages: &Pages, user: &SignedIn, form: &LinkForm) -> Result<Link, LinkRefusal> {
    let link = pages
        .access
        .store
        .link(LinkId::from_number(form.link))
        .await?;
    let may = |link: &Link| user.rights.role() == Role::Administrator || link.owner.id == user.id;
    link.filter(may).ok_or(LinkRefusal::Gone)
}

async fn not_done(pages: &Pages, user: SignedIn, refused: LinkRefusal) -> Response {
    match refusal(refused) {
        Ok(notice) => links(pages, user, StatusCode::UNPROCESSABLE_ENTITY, Some(notice)).await,
        Err(error) => store_failure(&error),
    }
}

async fn links(
    pages: &Pages,
    user: SignedIn,
    status: StatusCode,
    notice: Option<String>,
) -> Response {
    let links = match seen(pages, &user).await {
        Ok(links) => links,
        Err(error) => return store_failure(&error),
    };
    let options = pages.options.clone();
    let now = pages.access.now();
    let document = move || {
        LinksDocument(LinksDocumentProps {
            options: options.clone(),
            menu: menu(&user),
            links: links.clone(),
            now,
            notice: notice.clone(),
        })
    };
    rendered(status, document).await
}

async fn seen(pages: &Pages, user: &SignedIn) -> Result<Vec<Link>, StoreError> {
    let owner = (user.rights.role() != Role::Administrator).then_some(user.id);
    pages.access.store.links(owner).await
}
