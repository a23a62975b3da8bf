//! A log is forwarded completely and once, whatever is killed and however it is rotated.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod ingest_support;
mod support;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ingest_support::{Receiver, Running};

/// The number of rounds of kills, unless the variable sets it.
const ROUNDS: u32 = 15;
const ROUNDS_VARIABLE: &str = "TURNAWAY_TEST_ROUNDS";

/// Rounds per log and database. A killed server loads the whole database when it restarts, so a
/// thousand rounds with one database would mostly wait for that.
const ROUNDS_OF_ONE: u32 = 50;

/// Lines written per round. Fewer must be acknowledged before the next.
const LINES: u32 = 60;
const ACKNOWLEDGED_MAX: u32 = 6;

/// Lines still written to a renamed log, before and after the new one exists.
const LINES_LATE: u32 = 5;

/// After this many rounds all lines must be acknowledged. Rotation keeps enough files that none
/// is deleted unread before.
const WHOLE_EVERY: u32 = 8;
const KEPT: u32 = 3 * WHOLE_EVERY + 1;

const FORWARD: [&str; 5] = ["forward", "--config", "forward.toml", "--batch-events", "7"];

/// The same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as u32 % end
    }
}

fn append(path: &Path, text: &str) {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.unwrap().write_all(text.as_bytes()).unwrap();
}

/// How a log is rotated.
#[derive(Clone, Copy)]
enum Rotation {
    /// Renamed, and the server reopens its log.
    Rename,
    /// Renamed, and the server keeps writing to it for a while.
    RenameUntold,
    /// Copied and truncated. What remains has no date.
    Copy,
}

impl Rotation {
    fn any(random: &mut Random) -> Self {
        match random.below(3) {
            0 => Self::Rename,
            1 => Self::RenameUntold,
            _ => Self::Copy,
        }
    }
}

/// A log that is written and rotated.
struct Log {
    path: PathBuf,
    /// Seconds of the day.
    clock: u32,
    rotations: u32,
    denials: u64,
}

impl Log {
    fn time(&self) -> String {
        let (hour, minute, second) = (self.clock / 3600, self.clock / 60 % 60, self.clock % 60);
        format!("{hour}:{minute:02}:{second:02}")
    }

    fn append(&self, text: &str) {
        append(&self.path, text);
    }

    /// As a server begins a log: with the date.
    fn begin(&self) {
        self.append(&format!("{} (gridlm) TIMESTAMP 8/29/2025\n", self.time()));
    }

    /// Denials, several per second, and the last in two writes.
    fn grow(&mut self) {
        let path = self.path.clone();
        self.write(&path, LINES);
    }

    fn write(&mut self, path: &Path, lines: u32) {
        for line in 0..lines {
            self.clock += u32::from(line % 3 == 0);
            let text = format!(
                "{} (gridlm) DENIED: \"mesh\" nadia@ws-4  (No license. (-4,342))\n",
                self.time()
            );
            let (first, second) = text.split_at(text.len() / 2);
            append(path, first);
            append(path, second);
            self.denials += 1;
        }
    }

    /// Rotates as `logrotate` does: the numbers of older files increase.
    fn rotate(&mut self, rotation: Rotation) {
        self.rotations += 1;
        let kept = KEPT.min(self.rotations);
        for number in (1..kept).rev() {
            fs::rename(self.aside(number), self.aside(number + 1)).unwrap();
        }
        let aside = self.aside(1);
        self.clock += 1;
        if let Rotation::Copy = rotation {
            fs::copy(&self.path, &aside).unwrap();
            let cut = OpenOptions::new()
                .write(true)
                .truncate(true)
                .open(&self.path);
            cut.unwrap();
            return;
        }
        fs::rename(&self.path, &aside).unwrap();
        if let Rotation::RenameUntold = rotation {
            self.write(&aside, LINES_LATE);
            self.begin();
            self.write(&aside, LINES_LATE);
        } else {
            self.begin();
        }
    }

    fn aside(&self, number: u32) -> PathBuf {
        let mut aside = self.path.clone().into_os_string();
        aside.push(format!(".{number}"));
        PathBuf::from(aside)
    }
}

#[test]
fn nothing_is_lost_and_nothing_comes_twice() {
    let rounds = std::env::var(ROUNDS_VARIABLE).ok();
    let mut rounds = rounds.map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let mut random = Random(1);
    while rounds > 0 {
        let of_one = rounds.min(ROUNDS_OF_ONE);
        kill_both(of_one, &mut random);
        rounds -= of_one;
    }
}

/// Follows a log for this many rounds, each with a kill.
fn kill_both(rounds: u32, random: &mut Random) {
    let mut receiver = Receiver::new();
    receiver.configure(true, true);
    let mut log = Log {
        path: receiver.place.path("debug.log"),
        clock: 0,
        rotations: 0,
        denials: 0,
    };
    log.begin();
    for round in 0..rounds {
        log.grow();
        let is_away = random.below(3) == 0;
        if is_away {
            receiver.kill();
        }
        if round > 0 && random.below(2) == 0 {
            // No forwarder is running.
            for _ in 0..=random.below(2) {
                log.rotate(Rotation::any(random));
                log.grow();
            }
        }
        let mut forwarder =
            Running::start(&receiver.place, &[&FORWARD[..], &["debug.log"]].concat());
        if is_away {
            receiver.start();
        }
        for _ in 0..random.below(ACKNOWLEDGED_MAX) {
            forwarder.line();
        }
        if random.below(3) == 0 {
            log.rotate(Rotation::any(random));
            log.grow();
            for _ in 0..random.below(ACKNOWLEDGED_MAX) {
                forwarder.line();
            }
        }
        if random.below(3) == 0 {
            receiver.kill();
            receiver.start();
        }
        forwarder.kill();
        if round % WHOLE_EVERY == WHOLE_EVERY - 1 {
            forward_the_rest(&receiver);
            assert_eq!(receiver.denials(), log.denials, "after round {round}");
        }
    }
    forward_the_rest(&receiver);
    assert_eq!(receiver.denials(), log.denials);
    // Without its state, the log is sent again and nothing is stored.
    fs::remove_file(receiver.place.path("forward.toml.state")).unwrap();
    forward_the_rest(&receiver);
    assert_eq!(receiver.denials(), log.denials);
}

fn forward_the_rest(receiver: &Receiver) {
    let options = ["forward", "--config", "forward.toml", "--once", "debug.log"];
    let ran = receiver.place.run(&options);
    assert_eq!(ran.status, 0, "{ran:?}");
}
