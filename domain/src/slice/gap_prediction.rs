//! Predicts gaps on both sides, so that only those that differ are sent.

use super::runs::Runs;
use crate::dimension::{Dimension, Names};
use crate::frame::{Attempts, Dictionaries, NEVER_S};
use crate::frame_builder::unknown_id;
use crate::gaps::{GapEvent, Gaps, GapsBackwards, RequestKey};
use crate::names::ServerId;

/// Predicts the gaps of rows that are given latest first: repeats follow from the rows
/// themselves, and a known grant is used until an earlier one is known.
pub(super) struct GapPrediction<'a> {
    dictionaries: &'a Dictionaries,
    unknown_user: Option<u32>,
    unknown_device: Option<u32>,
    backwards: GapsBackwards,
}

impl<'a> GapPrediction<'a> {
    pub(super) fn new(dictionaries: &'a Dictionaries) -> Self {
        Self {
            unknown_user: unknown_id(&dictionaries.names[Names::Users]),
            unknown_device: unknown_id(&dictionaries.names[Names::Devices]),
            dictionaries,
            backwards: GapsBackwards::default(),
        }
    }

    /// Adds the row before all those added so far, with its gap to the next grant in the old
    /// slice; `real` returns its real gaps, given the predicted ones.
    pub(super) fn take(
        &mut self,
        attempts: &Attempts,
        row: usize,
        old_grant_s: Option<u32>,
        real: impl FnOnce(Gaps) -> Gaps,
    ) -> Gaps {
        let at = attempts.at.get(row).copied().unwrap_or(0);
        let id = |dimension| attempts.ids[dimension].get(row);
        let (user, device) = (id(Dimension::User), id(Dimension::Device));
        let server = ServerId(id(Dimension::Server));
        let request_key = RequestKey {
            account: self.dictionaries.account_of(server).0,
            user,
            device,
            feature: id(Dimension::Feature),
        };
        let is_anonymous = Some(user) == self.unknown_user && Some(device) == self.unknown_device;
        let step = GapEvent::Denied {
            status: id(Dimension::Status),
            is_final: attempts.is_final.get(row) == 1,
        };
        let seen = self.backwards.take(at, request_key, is_anonymous, step);
        let gaps = real(Gaps {
            next_grant_s: old_grant_s.unwrap_or(seen.next_grant_s),
            ..seen
        });
        if gaps.next_grant_s != seen.next_grant_s && gaps.next_grant_s != NEVER_S {
            let granted_at = at.saturating_add(gaps.next_grant_s);
            self.backwards
                .take(granted_at, request_key, is_anonymous, GapEvent::Granted);
        }
        gaps
    }
}

/// For each row, its gap to the next grant in an old slice.
pub(super) fn old_grants(runs: &Runs, old: &Attempts) -> Vec<Option<u32>> {
    let gap = |row: usize| old.next_grant_s.get(row).copied();
    runs.merged(gap, std::iter::repeat(None))
}
