//! Reading dashboards.

use entente_access::{Actor, Audience, Sql};
use entente_kernel::{Id, Problem, Result, Text};
use entente_record::Choice;
use entente_store::{Reads, Row};

use super::{Dashboard, Sharing};
use crate::{Chart, Tile, TileSpec};

const COLUMNS: &str = "t.id, t.version, t.owner, t.title_en, t.title_zh, t.sharing, t.changed_at";

/// Most dashboards that a list shows.
const MOST: usize = 500;

/// The dashboards that the actor sees, own ones first, then last changed first.
pub fn list(reads: &mut dyn Reads, actor: &Actor) -> Result<Vec<Dashboard>> {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM dashboard t WHERE t.deleted_at IS NULL AND "));
    seen_by(&mut sql, actor);
    sql.push(" ORDER BY CASE WHEN t.owner = ").bind(actor.account);
    sql.push(" THEN 0 ELSE 1 END, t.changed_at DESC, t.id LIMIT ").bind(MOST);
    let rows = reads.query(&sql.text, &sql.params)?;
    rows.into_iter().map(|row| dashboard(reads, &row)).collect()
}

/// A dashboard that the actor sees. Errors: 404 for others.
pub fn visible(reads: &mut dyn Reads, actor: &Actor, id: Id) -> Result<Dashboard> {
    let mut sql =
        Sql::new(format!("SELECT {COLUMNS} FROM dashboard t WHERE t.deleted_at IS NULL AND t.id = "));
    sql.bind(id).push(" AND ");
    seen_by(&mut sql, actor);
    let row = reads.first(&sql.text, &sql.params)?.ok_or_else(Problem::not_found)?;
    dashboard(reads, &row)
}

/// A dashboard of the actor's own, deleted or not. Errors: 404 for one that the actor does not see, 403 for one of
/// somebody else.
pub fn own(reads: &mut dyn Reads, actor: &Actor, id: Id) -> Result<Dashboard> {
    let sql = format!("SELECT {COLUMNS} FROM dashboard t WHERE t.id = $1 AND t.owner = $2");
    match (actor.account, actor.account.map(|me| reads.first(&sql, &[id.into(), me.into()]))) {
        (Some(_), Some(found)) => match found? {
            Some(row) => dashboard(reads, &row),
            None => {
                visible(reads, actor, id)?;
                Err(Problem::forbidden("only-own-dashboard"))
            }
        },
        _ => Err(Problem::not_found()),
    }
}

/// The dashboard that the actor has chosen for the home page, as long as the actor sees it.
pub fn home_of(reads: &mut dyn Reads, actor: &Actor) -> Result<Option<Dashboard>> {
    let Some(account) = actor.account else { return Ok(None) };
    let sql = "SELECT dashboard FROM dashboard_home WHERE account = $1";
    let Some(id) = entente_store::scalar::<Id>(reads, sql, &[account.into()])? else { return Ok(None) };
    match visible(reads, actor, id) {
        Ok(found) => Ok(Some(found)),
        Err(problem) if problem.class == entente_kernel::Class::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// The tiles, in order.
pub fn tiles_of(reads: &mut dyn Reads, dashboard: Id) -> Result<Vec<Tile>> {
    let sql = "SELECT id, measure, chart, dimensions, slices, wide FROM dashboard_tile
               WHERE dashboard = $1 AND removed_at IS NULL ORDER BY position, id";
    reads.query(sql, &[dashboard.into()])?.iter().map(tile).collect()
}

/// Own, shared with staff, or shared with a role held.
fn seen_by(sql: &mut Sql, actor: &Actor) {
    let Some(account) = actor.account else {
        sql.push("1 = 0");
        return;
    };
    sql.push("(t.owner = ").bind(account);
    if actor.audience == Audience::Internal {
        sql.push(" OR t.sharing = 'staff'");
    }
    for grant in &actor.grants {
        sql.push(
            " OR t.sharing = 'roles' AND EXISTS (SELECT 1 FROM dashboard_role r WHERE r.dashboard = t.id AND r.role = ",
        );
        sql.bind(grant.role.as_str()).push(")");
    }
    sql.push(")");
}

fn dashboard(reads: &mut dyn Reads, row: &Row) -> Result<Dashboard> {
    let id: Id = row.get(0)?;
    let title = Text { en: row.get(3)?, zh: row.get(4)? };
    let sharing = Sharing::from_word(&row.get::<String>(5)?).unwrap_or(Sharing::Personal);
    let roles = reads
        .query("SELECT role FROM dashboard_role WHERE dashboard = $1 ORDER BY role", &[id.into()])?
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<Vec<String>>>()?;
    Ok(Dashboard {
        id,
        version: row.get(1)?,
        owner: row.get(2)?,
        title,
        sharing,
        roles,
        changed_at: row.get(6)?,
    })
}

fn tile(row: &Row) -> Result<Tile> {
    let chart = Chart::from_word(&row.get::<String>(2)?).ok_or_else(|| Problem::internal("unknown chart"))?;
    let by: String = row.get(3)?;
    let slices: String = row.get(4)?;
    let slice = |line: &str| {
        let (name, key) = line.split_once(':')?;
        Some((name.to_owned(), Some(key.to_owned()).filter(|key| !key.is_empty())))
    };
    let spec = TileSpec {
        measure: row.get(1)?,
        chart,
        by: by.lines().map(str::to_owned).collect(),
        slices: slices.lines().filter_map(slice).collect(),
        wide: row.get(5)?,
    };
    Ok(Tile { id: row.get(0)?, spec })
}
