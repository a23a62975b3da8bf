//! A list that is never empty.

/// A list of at least one item, so that picking one cannot fail.
#[derive(Clone, Debug)]
pub(super) struct NonEmpty<T> {
    first: T,
    rest: Vec<T>,
}

impl<T> NonEmpty<T> {
    pub(super) fn new(first: T, rest: Vec<T>) -> Self {
        Self { first, rest }
    }

    /// Collects items; `None` if there are none.
    pub(super) fn collect(items: impl IntoIterator<Item = T>) -> Option<Self> {
        let mut items = items.into_iter();
        let first = items.next()?;
        Some(Self::new(first, items.collect()))
    }

    pub(super) fn len(&self) -> usize {
        1 + self.rest.len()
    }

    pub(super) fn first(&self) -> &T {
        &self.first
    }

    /// The item at `index`, or the first one if the index is too large.
    pub(super) fn at(&self, index: usize) -> &T {
        index
            .checked_sub(1)
            .and_then(|index| self.rest.get(index))
            .unwrap_or(&self.first)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}
