//! Records that a reader sees beyond the readership's index: few, and looked up in their table.

use entente_access::{Action, Actor, Cond, Sql};
use entente_kernel::{Result, Text};
use entente_record::{Kind, Readership, Shape};
use entente_store::Reads;

use crate::Hit;

/// True when the readership's index holds nothing of the kind and the reader may see some of it.
pub(crate) fn beyond(readership: &Readership, actor: &Actor, kind: &Kind) -> bool {
    readership.sees(kind) == Cond::Nothing && (kind.rule)(actor, Action::See).when != Cond::Nothing
}

/// Records whose name holds the words.
pub(crate) fn find(
    reads: &mut dyn Reads,
    actor: &Actor,
    kind: &'static Kind,
    words: &str,
    limit: usize,
    hits: &mut Vec<Hit>,
) -> Result<()> {
    let Some(title) = kind.title().filter(|f| matches!(f.shape, Shape::Bilingual)) else { return Ok(()) };
    let see = (kind.rule)(actor, Action::See).when;
    let read = (kind.rule)(actor, Action::Fields(title.group)).when;
    if read == Cond::Nothing {
        return Ok(());
    }
    let (en, zh) = (format!("t.{}_en", title.name), format!("t.{}_zh", title.name));
    let mut sql =
        Sql::new(format!("SELECT t.id, {en}, {zh} FROM {} t WHERE t.deleted_at IS NULL AND ", kind.table));
    sql.cond(&see, "t").push(" AND ").cond(&read, "t");
    for word in words.split_whitespace().take(12) {
        let bare: String =
            word.to_lowercase().chars().filter(|c| !matches!(c, '%' | '_' | '\\' | '\0')).collect();
        let pattern = format!("%{bare}%");
        sql.push(&format!(" AND (lower({en}) LIKE ")).bind(pattern.clone());
        sql.push(&format!(" OR lower({zh}) LIKE ")).bind(pattern).push(")");
    }
    sql.push(" ORDER BY t.id LIMIT ").bind(limit);
    for row in reads.query(&sql.text, &sql.params)? {
        let title = Text { en: row.get(1)?, zh: row.get(2)? };
        hits.push(Hit { kind: kind.name, id: row.get(0)?, title });
    }
    Ok(())
}
