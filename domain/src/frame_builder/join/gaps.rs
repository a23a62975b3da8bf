//! The gaps of new requests, and the old gaps that they shorten.
//!
//! A gap depends only on requests with the same [`RequestKey`], so only rows with the
//! request key of a new row are read. The gap of an old attempt to another old row stays
//! unless a new row comes in between, which makes it shorter.

use enum_map::EnumMap;
use hashbrown::HashSet;

use super::super::{FrameBuilder, at, unknown_id};
use crate::column::Column;
use crate::dimension::{Dimension, Names};
use crate::frame::{Dictionaries, Frame};
use crate::gaps::{GapEvent, Gaps, GapsBackwards, RequestKey};
use crate::names::ServerId;

/// The gaps after adding new rows.
pub(super) struct JoinedGaps {
    /// The gaps of each new attempt, in time order.
    pub(super) new: Vec<Gaps>,
    /// The rows of old attempts with their gaps to the new rows that follow them.
    pub(super) shorter: Vec<(u32, Gaps)>,
}

/// A row, old or new.
#[derive(Clone, Copy)]
enum WalkRow {
    OldAttempt(u32),
    OldGrant(u32),
    New(u32),
}

/// The columns of an [`RequestKey`].
struct RequestKeyColumns<'a> {
    dictionaries: &'a Dictionaries,
    ids: &'a EnumMap<Dimension, Column>,
}

impl RequestKeyColumns<'_> {
    fn get(&self, row: u32) -> RequestKey {
        let row = row as usize;
        let id = |dimension| self.ids[dimension].get(row);
        let server = ServerId(id(Dimension::Server));
        RequestKey {
            account: self.dictionaries.account_of(server).0,
            user: id(Dimension::User),
            device: id(Dimension::Device),
            feature: id(Dimension::Feature),
        }
    }

    /// The rows with some request keys. Most rows are of other users, which is checked first.
    fn rows(&self, is_user: &[bool], request_keys: &HashSet<RequestKey>) -> Vec<u32> {
        let is_meant = |&(row, user): &(u32, u32)| {
            is_user.get(user as usize) == Some(&true) && request_keys.contains(&self.get(row))
        };
        let rows = (0..).zip(self.ids[Dimension::User].iter()).filter(is_meant);
        rows.map(|(row, _)| row).collect()
    }
}

impl FrameBuilder {
    /// `ids` has the id in the whole dataset for each of the frame's statuses; `order` has
    /// the new rows in time order.
    pub(super) fn gaps_beside(
        &self,
        base: &Frame,
        ids: &[u32],
        order: &[u32],
        dictionaries: &Dictionaries,
    ) -> JoinedGaps {
        let (is_user, request_keys) = self.request_keys(dictionaries);
        let attempts = RequestKeyColumns {
            dictionaries,
            ids: &base.attempts.ids,
        };
        let grants = RequestKeyColumns {
            dictionaries,
            ids: &base.grants.ids,
        };
        let old_attempts = attempts.rows(&is_user, &request_keys);
        let old_grants = grants.rows(&is_user, &request_keys);
        let walk = self.walk(base, old_attempts, old_grants, order);
        let mut all = GapsBackwards::default();
        let mut fresh = GapsBackwards::default();
        let mut joined = JoinedGaps {
            new: Vec::new(),
            shorter: Vec::new(),
        };
        let unknown = (
            unknown_id(&dictionaries.names[Names::Users]),
            unknown_id(&dictionaries.names[Names::Devices]),
        );
        for (second, row) in walk.into_iter().rev() {
            match row {
                WalkRow::OldGrant(row) => {
                    all.take(second, grants.get(row), false, GapEvent::Granted);
                }
                WalkRow::OldAttempt(row) => {
                    let request_key = attempts.get(row);
                    let status = at(ids, base.attempts.ids[Dimension::Status].get(row as usize));
                    let is_final = base.attempts.is_final.get(row as usize) == 1;
                    let step = |is_final| GapEvent::Denied { status, is_final };
                    all.take(second, request_key, false, step(is_final));
                    // As if it were not final: it must not end the gap of an earlier row.
                    let gaps = fresh.take(second, request_key, false, step(false));
                    if gaps != Gaps::NEVER {
                        joined.shorter.push((row, gaps));
                    }
                }
                WalkRow::New(row) => {
                    let Some(step) = self.step(row) else {
                        continue;
                    };
                    let request_key = self.request_key(row, dictionaries);
                    let is_anonymous =
                        (Some(request_key.user), Some(request_key.device)) == unknown;
                    fresh.take(second, request_key, is_anonymous, step);
                    let gaps = all.take(second, request_key, is_anonymous, step);
                    if step != GapEvent::Granted {
                        joined.new.push(gaps);
                    }
                }
            }
        }
        joined.new.reverse();
        joined
    }

    /// Old and new rows in time order, with their seconds.
    fn walk(
        &self,
        base: &Frame,
        old_attempts: Vec<u32>,
        old_grants: Vec<u32>,
        order: &[u32],
    ) -> Vec<(u32, WalkRow)> {
        let mut walk: Vec<(u32, WalkRow)> = Vec::new();
        let row_at = |row| (at(&base.attempts.at, row), WalkRow::OldAttempt(row));
        walk.extend(old_attempts.into_iter().map(row_at));
        let row_at = |row| (at(&base.grants.at, row), WalkRow::OldGrant(row));
        walk.extend(old_grants.into_iter().map(row_at));
        let row_at = |&row: &u32| (at(&self.at, row), WalkRow::New(row));
        walk.extend(order.iter().map(row_at));
        // The sort is stable: within a second the new rows come last. The order of two old
        // rows does not matter, since their gaps are known.
        walk.sort_by_key(|(at, _)| *at);
        walk
    }

    /// The users and the request keys of the new rows.
    fn request_keys(&self, dictionaries: &Dictionaries) -> (Vec<bool>, HashSet<RequestKey>) {
        let unknown = (
            unknown_id(&dictionaries.names[Names::Users]),
            unknown_id(&dictionaries.names[Names::Devices]),
        );
        let mut is_user = vec![false; dictionaries.names[Names::Users].len()];
        let mut request_keys = HashSet::new();
        for row in 0..self.at.len() as u32 {
            let request_key = self.request_key(row, dictionaries);
            let is_anonymous = (Some(request_key.user), Some(request_key.device)) == unknown;
            if is_anonymous || self.step(row).is_none() {
                continue;
            }
            if let Some(is_user) = is_user.get_mut(request_key.user as usize) {
                *is_user = true;
                request_keys.insert(request_key);
            }
        }
        (is_user, request_keys)
    }
}
