//! Entente: the program. Reads the command line and the settings, and puts the rooms together.

#[cfg(test)]
mod agenda_test;
#[cfg(test)]
mod agreements_import_test;
#[cfg(test)]
mod agreements_merge_test;
#[cfg(test)]
mod agreements_refusals_test;
#[cfg(test)]
mod agreements_test;
#[cfg(test)]
mod bulk_test;
mod cli;
#[cfg(test)]
mod conformance;
mod demo;
#[cfg(test)]
mod documents_test;
#[cfg(test)]
mod exports_test;
#[cfg(test)]
mod figures_test;
#[cfg(test)]
mod fresh_test;
#[cfg(test)]
mod guides_test;
#[cfg(test)]
mod home_test;
mod house;
#[cfg(test)]
mod imports_test;
#[cfg(test)]
mod inbox_test;
mod indexes;
#[cfg(test)]
mod kept_test;
#[cfg(test)]
mod memberships_test;
mod metrics;
mod package;
#[cfg(test)]
mod person_test;
#[cfg(test)]
mod printed_test;
mod privacy;
#[cfg(test)]
mod privacy_test;
#[cfg(test)]
mod reports_blocks_test;
#[cfg(test)]
mod reports_cost_test;
#[cfg(test)]
mod reports_making_test;
#[cfg(test)]
mod reports_test;
mod rooms;
#[cfg(test)]
mod routes_test;
mod search;
mod settings;
#[cfg(test)]
mod words_test;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("entente: {message}");
            ExitCode::FAILURE
        }
    }
}
