//! Organisations from a registry file, through the partners room's own reader.

use std::collections::HashMap;
use std::path::Path;

use entente_partners::import::read_ror;
use entente_partners::resolving::known_of;
use entente_resolution::Registry;

use crate::cli::explain;

/// The registry and the ROR ids of its numbers.
pub(super) fn read(path: &Path) -> Result<(Registry, HashMap<u128, String>), String> {
    let mut names = HashMap::new();
    let mut organisations = Vec::new();
    read_ror(path, &mut |ror, draft| {
        organisations.push(known_of(number_of(ror), draft, &|ror| Some(number_of(ror))));
        names.insert(number_of(ror), ror.to_owned());
    })
    .map_err(|p| explain(&p))?;
    Ok((Registry::new(&organisations), names))
}

/// A ROR id has nine letters and digits: they are its number.
fn number_of(ror: &str) -> u128 {
    ror.bytes().take(16).fold(0, |number, byte| number << 8 | u128::from(byte))
}
