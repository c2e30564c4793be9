//! Writing down an invoice: what the membership says already stands in the form.

use entente_kernel::{Id, Problem, Result};
use entente_record::{Datum, get, visible};
use entente_web::pages::{created_from, new_form_with};
use entente_web::{Act, Cx, Reply};

use crate::{Invoice, Level, Membership, guards};

/// Days until a fee is to be paid, unless somebody says otherwise.
const DAYS: i64 = 30;

/// The form, with fee, year and days of the membership that the address names.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    let today = cx.today();
    let mut known = vec![
        ("year", today.year().to_string()),
        ("issued", today.to_string()),
        ("due", entente_periods::plus(today, DAYS).to_string()),
    ];
    if let Some(id) = Id::parse(cx.ask.asked("membership")) {
        visible(cx.reads, &cx.actor, Membership::KIND, id)?;
        let membership: Membership = get(cx.reads, id)?;
        let level: Level = get(cx.reads, membership.level)?;
        if let Some(fee) = level.fee {
            known.push(("amount", fee.decimal()));
            known.push(("amount_currency", fee.currency.code().to_owned()));
        }
    }
    new_form_with(cx, Invoice::KIND, &known)
}

/// Takes it in. A fee in another currency than the scheme's is said beside the amount.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let kind = Invoice::KIND;
    let (id, fresh) = created_from(act, kind, |act, draft| {
        let value = |field: &str| kind.position(field).and_then(|at| draft.values.get(at));
        if let (Some(Datum::Link(membership)), Some(Datum::Money(amount))) =
            (value("membership"), value("amount"))
            && let Some(code) = guards::scheme_currency(act.tx, *membership)?
            && amount.currency.code() != code
        {
            return Err(Problem::field("amount", "fee-currency"));
        }
        Ok(())
    })?;
    let reply = Reply::see(format!("/invoices/{id}"));
    Ok(if fresh { reply.toast("created", "") } else { reply })
}
