//! The package of everything as work in the background, for those who keep accounts.

use std::io::{Seek, SeekFrom};
use std::sync::Arc;

use entente_access::Actor;
use entente_access::sessions::actor_of_account;
use entente_jobs::{At, Outcome, Work};
use entente_kernel::{Problem, Result};
use entente_store::{By, Cell, Destination, Reads, pack_up, tables};
use entente_web::Web;
use entente_web::pages::rights_of;
use serde_json::json;

use super::scope;
use crate::house::ACCOUNT_KEEPERS;
use crate::rooms;
use crate::settings::Settings;

/// The file's name.
const NAME: &str = "entente-package.zip";

/// Packing up everything.
pub(crate) fn work(web: &Web, settings: &Settings) -> Work {
    let (web, settings) = (web.clone(), settings.clone());
    Work { kind: "package", run: Arc::new(move |at| run(&web, &settings, at)) }
}

/// The owner, who must be a keeper of accounts now. Errors: 403.
fn keeper(reads: &mut dyn Reads, web: &Web, at: Option<entente_kernel::Id>) -> Result<Actor> {
    let actor = at.map(|owner| actor_of_account(reads, owner, web.roles())).transpose()?.flatten();
    actor.filter(|actor| actor.has_any(ACCOUNT_KEEPERS)).ok_or_else(|| Problem::forbidden("not-allowed"))
}

fn run(web: &Web, settings: &Settings, at: &At<'_>) -> Result<Outcome> {
    let (house, owner) = (web.clone(), at.job.owner);
    let (actor, total) = at.db.read_now(move |reads| Ok((keeper(reads, &house, owner)?, rows(reads)?)))?;
    let folder = &web.house().uploads.folder;
    std::fs::create_dir_all(folder).map_err(Problem::internal)?;
    let mut file = tempfile::tempfile_in(folder).map_err(Problem::internal)?;
    at.drop_file(NAME)?;
    let to = Destination::Zip(file.try_clone().map_err(Problem::internal)?);
    let (list, scope, now) = (rooms::migrations(), scope(settings, None)?, at.db.clock().now());
    let done = pack_up(at.db.target(), &list, &scope, to, now, &mut |_, done| {
        at.progress(usize::try_from(done).unwrap_or(0).min(total), total)
    })?;
    file.seek(SeekFrom::Start(0)).map_err(Problem::internal)?;
    at.keep_from(NAME, "application/zip", &mut file)?;
    let (job, by) = (at.job.id, By { actor: owner, ..at.by() });
    let cell = |field: &str, new: String| Cell { field: field.into(), old: None, new: Some(new) };
    let cells =
        [cell("of", "package".into()), cell("format", "zip".into()), cell("rows", done.rows.to_string())];
    at.db.write_now(by, move |tx| tx.audit("export", job, "export", &cells))?;
    Ok(json!({ "rows": done.rows, "rights": rights_of(&actor) }))
}

/// Rows of all tables, for saying how far it has come.
fn rows(reads: &mut dyn Reads) -> Result<usize> {
    let mut all = 0;
    for table in tables(&rooms::migrations()) {
        all += reads.count(&format!("SELECT count(*) FROM {table}"), &[])?;
    }
    Ok(usize::try_from(all).unwrap_or(usize::MAX))
}
