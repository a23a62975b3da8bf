//! The limits of one upload.

/// The largest file, in bytes before decompression.
pub(super) const FILE_BYTES_MAX: u64 = 1 << 30;

/// The most files per request.
pub(super) const FILES_MAX: usize = 100;

/// The most fields of one request that are no files: those of the form, and for each file when
/// it was last written to.
pub(super) const FIELDS_MAX: usize = FILES_MAX + 20;
