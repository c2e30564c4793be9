//! A new agreement by form: the country follows from its parties at once.

use entente_kernel::Result;
use entente_web::pages::created_from;
use entente_web::{Act, Reply};

use crate::{Agreement, acts};

/// Makes the agreement.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (id, fresh) = created_from(act, Agreement::KIND, |_, _| Ok(()))?;
    if fresh {
        acts::settle_country(act.tx, id)?;
    }
    let reply = Reply::see(format!("/agreements/{id}"));
    Ok(if fresh { reply.toast("created", "") } else { reply })
}
