//! Work on every core. WebAssembly has one thread, which does all of it.

/// More threads are not faster: they are limited by memory, and each has its own counts.
#[cfg(not(target_arch = "wasm32"))]
const THREADS_MAX: usize = 8;

/// Calls `work` once on each of several threads, and returns the results. `parts` yields
/// numbers from 0 on; each call takes the next part until none is left.
#[cfg(target_arch = "wasm32")]
pub(crate) fn on_every_core<T>(
    parts: usize,
    work: impl Fn(&mut dyn Iterator<Item = usize>) -> T,
) -> Vec<T> {
    vec![work(&mut (0..parts))]
}

/// Calls `work` once on each of several threads, and returns the results. `parts` yields
/// numbers from 0 on; each call takes the next part until none is left.
#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::disallowed_methods,
    reason = "this is not compiled for WebAssembly"
)]
pub(crate) fn on_every_core<T: Send>(
    parts: usize,
    work: impl Fn(&mut dyn Iterator<Item = usize>) -> T + Sync,
) -> Vec<T> {
    use std::sync::atomic::{AtomicUsize, Ordering};

    let next = AtomicUsize::new(0);
    let work = || {
        let part = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&part| part < parts);
        work(&mut std::iter::from_fn(part))
    };
    std::thread::scope(|scope| {
        let helpers = 1..cores().min(THREADS_MAX).min(parts);
        // If no thread can be started, the others do its work.
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        let helpers: Vec<_> = helpers.filter_map(start).collect();
        let mut done = vec![work()];
        for helper in helpers {
            match helper.join() {
                Ok(helped) => done.push(helped),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}

/// The number of cores, queried once: the query can take as long as a report.
#[cfg(not(target_arch = "wasm32"))]
fn cores() -> usize {
    static CORES: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}
