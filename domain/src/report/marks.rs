//! Marks: the attempts and the true denials of a row, packed into one number.

/// One attempt in the marks of a row.
const ATTEMPT: u32 = 1;

/// One true denial in the marks of a row. Marks are added directly, attempts in the lower
/// bits and true denials in the upper ones, since there are fewer than 2^31 rows (more would
/// take 60 GB).
const TRUE_DENIAL: u32 = 1 << 31;

/// The attempts and the true denials of summed marks.
pub(super) fn attempts_and_true_denials(marks: u64) -> (u64, u64) {
    let true_denial = u64::from(TRUE_DENIAL);
    (marks % true_denial, marks / true_denial)
}

/// The mark of a row.
pub(super) fn mark(is_true: bool) -> u32 {
    ATTEMPT + u32::from(is_true) * TRUE_DENIAL
}
