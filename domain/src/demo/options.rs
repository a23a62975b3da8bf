//! The options of the demo data, and its accounts with a story.

use jiff::civil::Date;

/// The default number of attempts (denied requests).
pub const ATTEMPTS_DEFAULT: u64 = 150_000;

/// The default seed.
pub const SEED_DEFAULT: u64 = 1;

/// The account that ran out of licenses: in the last 30 days it has about ten times as many
/// capacity denials as before.
pub const RAN_OUT_ACCOUNT: &str = "Tarn & Fellgate Engineering";

/// The account whose maintenance lapsed: since then newer versions are denied.
pub const LAPSED_ACCOUNT: &str = "Oxmoor Pumpworks";

/// The account that missed a renewal: since then one of its products is expired.
pub const UNRENEWED_ACCOUNT: &str = "Calderwick Instruments";

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// How many attempts (denied events), exactly. Grants and returns come on top,
    /// about two of each for every attempt.
    pub attempts: u64,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The last day, inclusive, in UTC. The first is the day after the same date
    /// twelve months before.
    pub until: Date,
}

impl DemoOptions {
    /// Options with the default number of attempts and the default seed.
    pub fn new(until: Date) -> Self {
        Self {
            attempts: ATTEMPTS_DEFAULT,
            seed: SEED_DEFAULT,
            until,
        }
    }
}
