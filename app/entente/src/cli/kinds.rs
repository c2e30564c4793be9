//! Lists of what the program holds.

use crate::rooms;

/// One line per kind.
pub(super) fn run() -> Result<(), String> {
    for kind in rooms::registry().kinds() {
        println!("{}\t{}\t{}\t/{}", kind.name, kind.table, kind.prefix, kind.path);
    }
    Ok(())
}
