//! The limits of one upload.

/// The largest file, in bytes before decompression.
pub(super) const FILE_BYTES_MAX: u64 = 1 << 30;

/// The most files per request.
pub(super) const FILES_MAX: usize = 100;
