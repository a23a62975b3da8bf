//! Retries once the server answers again: it may have stopped and restarted.

use std::cell::RefCell;

/// The callbacks to retry.
type Retry = Box<dyn FnOnce()>;

thread_local! {
    static RETRIES: RefCell<Vec<Retry>> = RefCell::default();
}

/// Calls `retry` once when the server has answered.
pub(super) fn when_server_answers(retry: impl FnOnce() + 'static) {
    RETRIES.with_borrow_mut(|retries| retries.push(Box::new(retry)));
}

/// The server has answered.
pub(super) fn server_answers() {
    // What fails again waits for the next answer.
    for retry in RETRIES.take() {
        retry();
    }
}
