//! The lines on the cards of agreements: who has it, and how long the term still runs.

use entente_kernel::Result;
use entente_record::{Record, Typed, load};
use entente_web::{Cx, safe};

use super::standing::holder;
use super::{name, names};
use crate::{Agreement, queries};

/// The parties, who has it, and where it stands.
pub(crate) fn lines(cx: &mut Cx<'_>, agreements: &[Record]) -> Result<Vec<Vec<String>>> {
    let today = cx.today();
    let mut all = Vec::new();
    for record in agreements {
        let Some(record) = load(cx.reads, Agreement::KIND, record.meta.id)? else {
            all.push(Vec::new());
            continue;
        };
        let parties = queries::parties(&record);
        let known = names(cx, &parties)?;
        let mut lines: Vec<String> = parties.iter().take(2).map(|id| safe(&name(cx, &known, *id))).collect();
        if parties.len() > 2 {
            lines.push(safe(&cx.t.a("agreement-more-parties", "n", parties.len() - 2)));
        }
        if cx.staff() {
            lines.extend(holder(&cx.t, &Agreement::from_record(&record)?, today).map(|held| safe(&held)));
        }
        let standing = queries::standing(&record, today);
        if matches!(standing, queries::Standing::Expiring | queries::Standing::Expired) {
            let words = cx.t.m(&format!("agreement-standing-{}", standing.word()));
            lines.push(format!("<span class=\"late\">{}</span>", safe(&words)));
        }
        all.push(lines);
    }
    Ok(all)
}
