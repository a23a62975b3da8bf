//! Matches grants with their returns.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::dimension::Dimension;
use crate::frame::{self, Frame};
use crate::names::{DeviceId, FeatureId, ProductId, ServerId, UserId};

/// What a grant and its return have in common. The account follows from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct License {
    pub(super) server: ServerId,
    pub(super) user: UserId,
    pub(super) device: DeviceId,
    pub(super) product: ProductId,
    pub(super) feature: FeatureId,
}

/// Finds the licenses of a frame in advance: with ten million grants this takes seconds.
pub fn find_licenses(frame: &Frame) {
    drop(licenses_of(frame));
}

/// The licenses of a frame, counting every grant and every return. They are cached, and
/// found again if the frame's version or its number of rows has changed.
pub(super) fn licenses_of(frame: &Frame) -> Arc<Pairs> {
    let found = || Pairs::of(frame, |_| false);
    let licenses = frame.derived.get_or_derive(found);
    if licenses.is_of(frame) {
        licenses
    } else {
        Arc::new(found())
    }
}

/// No row, and no second.
const NONE: u32 = u32::MAX;

/// The license of each grant, and when it was returned.
#[derive(Debug)]
pub(super) struct Pairs {
    version: u64,
    returns: usize,
    /// Each license once.
    list: Vec<License>,
    /// By grant: the index of its license.
    of_grant: Vec<u32>,
    /// By grant: the second in which it was returned, or [`NONE`]; empty if nothing was ever
    /// returned.
    returned_at: Vec<u32>,
}

impl Pairs {
    /// Matches each return with the earliest open grant of its license; within one second
    /// grants come before returns. Events in seconds for which `is_left_out` holds are
    /// ignored.
    pub(super) fn of(frame: &Frame, is_left_out: impl Fn(u32) -> bool) -> Self {
        let (grants, returns) = (&frame.grants, &frame.returns);
        let mut places: HashMap<License, u32> = HashMap::new();
        let mut list = Vec::new();
        let of_grant: Vec<u32> = (0..grants.at.len())
            .map(|row| {
                let license = license(grants, row);
                *places.entry(license).or_insert_with(|| {
                    list.push(license);
                    list.len() as u32 - 1
                })
            })
            .collect();
        let mut open = Open::of(list.len(), &of_grant, returns.at.is_empty());
        let mut granted = (0..).zip(&grants.at).peekable();
        for (row, &at) in returns.at.iter().enumerate() {
            while let Some((grant, &since)) = granted.next_if(|(_, since)| **since <= at) {
                if !is_left_out(since) {
                    open.grant(grant);
                }
            }
            if !is_left_out(at)
                && let Some(place) = places.get(&license(returns, row))
            {
                open.give_back(*place, at);
            }
        }
        Self {
            version: frame.version,
            returns: returns.at.len(),
            list,
            returned_at: open.returned_at,
            of_grant,
        }
    }

    fn is_of(&self, frame: &Frame) -> bool {
        self.version == frame.version
            && self.of_grant.len() == frame.grants.at.len()
            && self.returns == frame.returns.at.len()
    }

    /// The number of licenses.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The index of a grant's license.
    pub(super) fn of_grant(&self, row: usize) -> usize {
        self.of_grant.get(row).map_or(usize::MAX, |&at| at as usize)
    }

    /// The second in which a grant was returned, if it was.
    pub(super) fn returned_at(&self, row: usize) -> Option<u32> {
        let at = self.returned_at.get(row).copied();
        at.filter(|at| *at != NONE)
    }

    /// The licenses whose indexes are marked.
    pub(super) fn marked(&self, marks: &[bool]) -> impl Iterator<Item = &License> {
        let marked = self.list.iter().zip(marks).filter(|(_, mark)| **mark);
        marked.map(|(license, _)| license)
    }
}

/// The open grants of each license, earliest first, as linked lists.
struct Open<'a> {
    of_grant: &'a [u32],
    /// By license: its earliest and its last open grant.
    ends: Vec<(u32, u32)>,
    /// By grant: the next open grant of its license.
    next: Vec<u32>,
    returned_at: Vec<u32>,
}

impl<'a> Open<'a> {
    fn of(licenses: usize, of_grant: &'a [u32], is_nothing_returned: bool) -> Self {
        let grants = if is_nothing_returned {
            0
        } else {
            of_grant.len()
        };
        Self {
            of_grant,
            ends: vec![(NONE, NONE); licenses],
            next: vec![NONE; grants],
            returned_at: vec![NONE; grants],
        }
    }

    fn grant(&mut self, row: u32) {
        let license = self.of_grant.get(row as usize);
        let Some((first, last)) = license.and_then(|&place| self.ends.get_mut(place as usize))
        else {
            return;
        };
        if *first == NONE {
            *first = row;
        } else if let Some(next) = self.next.get_mut(*last as usize) {
            *next = row;
        }
        *last = row;
    }

    fn give_back(&mut self, license: u32, at: u32) {
        let Some((first, _)) = self.ends.get_mut(license as usize) else {
            return;
        };
        let row = *first as usize;
        // Without an open grant there is no such row.
        if let (Some(returned), Some(next)) = (self.returned_at.get_mut(row), self.next.get(row)) {
            *returned = at;
            *first = *next;
        }
    }
}

fn license(of: &frame::Licenses, row: usize) -> License {
    License {
        server: ServerId(of.ids[Dimension::Server].get(row)),
        user: UserId(of.ids[Dimension::User].get(row)),
        device: DeviceId(of.ids[Dimension::Device].get(row)),
        product: ProductId(of.ids[Dimension::Product].get(row)),
        feature: FeatureId(of.ids[Dimension::Feature].get(row)),
    }
}
