//! Frame → bytes.

use std::hash::Hash;

use hashbrown::HashMap;

use super::gap_prediction::{GapPrediction, old_grants};
use super::row_encoding::{LastSeenWith, own, repeats};
use super::runs::Runs;
use super::writer::Writer;
use super::{MAGIC, NewIds, Slice, beside, columns, id_counts, renumbered};
use crate::dimension::Names;
use crate::frame::{Frame, NEVER_S, Server, Status};
use crate::gaps::Gaps;

/// The bytes of a slice as a delta to `base`, which the reader has; a whole slice if `base`
/// is empty. The frame's grants and returns are left out.
pub fn encode(slice: &Slice, base: &Slice) -> Vec<u8> {
    let (frame, old) = (&*slice.frame, &*base.frame);
    let mut bytes = Writer(Vec::with_capacity(frame.len() * 12 + 4096));
    bytes.0.extend_from_slice(MAGIC);
    bytes.fixed(base.mark);
    bytes.fixed(slice.mark);
    bytes.varint(frame.version);
    let places = bytes.dictionaries(frame, old);
    let runs = Runs::of(old_rows(frame, old, &places));
    bytes.runs(&runs);
    let added: Vec<usize> = (0..)
        .zip(runs.old_places())
        .filter_map(|(row, old)| old.is_none().then_some(row))
        .collect();
    let mut before = 0;
    for at in some(&frame.attempts.at, &added) {
        bytes.varint(u64::from(at.saturating_sub(before)));
        before = at;
    }
    let is_final = &frame.attempts.is_final;
    bytes
        .0
        .extend(added.iter().map(|&row| is_final.get(row) as u8));
    bytes.columns(frame, &added);
    bytes.gaps(frame, old, &runs);
    bytes.0
}

/// For each row, the same row of the old frame.
fn old_rows<'a>(
    frame: &'a Frame,
    old: &'a Frame,
    places: &'a NewIds,
) -> impl Iterator<Item = Option<usize>> + 'a {
    let (new_columns, old_columns) = (columns(&frame.attempts), columns(&old.attempts));
    let places = places.of_columns();
    let is_same = move |row: usize, old_row: usize| {
        let mut columns = new_columns.iter().zip(&old_columns).zip(places);
        let is_final = frame.attempts.is_final.get(row) == old.attempts.is_final.get(old_row);
        is_final
            && columns.all(|((new, old), places)| {
                places.get(old.get(old_row) as usize) == Some(&new.get(row))
            })
    };
    let mut next = 0;
    (0..).zip(&frame.attempts.at).map(move |(row, at)| {
        let rest = old.attempts.at.get(next..).unwrap_or_default();
        next += rest.iter().take_while(|old_at| *old_at < at).count();
        let is_kept = old.attempts.at.get(next) == Some(at) && is_same(row, next);
        is_kept.then(|| {
            next += 1;
            next - 1
        })
    })
}

fn some(values: &[u32], rows: &[usize]) -> impl Iterator<Item = u32> {
    rows.iter().filter_map(|&row| values.get(row).copied())
}

impl Writer {
    /// Writes the dictionaries and counts; returns the new id of each old one.
    fn dictionaries(&mut self, frame: &Frame, old: &Frame) -> NewIds {
        let (new, known) = (&frame.dictionaries, &old.dictionaries);
        let mut places = NewIds::default();
        for names in Names::ALL {
            places.names[names] = self.names(&new.names[names], &known.names[names]);
            if names == Names::Accounts {
                let accounts = &places.names[names];
                places.servers = self.servers(&new.servers, &known.servers, accounts);
            }
        }
        places.statuses = self.list(&new.statuses, &known.statuses, Self::status);
        let bits =
            |counts: &[f64]| -> Vec<u64> { counts.iter().map(|count| count.to_bits()).collect() };
        let (new, known) = (bits(&frame.counts), bits(&old.counts));
        places.counts = self.list(&new, &known, |bytes, count| bytes.fixed(*count));
        places
    }

    fn servers(&mut self, servers: &[Server], old: &[Server], accounts: &[u32]) -> Vec<u32> {
        let old: Vec<Server> = renumbered(old, accounts);
        self.list(servers, &old, |bytes, server| {
            bytes.varint(u64::from(server.account.0));
            bytes.text(&server.name);
        })
    }

    fn names(&mut self, names: &[Box<str>], old: &[Box<str>]) -> Vec<u32> {
        self.list(names, old, |bytes, name| bytes.text(name))
    }

    fn status(&mut self, status: &Status) {
        self.text(&status.space);
        self.text(&status.code);
        self.text(&status.description);
        self.0.push(status.category as u8);
    }

    /// Writes a list as a delta to an old one; returns the new index of each old entry.
    fn list<T: Hash + Eq>(
        &mut self,
        list: &[T],
        old: &[T],
        mut write: impl FnMut(&mut Self, &T),
    ) -> Vec<u32> {
        let mut old_places: HashMap<&T, usize> = old.iter().zip(0..).collect();
        // Nothing is kept twice: the reader would report damage.
        let runs = Runs::of(list.iter().map(|thing| old_places.remove(thing)));
        self.runs(&runs);
        for (thing, old) in list.iter().zip(runs.old_places()) {
            if old.is_none() {
                write(self, thing);
            }
        }
        runs.new_places(old.len())
    }

    /// Writes the columns of the new rows.
    fn columns(&mut self, frame: &Frame, added: &[usize]) {
        let columns = columns(&frame.attempts);
        let of_row = |row: usize| columns.map(|column| column.get(row));
        let backs = repeats(added.len(), |row| added.get(row).map(|&row| of_row(row)));
        self.0.extend_from_slice(&backs);
        let mut written: Vec<Vec<u32>> = Vec::new();
        let counts = id_counts(&frame.dictionaries, frame.counts.len());
        for (place, column) in columns.iter().enumerate() {
            let values: Vec<u32> = added.iter().map(|&row| column.get(row)).collect();
            let values: Vec<u32> = own(&backs, &values).collect();
            let other =
                beside(place).and_then(|beside| Some((written.get(beside)?, counts.get(beside)?)));
            match other {
                Some((other, ids)) => {
                    self.numbers(&LastSeenWith::new(other, *ids).encode_followers(&values));
                }
                None => self.numbers(&values),
            }
            written.push(values);
        }
    }

    /// Writes the gaps that the reader does not predict.
    fn gaps(&mut self, frame: &Frame, old: &Frame, runs: &Runs) {
        let mut repeats = Unexpected::default();
        let mut grants = Unexpected::default();
        let mut gap_prediction = GapPrediction::new(&frame.dictionaries);
        let old_grants = old_grants(runs, &old.attempts);
        let attempts = &frame.attempts;
        let gaps = attempts.next_repeat_s.iter().zip(&attempts.next_grant_s);
        for ((row, old_grant_s), (&next_repeat_s, &next_grant_s)) in
            old_grants.into_iter().enumerate().zip(gaps).rev()
        {
            gap_prediction.take(attempts, row, old_grant_s, |expected| {
                repeats.take(next_repeat_s, expected.next_repeat_s);
                grants.take(next_grant_s, expected.next_grant_s);
                Gaps {
                    next_repeat_s,
                    next_grant_s,
                }
            });
        }
        for Unexpected { rows, gaps, .. } in [repeats, grants] {
            self.varint(rows.len() as u64);
            for row in rows {
                self.varint(row);
            }
            for gap in gaps {
                // Most often nothing follows, so this is the shortest number.
                self.varint(if gap == NEVER_S {
                    0
                } else {
                    u64::from(gap) + 1
                });
            }
        }
    }
}

/// Gaps that are not as predicted, each with the number of predicted ones before it.
#[derive(Default)]
struct Unexpected {
    rows: Vec<u64>,
    gaps: Vec<u32>,
    expected: u64,
}

impl Unexpected {
    fn take(&mut self, gap: u32, expected: u32) {
        if gap == expected {
            self.expected += 1;
        } else {
            self.rows.push(std::mem::take(&mut self.expected));
            self.gaps.push(gap);
        }
    }
}
