//! The pages of this room.

pub(crate) mod again;
pub(crate) mod beside;
pub(crate) mod figure;
pub(crate) mod preview;
pub(crate) mod propose;
pub(crate) mod standing;
pub(crate) mod stored;

use entente_kernel::{Problem, Result};
use entente_packet::Packet;
use entente_record::{Record, Typed, visible};
use entente_web::Cx;

use crate::{Edition, Report, edition};

/// The report that the path names, if the reader may see it.
pub(crate) fn report(cx: &mut Cx<'_>) -> Result<(Record, Report)> {
    let record = visible(cx.reads, &cx.actor, Report::KIND, cx.ask.id()?)?;
    let report = Report::from_record(&record)?;
    Ok((record, report))
}

/// A published report with its packet. Errors: 404 when it was not published; internal when the packet does not hold.
pub(crate) fn published(cx: &mut Cx<'_>) -> Result<(Record, Report, Edition, Packet)> {
    let (record, report) = report(cx)?;
    let (edition, packet) = edition::packet(cx.reads, record.meta.id)?.ok_or_else(Problem::not_found)?;
    Ok((record, report, edition, packet))
}
