//! Responses while the limit on concurrent computing is reached.

use std::sync::{Arc, Mutex, mpsc};
use std::thread::available_parallelism;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::scope::Scope;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all};

use super::{HOST, Served, denied};
use service::audience::Audience;
use service::dataset::ScopedDataset;

/// Work that holds every permit until it is dropped.
struct Everything {
    working: Vec<BoxFuture<'static, ()>>,
    begun: mpsc::Receiver<()>,
    end: Option<mpsc::Sender<()>>,
}

impl Everything {
    /// Takes every permit; later requests wait.
    fn taken_by(record: &ScopedDataset) -> Self {
        let (begins, begun) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let ended = Arc::new(Mutex::new(ended));
        let turns = available_parallelism().unwrap().get().max(2);
        let work = |_| {
            let (record, begins, ended) = (record.clone(), begins.clone(), Arc::clone(&ended));
            let work = move || {
                begins.send(()).unwrap();
                // It ends when the sender is dropped.
                let _ = ended.lock().unwrap().recv();
            };
            async move { record.work(work).await.unwrap() }.boxed()
        };
        let mut working: Vec<_> = (0..turns).map(work).collect();
        for work in &mut working {
            assert!(work.now_or_never().is_none());
            begun.recv().unwrap();
        }
        Self {
            working,
            begun,
            end: Some(end),
        }
    }

    /// Lets it end.
    async fn end(mut self) {
        drop(self.end.take());
        join_all(self.working).await;
        assert!(self.begun.try_recv().is_err(), "nothing else began as this");
    }
}

fn get(target: &str, cookie: &str) -> Request<Body> {
    let request = Request::get(target)
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie);
    request.body(Body::empty()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_queue_a_request_has_to_retry() {
    let served = Served::of(&[denied(0)]).await;
    let version = served.scoped.version().await.unwrap();
    let slice = format!("/slice?from=0&to=2000000000&v={version}");
    let neighbours = format!("/data/neighbours?query=&row=0&version={version}");
    let targets = [
        "/",
        "/denials?range=all",
        "/table/denials-summary?range=all",
        "/data/report?route=Overview&query=",
        "/data/usage?query=range%3Dall",
        "/data/values?query=&key=Account",
        "/sources",
        "/links/new?range=all",
        &neighbours,
        &slice,
    ];
    let all = Everything::taken_by(&served.scoped);
    let mut waiting = Vec::new();
    // Readers of one scope have 200 places, including running requests.
    while let work = served.scoped.work(|| ()).boxed()
        && waiting.len() < 200 - all.working.len()
    {
        waiting.push(work);
    }
    for work in &mut waiting {
        assert!(work.now_or_never().is_none());
    }
    for target in targets {
        let answer = served.get(target).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{target}");
        assert_eq!(answer.header(header::RETRY_AFTER), "5", "{target}");
        assert!(
            answer.text().contains("busy") || answer.text().contains("Busy"),
            "{target}"
        );
    }
    // Requests that need no computing are answered, and others have room left.
    assert_eq!(served.get("/version").await.status, StatusCode::OK);
    let brenn = Scope {
        accounts: Some(["Brenn".to_owned()].into()),
        ..Scope::all()
    };
    let dataset = served.dataset.seen_by(Arc::new(brenn), Audience::Customer);
    let mut other = dataset.work(|| 7).boxed();
    assert!(
        (&mut other).now_or_never().is_none(),
        "it waits for its turn"
    );
    all.end().await;
    let (other, waited) = tokio::join!(other, join_all(waiting));
    assert_eq!(other, Ok(7));
    assert!(waited.iter().all(Result::is_ok));
    for target in targets {
        assert_eq!(served.get(target).await.status, StatusCode::OK, "{target}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn abandoned_requests_do_not_fill_the_queue() {
    let served = Served::of(&[denied(0)]).await;
    let all = Everything::taken_by(&served.scoped);
    for _ in 0..300 {
        let router = served.router.clone();
        let request = get("/denials?range=all", &served.cookie);
        let mut asked = tower::ServiceExt::oneshot(router, request).boxed();
        // It gets at most as far as its place in the queue.
        for _ in 0..20 {
            assert!((&mut asked).now_or_never().is_none());
            tokio::task::yield_now().await;
        }
    }
    let asked = served.get("/denials?range=all");
    let (answer, ()) = tokio::join!(asked, all.end());
    assert_eq!(answer.status, StatusCode::OK);
}
