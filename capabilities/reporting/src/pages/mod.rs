//! The pages of this room.

pub(crate) mod again;
pub(crate) mod beside;
pub(crate) mod figure;
pub(crate) mod preview;
pub(crate) mod propose;
pub(crate) mod standing;
pub(crate) mod stored;

use entente_kernel::{Problem, Result};
use entente_packet::{Packet, verify};
use entente_record::{Record, Typed, visible};
use entente_web::Cx;

use crate::edition::{self, PACKET};
use crate::{Edition, Report};

/// The report that the path names, if the reader may see it.
pub(crate) fn report(cx: &mut Cx<'_>) -> Result<(Record, Report)> {
    let record = visible(cx.reads, &cx.actor, Report::KIND, cx.ask.id()?)?;
    let report = Report::from_record(&record)?;
    Ok((record, report))
}

/// A published report with its packet, checked against the installation's own key. Errors: 404 when it was not
/// published; internal when the packet does not hold.
pub(crate) fn published(cx: &mut Cx<'_>) -> Result<(Record, Report, Edition, Packet)> {
    let (record, report) = report(cx)?;
    let made = edition::edition(cx.reads, record.meta.id)?;
    let stored = edition::form(cx.reads, record.meta.id, PACKET)?;
    let (Some(edition), Some(stored)) = (made, stored) else { return Err(Problem::not_found()) };
    let key = match &edition.key_id {
        Some(id) => edition::public_key(cx.reads, id)?,
        None => None,
    };
    let checked = verify(&stored.bytes, key.as_deref()).map_err(Problem::internal)?;
    Ok((record, report, edition, checked.packet))
}
