#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use futures_util::FutureExt as _;
use futures_util::future::join_all;

use super::{Queue, WorkError, WorkPool};

/// Work that says when it begins, and ends when it is allowed to.
struct Gate {
    begun: mpsc::Receiver<usize>,
    begins: mpsc::Sender<usize>,
    end: mpsc::Sender<()>,
    may_end: Arc<Mutex<mpsc::Receiver<()>>>,
    running: Arc<AtomicUsize>,
}

impl Gate {
    fn new() -> Self {
        let (begins, begun) = mpsc::channel();
        let (end, may_end) = mpsc::channel();
        Self {
            begun,
            begins,
            end,
            may_end: Arc::new(Mutex::new(may_end)),
            running: Arc::default(),
        }
    }

    /// Work that reports how much runs when it begins.
    fn work(&self) -> impl FnOnce() + Send + 'static {
        let (begins, may_end) = (self.begins.clone(), Arc::clone(&self.may_end));
        let running = Arc::clone(&self.running);
        move || {
            let runs = running.fetch_add(1, Ordering::SeqCst) + 1;
            begins.send(runs).unwrap();
            may_end.lock().unwrap().recv().unwrap();
            running.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

#[tokio::test]
async fn abandoned_work_keeps_its_permit_until_it_ends() {
    let pool = WorkPool::new(1, 5);
    let gate = Gate::new();
    let mut left = Box::pin(pool.run(gate.work()));
    assert!(left.as_mut().now_or_never().is_none());
    assert_eq!(gate.begun.recv(), Ok(1), "it runs");
    drop(left);
    assert_eq!(pool.len(), 1, "its request is gone, and it still runs");
    let mut second = Box::pin(pool.run(gate.work()));
    assert!(second.as_mut().now_or_never().is_none());
    assert!(gate.begun.try_recv().is_err(), "the second waits");
    gate.end.send(()).unwrap();
    gate.end.send(()).unwrap();
    assert_eq!(second.await, Ok(()));
    assert_eq!(gate.begun.recv(), Ok(1), "one at once");
    assert_eq!(pool.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_abandoned_requests_never_run_more_at_once_than_the_bound() {
    let pool = WorkPool::new(2, 100);
    let gate = Gate::new();
    for _ in 0..50 {
        // Its client leaves at once, whether it runs by then or waits.
        let request = pool.run(gate.work());
        assert_eq!(request.now_or_never(), None);
    }
    assert_eq!(
        pool.len(),
        2,
        "who left while they waited is not waited for"
    );
    let others: Vec<_> = (0..20).map(|_| pool.run(gate.work())).collect();
    for _ in 0..22 {
        gate.end.send(()).unwrap();
    }
    let done = join_all(others).await;
    assert!(done.iter().all(Result::is_ok));
    let runs: Vec<usize> = gate.begun.try_iter().collect();
    assert_eq!(
        runs.len(),
        22,
        "what was given up while it waited never ran"
    );
    assert!(runs.iter().all(|&runs| runs <= 2), "{runs:?}");
}

#[tokio::test]
async fn who_finds_the_queue_full_is_refused_at_once() {
    let pool = WorkPool::new(1, 1);
    let gate = Gate::new();
    let mut runs = Box::pin(pool.run(gate.work()));
    let mut waits = Box::pin(pool.run(gate.work()));
    assert!(runs.as_mut().now_or_never().is_none());
    assert!(waits.as_mut().now_or_never().is_none());
    assert_eq!(pool.run(|| ()).await, Err(WorkError::Busy));
    drop(waits);
    let mut waits = Box::pin(pool.run(|| ()));
    assert!(waits.as_mut().now_or_never().is_none(), "that slot is free");
    gate.end.send(()).unwrap();
    assert_eq!(runs.await, Ok(()));
    assert_eq!(waits.await, Ok(()));
}

#[tokio::test]
async fn one_requester_leaves_slots_for_the_others() {
    let pool = WorkPool::shared(1, 9, 3);
    let held: Vec<_> = (0..3).map(|_| pool.enter(7).unwrap()).collect();
    assert_eq!(pool.enter(7).unwrap_err(), WorkError::Busy);
    assert_eq!(pool.enter(8).unwrap().run(|| 2).await, Ok(2));
    drop(held);
    assert_eq!(pool.enter(7).unwrap().run(|| 1).await, Ok(1));
    assert_eq!(pool.len(), 0);
}

#[tokio::test]
async fn one_requester_waits_for_its_own_and_blocks_no_others() {
    let pool = WorkPool::shared(3, 9, 4).with_running_of_one(2);
    let slots: Vec<_> = (0..4).map(|_| pool.enter(7).unwrap()).collect();
    assert_eq!(pool.enter(7).unwrap_err(), WorkError::Busy);
    let first = slots[0].permit().now_or_never().unwrap().unwrap();
    let _second = slots[1].permit().now_or_never().unwrap().unwrap();
    let mut third = Box::pin(slots[2].permit());
    let mut fourth = Box::pin(slots[3].permit());
    assert!(third.as_mut().now_or_never().is_none(), "it waits");
    assert!(fourth.as_mut().now_or_never().is_none(), "it waits");
    let other = pool.enter(8).unwrap();
    let other = other.permit().now_or_never().unwrap().unwrap();
    let another = pool.enter(9).unwrap();
    assert!(another.permit().now_or_never().is_none(), "three at once");
    drop(first);
    assert!(third.as_mut().now_or_never().is_some());
    drop((third, fourth, other));
    assert_eq!(another.run(|| 1).await, Ok(1));
}

#[tokio::test]
async fn what_panics_gives_its_permit_back_and_is_an_answer() {
    let pool = WorkPool::new(1, 0);
    let broken = pool.run(|| std::panic::resume_unwind(Box::new("broken")));
    assert_eq!(broken.await, Err::<(), _>(WorkError::Broken));
    assert_eq!(pool.run(|| 1).await, Ok(1));
}

#[test]
fn a_queue_forgets_requesters_without_a_slot() {
    let queue = Queue::new(2, 1);
    let first = queue.enter(1).unwrap();
    assert_eq!(queue.enter(1).unwrap_err(), WorkError::Busy);
    let kept = first.clone();
    drop(first);
    assert_eq!(queue.len(), 1, "a clone holds it");
    drop(kept);
    assert_eq!(queue.len(), 0);
    assert!(queue.slots().by_requester.is_empty());
}
