//! A new list told by an old one: so many are kept from a place on, then so many are new.

/// Where nothing of the new list is.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Some of the old list, and then some that are new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// The place of the first that is kept.
    pub(super) from: usize,
    /// How many are kept.
    pub(super) kept: usize,
    /// How many new ones follow.
    pub(super) added: usize,
}

/// A list in runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Runs(pub(super) Vec<Run>);

impl Runs {
    /// The runs of a list whose things have these places in the old one; a new thing has
    /// none.
    pub(super) fn of(places: impl Iterator<Item = Option<usize>>) -> Self {
        let mut runs = Vec::new();
        let mut run = Run::default();
        for place in places {
            match place {
                Some(place) if run.added == 0 && place == run.from + run.kept => run.kept += 1,
                Some(place) => {
                    runs.push(run);
                    run = Run {
                        from: place,
                        kept: 1,
                        added: 0,
                    };
                }
                None => run.added += 1,
            }
        }
        runs.push(run);
        runs.retain(|run| run.kept + run.added > 0);
        Self(runs)
    }

    /// The length of the new list.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|run| run.kept + run.added).sum()
    }

    /// How many of it are new.
    pub(super) fn added(&self) -> usize {
        self.0.iter().map(|run| run.added).sum()
    }

    /// The places in the old list, in the order of the new one; `None` for a new thing.
    pub(super) fn old_places(&self) -> impl Iterator<Item = Option<usize>> + '_ {
        self.0.iter().flat_map(|run| {
            let kept = (run.from..run.from + run.kept).map(Some);
            kept.chain(std::iter::repeat_n(None, run.added))
        })
    }

    /// The place in the new list of each thing of the old one; [`NOWHERE`] for what is
    /// not kept.
    pub(super) fn new_places(&self, old_length: usize) -> Vec<u32> {
        let mut places = vec![NOWHERE; old_length];
        for (new, old) in (0..).zip(self.old_places()) {
            if let Some(place) = old.and_then(|old| places.get_mut(old)) {
                *place = new;
            }
        }
        places
    }

    /// The new list, from the old things and the new ones.
    pub(super) fn merged<T>(
        &self,
        old: impl Fn(usize) -> T,
        added: impl IntoIterator<Item = T>,
    ) -> Vec<T> {
        let mut added = added.into_iter();
        let mut list = Vec::with_capacity(self.len());
        for run in &self.0 {
            list.extend((run.from..run.from + run.kept).map(&old));
            list.extend(added.by_ref().take(run.added));
        }
        list
    }
}
