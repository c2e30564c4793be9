//! Questions over many records: what nobody looked at for long, and what was entered twice.

use entente_access::{Action, Actor, Sql};
use entente_kernel::{Id, Instant, Result};
use entente_record::Kind;
use entente_store::Reads;

/// Records not changed or confirmed since an instant, as far as the actor may see them: the longest untouched first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stale {
    /// How many there are.
    pub count: i64,
    /// At most as many as were asked for, with the instant of their last change.
    pub oldest: Vec<(Id, Instant)>,
}

/// See [`Stale`].
pub fn stale(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    since: Instant,
    most: usize,
) -> Result<Stale> {
    let tail = |sql: &mut Sql| {
        sql.push(&format!(" FROM {} t WHERE t.deleted_at IS NULL AND t.changed_at < ", kind.table))
            .bind(since);
        sql.push(" AND ").cond(&(kind.rule)(actor, Action::See).when, "t");
    };
    let mut count = Sql::new("SELECT count(*)");
    tail(&mut count);
    let mut rows = Sql::new("SELECT t.id, t.changed_at");
    tail(&mut rows);
    rows.push(" ORDER BY t.changed_at, t.id LIMIT ").bind(entente_store::Value::from(most));
    let oldest = reads.query(&rows.text, &rows.params)?;
    let oldest = oldest.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_>>()?;
    Ok(Stale { count: reads.count(&count.text, &count.params)?, oldest })
}

/// Groups of records that have one name, in either language, at most `most`; `within` is a column that must agree too.
pub fn twice(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &Kind,
    within: Option<&str>,
    most: usize,
) -> Result<Vec<Vec<Id>>> {
    let Some(title) = kind.title() else { return Ok(Vec::new()) };
    let mut groups: Vec<Vec<Id>> = Vec::new();
    for key in title.key_columns() {
        let (table, name) = (kind.table, key.replace("_key_", "_"));
        let own = |sql: &mut Sql| {
            sql.push(&format!(" FROM {table} t WHERE t.deleted_at IS NULL AND t.{name} IS NOT NULL AND "));
            sql.cond(&(kind.rule)(actor, Action::See).when, "t");
        };
        let also = within.map_or(String::new(), |column| format!(", t.{column}"));
        let mut sql = Sql::new(format!("SELECT t.{key}{also}"));
        own(&mut sql);
        sql.push(&format!(" GROUP BY t.{key}{also} HAVING count(*) > 1 ORDER BY t.{key} LIMIT "));
        sql.bind(entente_store::Value::from(most));
        for row in reads.query(&sql.text, &sql.params)? {
            let mut sql = Sql::new("SELECT t.id");
            own(&mut sql);
            sql.push(&format!(" AND t.{key} = ")).bind(row.get::<Vec<u8>>(0)?);
            if let Some(column) = within {
                sql.push(&format!(" AND t.{column} = ")).bind(row.get::<Id>(1)?);
            }
            sql.push(" ORDER BY t.created_at, t.id LIMIT 20");
            let group: Vec<Id> =
                reads.query(&sql.text, &sql.params)?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
            let known = groups.iter().any(|held| group.iter().all(|id| held.contains(id)));
            if !known && group.len() > 1 {
                groups.push(group);
            }
        }
    }
    groups.truncate(most);
    Ok(groups)
}
