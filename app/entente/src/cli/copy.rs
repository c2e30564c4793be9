//! `entente copy --from … --to …`

use clap::Args;
use entente_kernel::{Clock, Problem, SystemClock};
use entente_store::Target;

use super::explain;
use crate::rooms;

/// Two addresses.
#[derive(Args)]
pub(super) struct Copy {
    /// The database to read.
    #[arg(long)]
    from: String,
    /// The empty database to fill.
    #[arg(long)]
    to: String,
}

impl Copy {
    pub(super) fn run(&self) -> Result<(), String> {
        let target = |text: &str| text.parse::<Target>().map_err(|p: Problem| explain(&p));
        let (from, to) = (target(&self.from)?, target(&self.to)?);
        if from == to {
            return Err("--from and --to are the same database".into());
        }
        let now = SystemClock.now();
        let rows = entente_store::copy(&from, &to, &rooms::migrations(), now, &mut |_| ())
            .map_err(|p| explain(&p))?;
        println!("{rows} rows copied from {from} to {to}");
        Ok(())
    }
}
