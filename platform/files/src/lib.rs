//! Files that people bring: packed or not, in old encodings, as tables or JSON lines.

mod packed;
mod table;

pub use packed::open;
pub use table::{Row, Table, decoded};
