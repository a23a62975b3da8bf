//! A packed column of small numbers.

/// A column of ids, as wide as its largest needs: one, two or four bytes a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Every value is below 2^8.
    U8(Vec<u8>),
    /// Every value is below 2^16.
    U16(Vec<u16>),
    /// Any value.
    U32(Vec<u32>),
}

impl Default for Column {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl Column {
    /// Packs values as narrowly as their largest allows.
    pub fn pack(values: &[u32]) -> Self {
        let max = values.iter().copied().max().unwrap_or(0);
        if u8::try_from(max).is_ok() {
            Self::U8(values.iter().map(|&value| value as u8).collect())
        } else if u16::try_from(max).is_ok() {
            Self::U16(values.iter().map(|&value| value as u16).collect())
        } else {
            Self::U32(values.to_vec())
        }
    }

    /// The value of a row; 0 where there is no such row.
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::U8(values) => values.get(row).map_or(0, |&value| u32::from(value)),
            Self::U16(values) => values.get(row).map_or(0, |&value| u32::from(value)),
            Self::U32(values) => values.get(row).copied().unwrap_or(0),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(values) => values.len(),
            Self::U16(values) => values.len(),
            Self::U32(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every value, in row order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }
}
