//! Circles of files that import each other.

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::sources::Sources;

/// The files of each circle.
pub(super) fn circles(sources: &Sources) -> Vec<Vec<usize>> {
    let graph: DiGraphMap<usize, ()> = sources.imports().collect();
    let mut circles = tarjan_scc(&graph);
    circles.retain(|circle| circle.len() > 1);
    for circle in &mut circles {
        circle.sort_unstable();
    }
    circles.sort();
    circles
}
