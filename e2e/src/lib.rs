//! Browser stories; see `tests`.
