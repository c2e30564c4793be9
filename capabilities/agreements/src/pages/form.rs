//! A new agreement by form: the country follows from its parties at once.

use entente_kernel::{Problem, Result};
use entente_web::pages::created_from;
use entente_web::{Act, Reply};

use crate::{Agreement, acts};

/// Makes the agreement. Errors: as for every kind, and 422 `one-office` where several are said to be in charge.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    if act.ask.fields.all("office").len() > 1 {
        return Err(Problem::field("office", "one-office"));
    }
    let (id, fresh) = created_from(act, Agreement::KIND, |_, _| Ok(()))?;
    if fresh {
        acts::settle_country(act.tx, id)?;
    }
    let reply = Reply::see(format!("/agreements/{id}"));
    Ok(if fresh { reply.toast("created", "") } else { reply })
}
