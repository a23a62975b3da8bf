//! The gaps of new requests, and the old gaps that they shorten.
//!
//! A gap depends only on requests with the same [`Asking`], so only rows with the
//! asking of a new row are read. The gap of an old attempt to another old row stays
//! unless a new row comes in between, which makes it shorter.

use enum_map::EnumMap;
use hashbrown::HashSet;

use super::super::{FrameBuilder, at, unknown_id};
use crate::column::Column;
use crate::dimension::{Dimension, Names};
use crate::frame::{Dictionaries, Frame};
use crate::gaps::{Asking, Gaps, GapsBackwards, Step};
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
enum Row {
    OldAttempt(u32),
    OldGrant(u32),
    New(u32),
}

/// The columns of an [`Asking`].
struct Askers<'a> {
    dictionaries: &'a Dictionaries,
    ids: &'a EnumMap<Dimension, Column>,
}

impl Askers<'_> {
    fn get(&self, row: u32) -> Asking {
        let row = row as usize;
        let id = |dimension| self.ids[dimension].get(row);
        let server = ServerId(id(Dimension::Server));
        Asking {
            account: self.dictionaries.account_of(server).0,
            user: id(Dimension::User),
            device: id(Dimension::Device),
            feature: id(Dimension::Feature),
        }
    }

    /// The rows with some askings. Most rows are of other users, which is checked first.
    fn rows(&self, is_user: &[bool], askings: &HashSet<Asking>) -> Vec<u32> {
        let is_meant = |&(row, user): &(u32, u32)| {
            is_user.get(user as usize) == Some(&true) && askings.contains(&self.get(row))
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
        let (is_user, askings) = self.askings(dictionaries);
        let attempts = Askers {
            dictionaries,
            ids: &base.attempts.ids,
        };
        let grants = Askers {
            dictionaries,
            ids: &base.grants.ids,
        };
        let mut walk: Vec<(u32, Row)> = Vec::new();
        let old_attempts = attempts.rows(&is_user, &askings);
        let row_at = |row| (at(&base.attempts.at, row), Row::OldAttempt(row));
        walk.extend(old_attempts.into_iter().map(row_at));
        let old_grants = grants.rows(&is_user, &askings);
        let row_at = |row| (at(&base.grants.at, row), Row::OldGrant(row));
        walk.extend(old_grants.into_iter().map(row_at));
        walk.extend(order.iter().map(|&row| (at(&self.at, row), Row::New(row))));
        // The sort is stable: within a second the new rows come last. The order of two old
        // rows does not matter, since their gaps are known.
        walk.sort_by_key(|(at, _)| *at);

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
                Row::OldGrant(row) => {
                    all.take(second, grants.get(row), false, Step::Granted);
                }
                Row::OldAttempt(row) => {
                    let asking = attempts.get(row);
                    let status = at(ids, base.attempts.ids[Dimension::Status].get(row as usize));
                    let is_final = base.attempts.is_final.get(row as usize) == 1;
                    let step = |is_final| Step::Denied { status, is_final };
                    all.take(second, asking, false, step(is_final));
                    // As if it were not final: it must not end the gap of an earlier row.
                    let gaps = fresh.take(second, asking, false, step(false));
                    if gaps != Gaps::NEVER {
                        joined.shorter.push((row, gaps));
                    }
                }
                Row::New(row) => {
                    let Some(step) = self.step(row) else {
                        continue;
                    };
                    let asking = self.asking(row, dictionaries);
                    let nobody = (Some(asking.user), Some(asking.device)) == unknown;
                    fresh.take(second, asking, nobody, step);
                    let gaps = all.take(second, asking, nobody, step);
                    if step != Step::Granted {
                        joined.new.push(gaps);
                    }
                }
            }
        }
        joined.new.reverse();
        joined
    }

    /// The users and the askings of the new rows.
    fn askings(&self, dictionaries: &Dictionaries) -> (Vec<bool>, HashSet<Asking>) {
        let unknown = (
            unknown_id(&dictionaries.names[Names::Users]),
            unknown_id(&dictionaries.names[Names::Devices]),
        );
        let mut is_user = vec![false; dictionaries.names[Names::Users].len()];
        let mut askings = HashSet::new();
        for row in 0..self.at.len() as u32 {
            let asking = self.asking(row, dictionaries);
            let nobody = (Some(asking.user), Some(asking.device)) == unknown;
            if nobody || self.step(row).is_none() {
                continue;
            }
            if let Some(is_user) = is_user.get_mut(asking.user as usize) {
                *is_user = true;
                askings.insert(asking);
            }
        }
        (is_user, askings)
    }
}
