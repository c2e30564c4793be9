//! What must hold among notices, for `entente check`, and what is forgotten in time.

use entente_kernel::Result;
use entente_store::{Reads, Tx};

use crate::unsubscribe;

/// Each rule with the question for what breaks it.
const RULES: [(&str, &str); 4] = [
    ("nobody is told of the own doing", "SELECT id FROM notice WHERE actor = account"),
    ("a notice was read after it happened", "SELECT id FROM notice WHERE read_at < at"),
    (
        "a notice of a step names the states before and after",
        "SELECT id FROM notice WHERE sort = 'step' AND word NOT LIKE '_% _%'",
    ),
    (
        "what waits in the mail queue as a digest is of somebody who has notices in it",
        "SELECT d.mail FROM digest_letter d WHERE NOT EXISTS
           (SELECT 1 FROM notice n WHERE n.letter = d.mail AND n.account = d.account)",
    ),
];

/// Days for which notices are kept.
const KEPT: i64 = 365;

/// What breaks a rule, with the rule.
pub fn unsound(reads: &mut dyn Reads) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (rule, sql) in RULES {
        for row in reads.query(sql, &[])? {
            found.push(format!("notice {} breaks: {rule}", row.get::<entente_kernel::Id>(0)?));
        }
    }
    let ahead = "SELECT count(*) FROM inbox_cursor c, chain_head h WHERE c.audit_seq > h.audit_seq";
    if reads.count(ahead, &[])? > 0 {
        found.push("inbox breaks: it follows the audit chain, and is not ahead of it".into());
    }
    Ok(found)
}

/// Forgets notices of more than a year ago, and keys that no longer work; gives the number of rows. To be run once a
/// day.
pub fn sweep(tx: &mut Tx<'_>) -> Result<u64> {
    let before = tx.now().plus_seconds(-KEPT * 24 * 3600);
    let old = "DELETE FROM notice WHERE at < $1 AND (letter IS NULL OR NOT EXISTS
                 (SELECT 1 FROM digest_letter d WHERE d.mail = notice.letter))";
    Ok(tx.execute(old, &[before.into()])? + unsubscribe::sweep(tx)?)
}
