//! What an import may cost: the size of its response, how long it may take, and how many lists of
//! imports a user may ask for at once.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use futures_util::future::{BoxFuture, join_all};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use http_body_util::BodyExt as _;
use store::{Import, Rights, Role, StoreError, requester_id};
use tokio::sync::mpsc;
use tower::ServiceExt as _;

use super::element::Element;
use super::imports::{END, LOG, Part, account, dropped, log};
use super::{Served, denied};

/// Bytes of the page of imports at most (docs/limits.md).
const PAGE_BYTES_MAX: usize = 4_000_000;

/// Bytes of the response to a script at most: 64 KiB of text, of which JSON may write each
/// character in two bytes, and the words around it.
const JSON_BYTES_MAX: usize = 150_000;

/// Rows of which none can be read, each for a long reason.
fn unreadable_rows() -> String {
    let row = format!("{},denied,mesh,own,1\n", "<\\>".repeat(150));
    format!("time,outcome,feature,code_space,code\n{}", row.repeat(101))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_too_many_files_has_a_bound() {
    let served = Served::empty().await;
    let rows = unreadable_rows();
    let short: Vec<String> = (0..101).map(|number| format!("{number}.csv")).collect();
    // The names alone are longer than the bound: 200 characters of four bytes each.
    let long: Vec<String> = (0..101)
        .map(|number| format!("{number:03}{}", "𝕏".repeat(200)))
        .collect();
    for names in [short, long] {
        let files = names.iter().map(|name| log(name, &rows));
        let parts: Vec<Part<'_>> = [account("Brenn")].into_iter().chain(files).collect();
        let request = || dropped(&parts, END, &served.cookie);
        let page = served.ask_as_it_is(request()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains("at most 100 files at a time"));
        let bytes = page.body.len();
        assert!(bytes <= PAGE_BYTES_MAX, "{bytes} bytes");

        let mut asked = request();
        let json = "application/json".parse().unwrap();
        asked.headers_mut().insert(header::ACCEPT, json);
        let told = served.ask_as_it_is(asked).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        let bytes = told.body.len();
        assert!(bytes <= JSON_BYTES_MAX, "{bytes} bytes");
        let told: serde_json::Value = serde_json::from_slice(&told.body).unwrap();
        assert!(
            told["notice"]
                .as_str()
                .unwrap()
                .contains("at most 100 files")
        );
        // What has no room is counted.
        let files = told["files"].as_array().unwrap();
        let last = files.last().unwrap()["name"].as_str().unwrap();
        let more = last
            .strip_prefix("and ")
            .and_then(|text| text.strip_suffix(" more files"));
        let listed = files.len() - usize::from(more.is_some());
        let more = more.map_or(0, |more| more.parse().unwrap());
        assert_eq!(listed + more, 100, "{last}");
        assert_eq!(files.last().unwrap()["is_whole"], false);
        let lines = files[0]["lines"].as_array().unwrap().last().unwrap();
        let lines = lines.as_str().unwrap();
        assert!(lines.contains("more"), "{lines}");
    }
}

/// A list of imports that is being read.
type ListBeingRead<'a> = BoxFuture<'a, Result<Vec<Import>, StoreError>>;

/// Lists of the only import that the administrator is reading: as many as one user may have.
async fn lists_being_read(served: &Served) -> Vec<ListBeingRead<'_>> {
    let mira = served
        .add_user("Mira", Rights::all(Role::Administrator))
        .await;
    let of_mira = served.cookie_of(mira).await;
    let root = served.store.user_named("root").await.unwrap().unwrap().id;
    // Each has its place until it is read to its end, and another user's shows that the turn
    // to read is free meanwhile.
    let mut held = Vec::new();
    while held.len() < 2 {
        let list = served.store.imports(requester_id(&root), None, 1);
        let mut list = list.boxed();
        match (&mut list).now_or_never() {
            None => held.push(list),
            // Read before it was waited for.
            Some(read) => assert_eq!(read.unwrap().len(), 1),
        }
        let of_another = served.get_as("/imports", &of_mira).await;
        assert_eq!(of_another.status, StatusCode::OK);
    }
    held
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_has_two_lists_of_imports_at_once() {
    let served = Served::of(&[denied(0)]).await;
    let mut held = lists_being_read(&served).await;
    for target in ["/imports", "/imports/1"] {
        let refused = served.get(target).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{target}");
        assert_eq!(refused.header(header::RETRY_AFTER), "5", "{target}");
    }
    assert_eq!(held.remove(1).await.unwrap().len(), 1);
    for target in ["/imports", "/imports/1"] {
        assert_eq!(served.get(target).await.status, StatusCode::OK, "{target}");
    }
    assert_eq!(held.remove(0).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_waits_while_its_page_cannot_be_made() {
    let served = Served::empty().await;
    let parts = [account("Brenn"), log("a.log", LOG)];
    let answer = served
        .ask_as_it_is(dropped(&parts, END, &served.cookie))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let held = lists_being_read(&served).await;
    let refused = served.get("/imports").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    for list in join_all(held).await {
        assert_eq!(list.unwrap().len(), 1);
    }
    let summary = "a.log (flexnet-debug): 5 lines";
    let page = served.page("/imports").await;
    assert!(page.contains(summary), "{page}");
    let again = served.page("/imports").await;
    assert!(!again.contains(summary), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_fields_than_the_form_has_are_refused() {
    let served = Served::empty().await;
    // 120 are allowed: 20 for the form, and one for each of 100 files.
    let upload = |fields: usize| {
        let other: Part<'_> = ("other", None, b"1");
        let mut parts = vec![account("Brenn")];
        parts.resize(fields, other);
        parts.push(log("a.log", LOG));
        dropped(&parts, END, &served.cookie)
    };
    let refused = served.ask_as_it_is(upload(121)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(
        text.contains("more than 120 fields: send those of the page"),
        "{text}"
    );
    let imports = served.store.imports(0, None, 9).await.unwrap();
    assert_eq!(imports.len(), 0, "nothing was read");
    let taken = served.ask_as_it_is(upload(120)).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_4096_bytes_of_a_field_are_kept() {
    let served = Served::empty().await;
    let long = "a".repeat(10_000);
    let zone: Part<'_> = ("time-zone", None, b"Mars");
    let parts = [account(&long), zone, log("a.log", LOG)];
    let refused = served
        .ask_as_it_is(dropped(&parts, END, &served.cookie))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Element::of_html(&refused.text());
    let fields = page.all(&|tag| tag.attribute("name") == Some("account"));
    assert_eq!(fields.len(), 1);
    assert_eq!(fields[0].attribute("value"), &long[..4096]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_trickles_is_given_up_and_its_user_may_import_again() {
    let served = Served::empty().await;
    let begun = [account("Brenn"), log("slow.log", "10:25:31 (lmgrd)")];
    let (head, body) = dropped(&begun, "", &served.cookie).into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    // The rest comes when the test sends it, which knows when more is waited for.
    let (sends, sent) = mpsc::channel::<Bytes>(1);
    let (waits, mut waited) = mpsc::unbounded_channel();
    let rest = stream::unfold((sent, waits), async |(mut sent, waits)| {
        let _ = waits.send(());
        let piece = sent.recv().await?;
        Some((Ok::<_, io::Error>(piece), (sent, waits)))
    });
    let body = stream::iter([Ok(body)]).chain(rest);
    let request = Request::from_parts(head, Body::from_stream(body));
    let running = tokio::spawn(served.router.clone().oneshot(request));
    waited.recv().await.unwrap();

    let whole = [account("Brenn"), log("a.log", LOG)];
    let refused = served
        .ask_as_it_is(dropped(&whole, END, &served.cookie))
        .await;
    assert_eq!(
        refused.status,
        StatusCode::CONFLICT,
        "the slow one has the turn"
    );
    // More than the end of the form may be, so that each is known to be of the file.
    let piece = Bytes::from_static(b"a banner that says nothing\n");
    let mut minutes = 0;
    loop {
        served.pass(60);
        minutes += 1;
        assert!(minutes < 1_000, "it goes on for ever");
        let is_taken = sends.send(piece.clone()).await.is_ok();
        if !is_taken || waited.recv().await.is_none() {
            break;
        }
    }
    assert!(minutes >= 10, "given up after {minutes} minutes");
    let answer = running.await.unwrap().unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.into_body().collect().await.unwrap().to_bytes();
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains("the upload stalled"), "{page}");
    assert!(page.contains("the upload is incomplete"), "{page}");
    let done = served
        .ask_as_it_is(dropped(&whole, END, &served.cookie))
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
}
