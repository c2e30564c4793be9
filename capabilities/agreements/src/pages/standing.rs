//! Beside an agreement: where it stands in its term, who has it since when, what was agreed on its results, what comes
//! after it.

use askama::Template;
use entente_kernel::{Problem, Result};
use entente_record::{Choice, Record, Typed};
use entente_web::{Cx, T};

use crate::access::handles;
use crate::acts::may_renew;
use crate::words::Holder;
use crate::{Agreement, queries};

#[derive(Template)]
#[template(path = "standing.html")]
struct Standing<'a> {
    t: &'a T,
    csrf: String,
    id: String,
    term: Option<String>,
    late: bool,
    notice: Option<String>,
    holder: Option<String>,
    holders: Vec<(&'static str, String)>,
    renew: Option<Option<String>>,
    successor: Option<(String, String)>,
    evidence: bool,
}

/// The section.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let agreement = Agreement::from_record(record)?;
    let today = cx.today();
    let standing = queries::standing(record, today);
    let staff = cx.staff();
    let making = ["drafting", "review", "negotiation", "agreed", "partly_signed"]
        .contains(&record.meta.state.as_str());
    let renew = if handles(&cx.actor) && record.meta.state == "in_force" {
        Some(may_renew(cx.reads, record).err().map(|p| cx.t.m(&format!("problem-{}", p.code))))
    } else {
        None
    };
    let successor = queries::successor(cx.reads, record.meta.id)?.filter(|_| staff);
    let words = Holder::WORDS.iter().map(|word| (*word, cx.t.m(&format!("holder-{word}"))));
    let page = Standing {
        csrf: cx.csrf(),
        id: record.meta.id.to_string(),
        term: (standing != queries::Standing::None).then(|| term(&cx.t, standing, &agreement, today)),
        late: matches!(standing, queries::Standing::Expired | queries::Standing::Expiring),
        notice: queries::notice_day(record)
            .filter(|_| standing != queries::Standing::None)
            .map(|d| cx.t.day(d)),
        holder: holder(&cx.t, &agreement, today).filter(|_| staff),
        holders: if making && handles(&cx.actor) { words.collect() } else { Vec::new() },
        renew,
        successor: successor.map(|(id, reference)| (format!("/agreements/{id}"), reference)),
        evidence: staff && !making,
        t: &cx.t.clone(),
    };
    page.render().map(Some).map_err(Problem::internal)
}

/// The standing in words, with the days that are left.
fn term(t: &T, standing: queries::Standing, agreement: &Agreement, today: entente_kernel::Date) -> String {
    let words = t.m(&format!("agreement-standing-{}", standing.word()));
    match agreement.until {
        Some(until) if until >= today => {
            format!("{words} · {}", t.a("agreement-days-left", "n", queries::days_to(today, until)))
        }
        _ => words,
    }
}

/// Who has it, and for how long.
pub(crate) fn holder(t: &T, agreement: &Agreement, today: entente_kernel::Date) -> Option<String> {
    let (holder, since) = (agreement.holder?, agreement.holder_since?);
    let mut who = t.m(&format!("holder-{}", holder.word()));
    if !agreement.holder_name.is_empty() {
        who = format!("{who}: {}", agreement.holder_name);
    }
    let days = queries::days_to(since, today).to_string();
    Some(t.with("agreement-held", &[("who", who), ("n", days), ("day", t.day(since))]))
}
