//! A log is forwarded whole and once, whatever is killed and however the log is rotated.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod arriving_support;
mod support;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use arriving_support::{Receiver, Running};

/// How many rounds of kills; the variable makes them more.
const ROUNDS: u32 = 15;
const ROUNDS_VARIABLE: &str = "TURNAWAY_TEST_ROUNDS";

/// Rounds of one log and one record. A server that was killed reads the whole record when it
/// starts again, so that a thousand rounds of one would mostly wait for that.
const ROUNDS_OF_ONE: u32 = 50;

/// Lines that are written in a round. A round waits for fewer to be acknowledged.
const LINES: u32 = 60;
const ACKNOWLEDGED_MAX: u32 = 6;

/// Lines that are still written to a renamed log, before its new one and after.
const LINES_LATE: u32 = 5;

/// After so many rounds everything is waited for. So many rotated files are kept that none
/// goes unread until then.
const WHOLE_EVERY: u32 = 8;
const KEPT: u32 = 3 * WHOLE_EVERY + 1;

const FORWARD: [&str; 5] = ["forward", "--config", "forward.toml", "--batch-events", "7"];

/// The same numbers at each run.
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
    /// Renamed, and the server is told.
    Rename,
    /// Renamed, and the server goes on writing to it for a while.
    RenameUntold,
    /// Copied and cut off. What is left of it carries no date.
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

    /// Denials, several of one second, and the last in two pieces.
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

    /// Rotates as `logrotate` does: the numbers of the older ones move on.
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

/// Follows a log for so many rounds, in each of which something is killed.
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
            // Nobody follows it.
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
    // Where what it remembers is lost, the log is sent again and nothing is stored.
    fs::remove_file(receiver.place.path("forward.toml.state")).unwrap();
    forward_the_rest(&receiver);
    assert_eq!(receiver.denials(), log.denials);
}

fn forward_the_rest(receiver: &Receiver) {
    let options = ["forward", "--config", "forward.toml", "--once", "debug.log"];
    let ran = receiver.place.run(&options);
    assert_eq!(ran.status, 0, "{ran:?}");
}
