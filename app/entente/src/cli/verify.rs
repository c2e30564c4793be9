//! `entente verify`

use super::{explain, open};
use crate::settings::Settings;

/// Prints every finding; fails when the chain does not hold.
pub(super) fn run(settings: &Settings) -> Result<(), String> {
    let db = open(settings)?;
    let (findings, rows) = db.read_now(entente_store::verify).map_err(|p| explain(&p))?;
    for finding in &findings {
        println!("audit row {}: {} {}", finding.seq, finding.code, finding.about);
    }
    let faults = findings.iter().filter(|f| f.is_fault()).count();
    println!("{rows} audit rows read, {faults} faults");
    if faults == 0 { Ok(()) } else { Err("the audit chain does not hold".into()) }
}
