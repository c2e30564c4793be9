//! How well a membership goes, with the reasons: for staff.

use entente_kernel::{Date, Result};
use entente_periods::{Standing, plus};
use entente_record::{Record, Typed};
use entente_store::{Reads, scalar};
use entente_web::{Cx, safe};

use super::section;
use crate::{Membership, access};

/// A reason: what it is, how many records show it, where they are, and whether it speaks against the membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The locale key.
    pub key: &'static str,
    /// How many.
    pub n: i64,
    /// The records.
    pub href: String,
    /// Speaks against it.
    pub against: bool,
}

/// What speaks for and against a membership on a day.
pub fn reasons(reads: &mut dyn Reads, membership: &Membership, today: Date) -> Result<Vec<Reason>> {
    let id = membership.meta.id;
    let mut all = Vec::new();
    let mut say = |key, n, href: String, against| all.push(Reason { key, n, href, against });
    let count = |reads: &mut dyn Reads, sql: &str, day: Date| reads.count(sql, &[id.into(), day.into()]);
    let here = format!("/memberships/{id}#standing");
    match membership.standing(today) {
        Some(Standing::Grace) => say("health-grace", 1, here.clone(), true),
        Some(Standing::Lapsed) => say("health-lapsed", 1, here.clone(), true),
        _ => {}
    }
    if membership.paid_until.is_some_and(|day| day >= today && day <= plus(today, 60)) {
        say("health-renewal", 1, here, false);
    }
    let sql = "SELECT count(*) FROM invoice WHERE membership = $1 AND state = 'issued' AND due < $2 AND deleted_at IS NULL";
    let overdue = count(reads, sql, today)?;
    if overdue > 0 {
        say(
            "health-unpaid",
            overdue,
            format!("/invoices?membership={id}&state=issued&due.to={}", plus(today, -1)),
            true,
        );
    }
    let sql =
        "SELECT count(*) FROM service_request WHERE membership = $1 AND target < $2 AND deleted_at IS NULL
               AND state IN ('received', 'triaged', 'assigned')";
    let late = count(reads, sql, today)?;
    if late > 0 {
        let to = plus(today, -1);
        say(
            "health-late",
            late,
            format!("/service-requests?membership={id}&state=received,triaged,assigned&target.to={to}"),
            true,
        );
    }
    let sql = "SELECT count(*) FROM service_request WHERE membership = $1 AND state IN ('assigned', 'delivered', 'rated')
               AND deleted_at IS NULL AND quota_year >= $2";
    let since = i64::from(today.year()) - 1;
    let used = reads.count(sql, &[id.into(), since.into()])?;
    let rows =
        format!("/service-requests?membership={id}&quota_year.from={since}&state=assigned,delivered,rated");
    say(if used == 0 { "health-unused" } else { "health-used" }, used, rows, used == 0);
    let sql =
        "SELECT count(*) FROM service_request WHERE membership = $1 AND rating <= $2 AND deleted_at IS NULL";
    let bad = scalar::<i64>(reads, sql, &[id.into(), 2_i64.into()])?.unwrap_or(0);
    if bad > 0 {
        say("health-bad-ratings", bad, format!("/service-requests?membership={id}&rating.to=2"), true);
    }
    Ok(all)
}

/// The panel.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let membership = <Membership as Typed>::from_record(record)?;
    let today = cx.today();
    if !access::staff(&cx.actor) || membership.standing(today).is_none() {
        return Ok(None);
    }
    let reasons = reasons(cx.reads, &membership, today)?;
    let against = reasons.iter().filter(|reason| reason.against).count();
    let band = ["health-good", "health-watch"].get(against).copied().unwrap_or("health-risk");
    let mut body =
        format!("<p><span class=\"pill\">{}</span></p><ul class=\"reasons\">", safe(&cx.t.m(band)));
    for reason in &reasons {
        let class = if reason.against { " class=\"late\"" } else { "" };
        let said = safe(&cx.t.a(reason.key, "n", cx.t.number(reason.n)));
        body += &format!("<li><a{class} href=\"{}\">{said}</a></li>", safe(&reason.href));
    }
    body += "</ul>";
    Ok(Some(section("health", &cx.t.m("membership-health"), &body)))
}
