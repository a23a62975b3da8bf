//! A new list as a delta to an old one: runs of kept entries, each followed by new ones.

/// The index of an entry that is not in the new list.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Some entries of the old list, followed by new ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// The index of the first entry that is kept.
    pub(super) from: usize,
    /// How many entries are kept.
    pub(super) kept: usize,
    /// How many new entries follow.
    pub(super) added: usize,
}

/// A list in runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Runs(pub(super) Vec<Run>);

impl Runs {
    /// The runs of a list whose entries have these indexes in the old one, or `None` if new.
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

    /// The number of new entries.
    pub(super) fn added(&self) -> usize {
        self.0.iter().map(|run| run.added).sum()
    }

    /// The index of each entry in the old list; `None` if it is new.
    pub(super) fn old_places(&self) -> impl Iterator<Item = Option<usize>> + '_ {
        self.0.iter().flat_map(|run| {
            let kept = (run.from..run.from + run.kept).map(Some);
            kept.chain(std::iter::repeat_n(None, run.added))
        })
    }

    /// The index in the new list of each old entry; [`NOWHERE`] if it is not kept.
    pub(super) fn new_places(&self, old_length: usize) -> Vec<u32> {
        let mut places = vec![NOWHERE; old_length];
        for (new, old) in (0..).zip(self.old_places()) {
            if let Some(place) = old.and_then(|old| places.get_mut(old)) {
                *place = new;
            }
        }
        places
    }

    /// The new list, made of old entries and `added` ones.
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
