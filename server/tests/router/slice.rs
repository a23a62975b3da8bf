//! The slice: the frame as the browser gets it, and its caching.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use domain::catalogue::Catalogue;
use domain::event::Second;
use domain::frame::Frame;
use domain::slice::{NOTHING, Slice, SliceError, decode_in_steps};
use domain::view::View;
use futures_util::FutureExt as _;
use service::answer::{Answer, AnswerRequest, DataExtent, Moment, TABLE_ROWS};
use service::page_data::PageData;
use service::presentation::Presentation;
use service::route::Route;
use store::{Rights, Role};

use super::{START, Served, denied};

/// Everything.
const ALL: &str = "/slice?from=0&to=4294967295&v=1";

async fn frame(served: &Served, target: &str) -> Frame {
    let answer = served.get(target).await;
    assert_eq!(answer.status, StatusCode::OK, "{target}");
    Arc::unwrap_or_clone(whole(&answer.body).frame)
}

/// A slice from its bytes and its base.
fn decode(bytes: &[u8], base: &Slice) -> Result<Slice, SliceError> {
    let read = decode_in_steps(bytes, base, async || ());
    read.now_or_never().expect("the pauses do nothing")
}

/// A slice from bytes without a base.
fn whole(bytes: &[u8]) -> Slice {
    decode(bytes, &Slice::default()).unwrap()
}

/// The reports that the page's data and a slice give for the data's view.
fn answered(data: &PageData, frame: &Frame) -> Answer {
    let recorded = data.recorded.as_ref().expect("there are attempts");
    let moment = Moment {
        now: Second(data.now_s),
        through: Second(recorded.through_s),
        recorded: Some(DataExtent::days(recorded)),
        zone: &data.zone,
    };
    let asked = AnswerRequest {
        view: &View::parse(&data.query).view,
        presentation: &Presentation::parse(&data.presentation),
        route: data.route,
        audience: data.audience,
    };
    let skip = asked.presentation.rows_before;
    Answer::of(frame, &asked, &moment, skip, TABLE_ROWS)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_computes_the_same_numbers_from_it() {
    let served = Served::demo(2_000).await;
    for query in [
        "range=all",
        "range=all&measure=users&not-category=capacity",
        "range=all&tz=Asia/Tokyo&w=0&g=60&q=a",
        "from=2025-03-01&to=2025-05-31&measure=true",
        "from=2025-07-01&to=2025-08-31&compare=before&step=week&sort=-user&row=21",
    ] {
        let data = served.scoped.page_data(Route::Denials, query, TABLE_ROWS);
        let data = data.await.unwrap();
        let offer = data.slices.first().expect("the page offers a slice");
        let frame = frame(&served, &offer.url).await;
        assert!(data.answer.report.totals.attempts > 0, "{query}");
        assert_eq!(answered(&data, &frame), data.answer, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_gets_the_slice_of_its_own_version_while_events_are_added() {
    let served = Served::of(&[denied(0), denied(10)]).await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    let user = served.add_user("Mira", rights).await;
    for cookie in [served.cookie.clone(), served.cookie_of(user).await] {
        let page = served.get_as("/denials?range=all", &cookie).await.text();
        let version = served.get_as("/version", &cookie).await.text();
        assert!(page.contains(&format!("v={}", version.trim())));
        let target = format!("/slice?from=0&to=4294967295&v={}", version.trim());
        let slice = || async { whole(&served.get_as(&target, &cookie).await.body).frame };
        let before = slice().await;
        for seconds in 20..23 {
            served
                .import(&[denied(seconds + i64::from(before.len() as u32) * 10)])
                .await;
            // A request reloads the dataset.
            served.get_as("/version", &cookie).await;
            served.get_as("/denials?range=all", &cookie).await;
            assert_eq!(slice().await.version, before.version);
            assert_eq!(slice().await.len(), before.len());
        }
        let newest = served
            .get_as("/slice?from=0&to=4294967295&v=1", &cookie)
            .await;
        assert_eq!(whole(&newest.body).frame.len(), before.len() + 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn undone_events_are_in_no_slice_of_an_earlier_version() {
    let served = Served::of(&[denied(0)]).await;
    served.import(&[denied(10)]).await;
    let rights = Rights::of_accounts(Role::CustomerSuccess, ["Brenn"]).unwrap();
    let user = served.add_user("Mira", rights).await;
    let cookies = [served.cookie.clone(), served.cookie_of(user).await];
    let mut targets = Vec::new();
    for cookie in &cookies {
        let version = served.get_as("/version", cookie).await.text();
        let target = format!("/slice?from=0&to=4294967295&v={}", version.trim());
        let before = whole(&served.get_as(&target, cookie).await.body);
        assert_eq!(before.frame.len(), 2);
        targets.push(target);
    }
    let [latest, ..] = &*served.store.imports(0, None, 10).await.unwrap() else {
        panic!("there are imports");
    };
    served
        .store
        .undo_import(latest.id, &super::by_test())
        .await
        .unwrap();
    for (cookie, target) in cookies.iter().zip(&targets) {
        served.get_as("/denials?range=all", cookie).await;
        let after = whole(&served.get_as(target, cookie).await.body);
        assert_eq!(after.frame.len(), 1, "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_the_requested_seconds() {
    let served = Served::of(&[denied(0), denied(10), denied(20)]).await;
    for (from, to, attempts) in [
        (0, 20, 3),
        (0, 9, 1),
        (1, 20, 2),
        (10, 10, 1),
        (21, 99, 0),
        (9, 1, 0),
    ] {
        let target = format!("/slice?from={}&to={}&v=3", START + from, START + to);
        assert_eq!(
            frame(&served, &target).await.len(),
            attempts,
            "{from} to {to}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_etag_is_valid_until_there_is_more() {
    let served = Served::of(&[denied(0)]).await;
    let first = served.get(ALL).await;
    let tag = first.header(header::ETAG).to_owned();
    assert!(
        tag.starts_with('"') && tag.ends_with('"') && tag.len() > 2,
        "{tag}"
    );
    assert_eq!(first.header(header::CACHE_CONTROL), "private, no-cache");
    assert_eq!(
        first.header(header::CONTENT_TYPE),
        "application/octet-stream"
    );

    for known in [tag.clone(), format!("W/{tag}")] {
        let again = served
            .get_with(ALL, &[(header::IF_NONE_MATCH, &known)])
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        assert_eq!(again.header(header::ETAG), tag);
        assert!(again.body.is_empty());
    }
    let other = served
        .get_with(ALL, &[(header::IF_NONE_MATCH, "\"other\"")])
        .await;
    assert_eq!(other.status, StatusCode::OK);
    let part = served.get(&format!("/slice?from=0&to={START}&v=1")).await;
    assert_ne!(
        part.header(header::ETAG),
        tag,
        "another range is another slice"
    );

    served.import(&[denied(60)]).await;
    let grown = served.get_with(ALL, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(grown.status, StatusCode::OK);
    assert_ne!(grown.header(header::ETAG), tag);
    assert_eq!(whole(&grown.body).frame.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_catalogue_makes_another_etag() {
    let served = Served::of(&[denied(0)]).await;
    let tag = served.get(ALL).await.header(header::ETAG).to_owned();
    let served = served.restarted(Catalogue::built_in());
    assert_eq!(served.get(ALL).await.header(header::ETAG), tag);

    let mut own = Catalogue::built_in();
    let codes = "space,code,category,description\nflexnet-publisher,-4,other,All seats taken\n";
    own.extend_from_csv(codes).unwrap();
    let served = served.restarted(own);
    let answer = served.get_with(ALL, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "the browser's copy is outdated"
    );
    let statuses = &whole(&answer.body).frame.dictionaries.statuses;
    assert_eq!(&*statuses[0].description, "All seats taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_query_is_a_bad_request() {
    let served = Served::of(&[denied(0)]).await;
    for query in [
        "",
        "?from=0&to=9",
        "?from=0&v=1",
        "?from=now&to=9&v=1",
        "?from=0&to=9&v=-1",
    ] {
        let answer = served.get(&format!("/slice{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.text().contains("from, to and v"), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_sent_compressed() {
    let served = Served::demo(500).await;
    let plain = served.get(ALL).await;
    let packed = served
        .get_with(ALL, &[(header::ACCEPT_ENCODING, "br")])
        .await;
    assert_eq!(packed.header(header::CONTENT_ENCODING), "br");
    assert!(packed.body.len() < plain.body.len());
    assert_eq!(packed.header(header::VARY), "accept-encoding");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_one_is_a_delta() {
    let served = Served::demo(2_000).await;
    let first = served.get(ALL).await;
    let held = whole(&first.body);
    assert_ne!(held.mark, NOTHING);
    let since = format!("{ALL}&since={}", held.mark);

    served.import(&[denied(0), denied(60)]).await;
    let added = served.get(&since).await;
    assert_eq!(added.status, StatusCode::OK);
    assert!(added.body.len() < 400, "{} bytes", added.body.len());
    assert_ne!(added.header(header::ETAG), first.header(header::ETAG));
    let now = decode(&added.body, &held).unwrap();
    let all = served.get(ALL).await;
    assert_ne!(added.header(header::ETAG), all.header(header::ETAG));
    assert_eq!(now, whole(&all.body));
    assert_eq!(
        decode(&added.body, &Slice::default()),
        Err(SliceError::OtherBase)
    );

    // Another range, based on the same slice.
    let target = format!(
        "/slice?from={START}&to={}&v=1&since={}",
        START + 9,
        now.mark
    );
    let some = served.get(&target).await;
    let some = decode(&some.body, &now).unwrap();
    let alone = served
        .get(&format!("/slice?from={START}&to={}&v=1", START + 9))
        .await;
    assert_eq!(some, whole(&alone.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_unknown_base_the_whole_slice_is_sent() {
    let served = Served::of(&[denied(0), denied(10)]).await;
    let all = served.get(ALL).await;
    let held = whole(&all.body);
    for mark in [NOTHING, held.mark ^ 1, u64::MAX] {
        let answer = served.get(&format!("{ALL}&since={mark}")).await;
        assert_eq!(answer.body, all.body);
    }
    // Slices from before a restart are unknown after it.
    let served = served.restarted(Catalogue::built_in());
    let answer = served.get(&format!("{ALL}&since={}", held.mark)).await;
    let now = whole(&answer.body);
    assert_eq!(now.frame, held.frame);
    assert_ne!(now.mark, held.mark);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_attempts_than_the_limit_are_refused() {
    let served = Served::of(&[denied(0), denied(10), denied(20)]).await;
    let served = served.sending(2);
    let answer = served.get(ALL).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("more than 2 attempts"));
    let target = format!("/slice?from={START}&to={}&v=1", START + 10);
    assert_eq!(served.get(&target).await.status, StatusCode::OK);
    let data = served.scoped.page_data(Route::Denials, "range=all", 1);
    assert!(data.await.unwrap().slices.is_empty());
    // Days without an attempt are not too many.
    let empty = "from=2001-01-01&to=2001-01-02";
    let data = served.scoped.page_data(Route::Denials, empty, 1).await;
    let attempts: Vec<u64> = data.unwrap().slices.iter().map(|s| s.attempts).collect();
    assert_eq!(attempts, [0]);
    let nothing = Served::empty().await;
    let data = nothing.scoped.page_data(Route::Denials, "", 1).await;
    assert!(data.unwrap().slices.is_empty(), "there is no data");
}
