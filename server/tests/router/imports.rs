//! The imports page: uploads, the list, and undoing an import.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt as _;
use http_body_util::BodyExt as _;
use store::{Import, ImportedBy, Rights, Role};
use tower::ServiceExt as _;

use super::element::Element;
use super::{Answer, HOST, Served, denied};

/// A FlexNet debug log: two denials, a grant and a return on 2025-08-29.
pub(crate) const LOG: &str = "\
10:25:31 (lmgrd) TIMESTAMP 8/29/2025
10:26:00 (gridlm) OUT: \"mesh_core\" otto@ws-004  (2 licenses)
10:27:11 (gridlm) DENIED: \"mesh_solver\" otto@ws-004  (Users are queued for this feature. (-24,332))
10:40:00 (gridlm) DENIED: \"mesh_core\" otto@ws-009  (Licensed number of users already reached. (-4,342))
10:50:00 (gridlm) IN: \"mesh_core\" otto@ws-004  (2 licenses)
";

/// A part of a form: its name, its file name, and its content.
pub(crate) type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A form with files as a page sends it; `end` is its terminator.
pub(crate) fn dropped(parts: &[Part<'_>], end: &str, cookie: &str) -> Request<Body> {
    let mut body: Vec<u8> = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\""));
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"{}\r\n\r\n",
            file.unwrap_or_default()
        );
        body.extend(head.bytes().chain(content.iter().copied()));
        body.extend(b"\r\n");
    }
    body.extend(end.bytes());
    Request::post("/imports")
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap()
}

pub(crate) const END: &str = "--edge--\r\n";

impl Served {
    async fn drop_files(&self, parts: &[Part<'_>]) -> Answer {
        let request = dropped(parts, END, &self.cookie);
        self.ask_as_it_is(request).await
    }

    async fn drop_json(&self, parts: &[Part<'_>]) -> (StatusCode, serde_json::Value) {
        let mut request = dropped(parts, END, &self.cookie);
        let json = "application/json".parse().unwrap();
        request.headers_mut().insert(header::ACCEPT, json);
        let answer = self.ask_as_it_is(request).await;
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    async fn latest(&self) -> Import {
        self.store.imports(0, None, 1).await.unwrap().remove(0)
    }

    async fn attempts(&self) -> usize {
        self.scoped.frame().await.unwrap().len()
    }
}

pub(crate) fn account(name: &str) -> Part<'_> {
    ("account", None, name.as_bytes())
}

pub(crate) fn log<'a>(name: &'a str, content: &'a str) -> Part<'a> {
    ("files", Some(name), content.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_imported_and_summed_up() {
    let served = Served::of(&[denied(0)]).await;
    let rows = "time,outcome,feature,code_space,code\n\
                2025-08-29T10:00:00Z,denied,mesh,own,1\nyesterday,denied,mesh,own,1\n";
    let parts = [
        account("Brenn"),
        log("C:\\logs\\a.log", LOG),
        log("b.csv", rows),
    ];
    let answer = served.drop_files(&parts).await;
    let answer = served.followed(&answer, &served.cookie).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let page = answer.text();
    for text in [
        "a.log (flexnet-debug): 5 lines",
        "2 denied · 1 granted · 1 returned",
        "4 stored · 0 already stored · 0 rejected",
        "b.csv (events-csv): 3 lines",
        "1 stored · 0 already stored · 1 rejected",
        "line 3: time `yesterday` is not RFC 3339",
    ] {
        assert!(page.contains(text), "no `{text}` in {page}");
    }
    assert!(!page.contains("C:\\logs"));
    assert_eq!(served.attempts().await, 4);
    let import = served.latest().await;
    assert_eq!(import.imported_by, ImportedBy::Person("root".to_owned()));
    assert_eq!((import.summary.lines, import.summary.stored), (3, 1));
    assert_eq!(import.summary.rejected, 1);
    assert!(import.finished_at.is_some());
    let audit = served.store.audit(None, 2).await.unwrap();
    let audit: Vec<_> = audit
        .iter()
        .map(|line| (&*line.who, &*line.detail))
        .collect();
    assert_eq!(audit, [("root", "3: b.csv"), ("root", "2: a.log")]);

    // A script gets the same text.
    let (status, told) = served
        .drop_json(&[account("Brenn"), log("a.log", LOG)])
        .await;
    assert_eq!(status, StatusCode::OK);
    let file = &told["files"][0];
    assert_eq!(file["name"], "a.log (flexnet-debug): 5 lines");
    assert_eq!(file["lines"][1], "0 stored · 4 already stored · 0 rejected");
    assert_eq!(file["is_whole"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_files_and_the_forms_fields_are_read() {
    use std::io::Write as _;

    let served = Served::empty().await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let undated = LOG.split_once('\n').unwrap().1;
    packed.write_all(undated.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let parts: [Part<'_>; 6] = [
        account("Brenn"),
        ("server", None, b"eu-7"),
        ("time-zone", None, b"Europe/Madrid"),
        ("date", None, b"2025-01-31"),
        ("format", None, b"flexnet-debug"),
        ("files", Some("old.gz"), &packed),
    ];
    let answer = served.drop_files(&parts).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let frame = served.scoped.frame().await.unwrap();
    assert_eq!(&*frame.dictionaries.servers[0].name, "eu-7");
    // 10:27:11 in Madrid, in winter.
    assert_eq!(frame.attempts.at[0], 1_738_315_631);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_upload_gets_a_message() {
    let served = Served::empty().await;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let zone: Part<'_> = ("time-zone", None, b"Mars");
    let format: Part<'_> = ("format", None, b"word");
    let day: Part<'_> = ("date", None, b"31.1.");
    let kind: Part<'_> = ("source", None, b"other");
    for (parts, text) in [
        (vec![], "choose a log file first"),
        (vec![account("A"), log("", "")], "choose a log file first"),
        (vec![zone, log("a.log", LOG)], "unknown time zone"),
        (
            vec![format, log("a.log", LOG)],
            "choose a format from the list",
        ),
        (
            vec![kind, log("a.log", LOG)],
            "choose a kind of server from the list",
        ),
        (vec![day, log("a.log", LOG)], "YYYY-MM-DD"),
    ] {
        let answer = served.drop_files(&parts).await;
        assert_eq!(answer.status, status, "{text}");
        assert!(
            answer.text().contains(text),
            "no `{text}` in {}",
            answer.text()
        );
        let (json_status, told) = served.drop_json(&parts).await;
        assert_eq!(json_status, status);
        assert!(told["notice"].as_str().unwrap().contains(text), "{told}");
    }
    // An unreadable file does not affect the others.
    for (name, content, text) in [
        ("a.log", LOG, "the field Account"),
        ("a.bin", "what is this?", "the field Format"),
        ("empty.log", "", "the file is empty"),
    ] {
        let (status, told) = served.drop_json(&[log(name, content)]).await;
        assert_eq!(status, StatusCode::OK);
        let lines = told["files"][0]["lines"].to_string();
        assert!(lines.contains(text), "no `{text}` in {told}");
        assert_eq!(told["files"][0]["is_whole"], name == "empty.log");
    }
    assert!(served.store.imports(0, None, 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_refused_while_it_is_read_has_ended() {
    let served = Served::empty().await;
    let undated = "10:27:11 (gridlm) DENIED: \"mesh\" pia@ws-1  (No license. (-4,342))\n";
    let format: Part<'_> = ("format", None, b"flexnet-debug");
    let parts = [account("Brenn"), format, log("undated.log", undated)];
    let (status, told) = served.drop_json(&parts).await;
    assert_eq!(status, StatusCode::OK);
    let lines = told["files"][0]["lines"].to_string();
    assert!(lines.contains("the field Day of the first line"), "{told}");
    let import = served.latest().await;
    assert!(import.finished_at.is_some(), "{import:?}");
    assert_eq!(import.contents.events, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_breaks_off_is_kept_as_far_as_it_came() {
    let served = Served::empty().await;
    let content = format!("{LOG}{}", "a banner that says nothing\n".repeat(100));
    let format: Part<'_> = ("format", None, b"flexnet-debug");
    let parts = [account("Brenn"), format, log("a.log", &content)];
    let (head, whole) = dropped(&parts, "", &served.cookie).into_parts();
    let whole = whole.collect().await.unwrap().to_bytes();
    // It is received in chunks, with pauses of the network between them.
    let pieces: Vec<Vec<u8>> = whole.chunks(64).map(<[u8]>::to_vec).collect();
    let arriving = futures_util::stream::iter(pieces).then(|piece| async {
        tokio::task::yield_now().await;
        Ok::<_, std::io::Error>(piece)
    });
    let request = Request::from_parts(head, Body::from_stream(arriving));
    let answer = served.ask_as_it_is(request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text().contains("breaks off after line"),
        "{}",
        answer.text()
    );
    let import = served.latest().await;
    assert_eq!((import.path.as_str(), import.contents.events), ("a.log", 4));
    // The complete file adds only what is missing.
    served.drop_files(&parts).await;
    assert_eq!(served.attempts().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_kept_while_another_import_runs() {
    let served = Served::empty().await;
    let (head, whole) = dropped(&[account("Dorn")], "", &served.cookie).into_parts();
    let whole = whole.collect().await.unwrap().to_bytes();
    // It never ends. Once the rest of it is polled, the upload holds the import lock.
    let (asks, asked) = tokio::sync::oneshot::channel();
    let begun = futures_util::stream::iter([Ok::<_, std::io::Error>(whole)]);
    let rest = futures_util::stream::once(async move {
        asks.send(()).unwrap();
        std::future::pending().await
    });
    let body = Body::from_stream(begun.chain(rest));
    let router = served.router.clone();
    let running = tokio::spawn(router.oneshot(Request::from_parts(head, body)));
    asked.await.unwrap();
    let answer = served.drop_files(&[account("Brenn")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    running.abort();
    let page = Element::of_html(&answer.text());
    let inputs = page.named("input");
    let account = inputs
        .iter()
        .find(|input| input.attribute("name") == "account");
    assert_eq!(account.unwrap().attribute("value"), "Brenn");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_undone_by_a_button() {
    let served = Served::of(&[denied(0)]).await;
    served
        .drop_files(&[account("Wrong <b>"), log("<i>a.log", LOG)])
        .await;
    let version = served.scoped.version().await.unwrap();
    let page = served.page("/imports/2").await;
    for text in [
        "4",
        "2025-08-29 10:26 to 2025-08-29 10:50 UTC",
        "import that file again",
    ] {
        assert!(page.contains(text), "no `{text}` in {page}");
    }
    assert!(!page.contains("<i>") && !page.contains("<b>"));
    assert!(Element::of_html(&page).named("form").len() > 1, "a button");
    assert_eq!(served.attempts().await, 3, "viewing undoes nothing");

    let taken = served
        .post("/imports/2/take-back", &[], &served.cookie)
        .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    assert_eq!(taken.header(header::LOCATION), "/imports");
    assert_eq!(served.attempts().await, 1);
    assert!(served.scoped.version().await.unwrap() > version);
    let list = served.page("/imports").await;
    assert!(
        list.contains("undone 2025-08-29 10:00 UTC by root"),
        "{list}"
    );
    assert!(!list.contains("href=\"/imports/2\"") && list.contains("href=\"/imports/1\""));
    // None of its names is suggested or counted any more.
    for target in [
        "/denials?range=all",
        "/data/values?query=range%3Dall&key=Account",
    ] {
        let answer = served.get(target).await;
        assert!(!answer.text().contains("Wrong"), "{target}");
    }

    let again = served
        .post("/imports/2/take-back", &[], &served.cookie)
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains("undone already"));
    let none = served
        .post("/imports/9/take-back", &[], &served.cookie)
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert_eq!(served.get("/imports/9").await.status, StatusCode::NOT_FOUND);
    assert!(
        !served
            .page("/imports/2")
            .await
            .contains("/imports/2/take-back")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn users_who_may_not_import_see_no_imports() {
    let served = Served::of(&[denied(0)]).await;
    for role in Role::ALL {
        let user = served.add_user(role.word(), Rights::all(role)).await;
        let cookie = served.cookie_of(user).await;
        let may = role.imports_logs();
        let ok = if may {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        for target in ["/imports", "/imports/1", "/sources"] {
            let answer = served.get_as(target, &cookie).await;
            assert_eq!(answer.status, ok, "{target} {role:?}");
            assert_eq!(answer.text().contains("Brenn"), may, "{target} {role:?}");
        }
        let overview = served.get_as("/", &cookie).await.text();
        assert_eq!(overview.contains("href=\"/imports\""), may, "{role:?}");
        assert_eq!(overview.contains("href=\"/sources\""), may, "{role:?}");
        let files = [account("Other"), log("a.log", LOG)];
        let answer = served.ask_as_it_is(dropped(&files, END, &cookie)).await;
        let done = if may {
            StatusCode::SEE_OTHER
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(answer.status, done, "{role:?}");
        let before = served.attempts().await;
        let id = served.latest().await.id.number();
        let target = format!("/imports/{id}/take-back");
        let answer = served.post(&target, &[], &cookie).await;
        assert_eq!(answer.status, done, "{role:?}");
        assert_eq!(served.attempts().await < before, may);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_event_of_a_grown_log_is_reported_with_its_import() {
    let served = Served::of(&[denied(0)]).await;
    let half = "10:25:31 (lmgrd) TIMESTAMP 8/29/2025\n\
                10:26:00 (gridlm) DENIED: mesh otto@ws-4  [gridlm]\n";
    let whole = format!("{half}(Licensed number of users already reached. (-4,342:10054 ))\n");
    let drop_file = async |name: &str, content: &str| {
        let parts = [account("Brenn"), log(name, content)];
        let answer = served.drop_files(&parts).await;
        let answer = served.followed(&answer, &served.cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text()
    };
    drop_file("half.log", half).await;
    let page = drop_file("whole.log", &whole).await;
    for text in [
        "0 stored · 1 already stored · 0 rejected",
        "1 event of this log was stored with another time, status or feature by import 2 (half.log, ",
        "undo that import and import the log again to correct it",
    ] {
        assert!(page.contains(text), "no `{text}` in {page}");
    }
}
