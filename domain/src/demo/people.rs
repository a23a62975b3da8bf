//! The users and their machines.
//!
//! User names are made of syllables and an initial, so that none is a real person's name.

use super::non_empty::NonEmpty;
use super::random::Random;

/// A user and their machine.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) user: String,
    pub(super) device: String,
}

const ONSETS: [&str; 16] = [
    "ba", "do", "fi", "ga", "jo", "ka", "le", "mi", "no", "pe", "ru", "sa", "ti", "vo", "we", "zu",
];
const ENDINGS: [&str; 12] = [
    "dra", "sko", "lin", "mba", "ndo", "ppa", "rro", "sk", "lto", "vi", "x", "zen",
];
const INITIALS: &str = "abcdefghijklmnopqrstuvwxyz";
const DEVICE_PREFIXES: [&str; 4] = ["ws", "pc", "nb", "eng"];

/// The number of distinct handles without a number.
const HANDLES: usize = ONSETS.len() * ENDINGS.len() * INITIALS.len();

/// The users of one account, each with a handle and a machine of its own.
pub(super) fn people(random: &mut Random, count: usize) -> NonEmpty<Person> {
    let offset = random.below(HANDLES as u32) as usize;
    let prefix = DEVICE_PREFIXES
        .get(random.below(DEVICE_PREFIXES.len() as u32) as usize)
        .unwrap_or(&"ws");
    let device_offset = random.between(100, 4_000) as usize;
    let person = |index: usize| Person {
        user: handle(offset, index),
        device: format!("{prefix}-{:04}", device_offset + index),
    };
    NonEmpty::new(person(0), (1..count).map(person).collect())
}

/// The handle of an account's `index`-th user, such as `tilin.k`.
fn handle(offset: usize, index: usize) -> String {
    // A stride that is coprime to HANDLES visits each once per round, and neighbors do not
    // look alike.
    const STRIDE: usize = 1_259;
    let place = (offset + index * STRIDE) % HANDLES;
    let (place, initial) = (place / INITIALS.len(), place % INITIALS.len());
    let (onset, ending) = (place / ENDINGS.len(), place % ENDINGS.len());
    let onset = ONSETS.get(onset).unwrap_or(&"ba");
    let ending = ENDINGS.get(ending).unwrap_or(&"lin");
    let initial = INITIALS.get(initial..=initial).unwrap_or("a");
    match index / HANDLES {
        0 => format!("{onset}{ending}.{initial}"),
        round => format!("{onset}{ending}.{initial}{}", round + 1),
    }
}

/// Machines that are shared by many users of an account.
pub(super) fn shared_devices(count: usize) -> NonEmpty<String> {
    let device = |index: usize| format!("vdi-{:02}", index + 1);
    NonEmpty::new(device(0), (1..count).map(device).collect())
}
