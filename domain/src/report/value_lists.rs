//! The lists of plain values.

use std::ops::{Index, IndexMut};

use enum_map::EnumMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::numbers::List;
use crate::view::FilterKey;

/// A list for each key; empty if the key has no list of plain values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueLists(EnumMap<FilterKey, List<String>>);

/// The keys that have a list.
fn keys() -> impl Iterator<Item = FilterKey> {
    let all = FilterKey::ALL.into_iter();
    all.filter(|key| key.has_values_list())
}

impl ValueLists {
    /// Every list with its key.
    pub fn iter(&self) -> impl Iterator<Item = (FilterKey, &List<String>)> {
        keys().map(|key| (key, &self.0[key]))
    }

    /// Every list with its key, to change it.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (FilterKey, &mut List<String>)> {
        let all = self.0.iter_mut();
        all.filter(|(key, _)| key.has_values_list())
    }
}

impl Index<FilterKey> for ValueLists {
    type Output = List<String>;

    fn index(&self, key: FilterKey) -> &List<String> {
        &self.0[key]
    }
}

impl IndexMut<FilterKey> for ValueLists {
    fn index_mut(&mut self, key: FilterKey) -> &mut List<String> {
        &mut self.0[key]
    }
}

// Only the lists, in the order of their keys: both sides have the same version.
impl Serialize for ValueLists {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|(_, list)| list))
    }
}

impl<'de> Deserialize<'de> for ValueLists {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let lists = Vec::<List<String>>::deserialize(deserializer)?;
        if lists.len() != keys().count() {
            return Err(D::Error::custom("not a list for each key"));
        }
        let mut all = Self::default();
        for ((_, of_key), list) in all.iter_mut().zip(lists) {
            *of_key = list;
        }
        Ok(all)
    }
}
