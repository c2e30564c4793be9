//! New consents by staff: what somebody signed, wrote or said.

use entente_kernel::{Problem, Result};
use entente_record::{Datum, Held, get};
use entente_web::pages::{created_from, new_form_with};
use entente_web::{Act, Cx, Reply};

use crate::{Consent, Purpose, queries};

/// The form.
pub(crate) fn form(cx: &mut Cx<'_>) -> Result<Reply> {
    new_form_with(cx, Consent::KIND, &[("source", "form".into())])
}

/// Keeps the consent with the words of the purpose as they are today.
pub(crate) fn make(act: &mut Act<'_, '_>) -> Result<Reply> {
    let kind = Consent::KIND;
    let (made, _) = created_from(act, kind, |act, draft| {
        let value = |field: &str| kind.position(field).and_then(|at| draft.values.get(at)).cloned();
        let (Some(Datum::Link(person)), Some(Datum::Link(purpose))) = (value("person"), value("purpose"))
        else {
            return Ok(());
        };
        if queries::consent(act.tx, person, purpose)?.is_some() {
            return Err(Problem::field("purpose", "consent-there"));
        }
        let purpose: Purpose = get(act.tx, purpose)?;
        if let Some(slot) = kind.position("wording").and_then(|at| draft.values.get_mut(at)) {
            *slot = purpose.name.hold();
        }
        Ok(())
    })?;
    Ok(Reply::see(format!("/consents/{made}")).toast("created", ""))
}
