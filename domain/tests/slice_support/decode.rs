//! Slices decoded without pauses, for tests and benchmarks.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use domain::slice::{Slice, SliceError, decode_in_steps};

/// Applies the bytes of a slice to `base`.
pub(crate) fn decode(bytes: &[u8], base: &Slice) -> Result<Slice, SliceError> {
    let steps = pin!(decode_in_steps(bytes, base, async || ()));
    match steps.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(slice) => slice,
        Poll::Pending => unreachable!("the pauses do nothing"),
    }
}
