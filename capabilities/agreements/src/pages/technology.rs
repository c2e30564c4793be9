//! On technology contracts: what the register asks for, what is missing, the form as a file; and what was agreed on the
//! results, in plain words.

use askama::Template;
use axum::body::Body;
use entente_files::{Cell, CsvFile, XlsxFile};
use entente_kernel::{Money, Problem, Result};
use entente_record::{Choice, Record, Typed, visible};
use entente_web::{Cx, Reply, T};

use super::{name, names};
use crate::words::{IpOwner, IpUse};
use crate::{Agreement, Registration, technology};

#[derive(Template)]
#[template(path = "technology.html")]
struct Technology<'a> {
    t: &'a T,
    id: String,
    contract: String,
    register: String,
    missing: Vec<String>,
    /// For those who may prepare a registration.
    prepare: Option<String>,
}

/// The section for staff.
pub(crate) fn show(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let Some(form) = technology::form(cx.reads, record)?.filter(|_| cx.staff()) else { return Ok(None) };
    let id = record.meta.id;
    let (contract, register) = (form.contract.word(), form.register.word());
    let prepare = cx.new_form(Registration::KIND);
    let page = Technology {
        id: id.to_string(),
        contract: cx.t.m(&format!("technology-contract-{contract}")),
        register: cx.t.m(&format!("register-{register}")),
        missing: form.missing.iter().map(|field| cx.t.m(&format!("agreement-{field}"))).collect(),
        prepare: prepare.map(|form| format!("{form}?agreement={id}&contract={contract}&register={register}")),
        t: &cx.t,
    };
    page.render().map(Some).map_err(Problem::internal)
}

/// What was agreed on the results, in sentences.
pub(crate) fn results(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let agreement = Agreement::from_record(record)?;
    let lines = sentences(&cx.t, &agreement);
    if lines.is_empty() {
        return Ok(None);
    }
    Results { t: &cx.t, lines }.render().map(Some).map_err(Problem::internal)
}

#[derive(Template)]
#[template(path = "results.html")]
struct Results<'a> {
    t: &'a T,
    lines: Vec<String>,
}

fn sentences(t: &T, agreement: &Agreement) -> Vec<String> {
    let owner = |owner: IpOwner| t.m(&format!("ip-owner-{}-says", owner.word()));
    let mut lines: Vec<String> = agreement.ip_owner.map(owner).into_iter().collect();
    lines.extend(agreement.ip_use.iter().map(|one: &IpUse| t.m(&format!("ip-use-{}-says", one.word()))));
    if !lines.is_empty() || agreement.publication_delay.is_some() {
        lines.push(match agreement.publication_delay {
            Some(days) if days > 0 => t.a("ip-publication-says", "n", days),
            _ => t.m("ip-publication-free"),
        });
    }
    if !agreement.background.is_empty() {
        lines.push(t.m("ip-background-says"));
    }
    lines
}

/// The form's fields, label and value, as the register asks for them.
fn fields(cx: &mut Cx<'_>) -> Result<Vec<(String, Cell)>> {
    let record = visible(cx.reads, &cx.actor, Agreement::KIND, cx.ask.id()?)?;
    if !cx.staff() {
        return Err(Problem::not_found());
    }
    let form = technology::form(cx.reads, &record)?.ok_or_else(Problem::not_found)?;
    let agreement = Agreement::from_record(&record)?;
    let parties: Vec<_> = agreement.parties.iter().map(|party| party.organisation).collect();
    let known = names(cx, &parties)?;
    let parties: Vec<String> = parties.iter().map(|id| name(cx, &known, *id)).collect();
    let text = |words: String| if words.is_empty() { Cell::Empty } else { Cell::Text(words) };
    let day = |day: Option<entente_kernel::Date>| day.map_or(Cell::Empty, Cell::Date);
    let amount = |money: Option<Money>| money.map_or(Cell::Empty, |money| Cell::Decimal(money.decimal()));
    let currency =
        |money: Option<Money>| text(money.map(|m| m.currency.code().to_owned()).unwrap_or_default());
    let knowledge: Vec<String> =
        agreement.fields.iter().map(|one| cx.t.m(&format!("knowledge-field-{}", one.word()))).collect();
    let label = |field: &str| cx.t.m(&format!("agreement-{field}"));
    let owner = agreement.ip_owner.map(|one| cx.t.m(&format!("ip-owner-{}", one.word())));
    Ok(vec![
        (
            cx.t.m("registration-contract"),
            text(cx.t.m(&format!("technology-contract-{}", form.contract.word()))),
        ),
        (cx.t.m("registration-register"), text(cx.t.m(&format!("register-{}", form.register.word())))),
        (label("title"), text(cx.t.text(&agreement.title).0.to_owned())),
        (cx.t.m("registration-form-reference"), text(record.meta.reference.clone())),
        (cx.t.m("registration-form-institution"), text(cx.t.text(&cx.web.house().institution).0.to_owned())),
        (label("parties"), text(parties.join("; "))),
        (label("summary"), text(cx.t.text(&agreement.summary).0.to_owned())),
        (label("fields"), text(knowledge.join("; "))),
        (label("signed_on"), day(agreement.signed_on)),
        (label("since"), day(agreement.since)),
        (label("until"), day(agreement.until)),
        (label("value"), amount(agreement.value)),
        (cx.t.m("registration-form-currency"), currency(agreement.value)),
        (label("technology_value"), amount(agreement.technology_value)),
        (label("ip_owner"), text(owner.unwrap_or_default())),
    ])
}

/// The form as CSV.
pub(crate) fn csv(cx: &mut Cx<'_>) -> Result<Reply> {
    let fields = fields(cx)?;
    let mut file = CsvFile::new(Vec::new(), true)?;
    file.line(&heads(cx).map(Cell::Text))?;
    for (label, cell) in fields {
        file.line(&[Cell::Text(label), cell])?;
    }
    Ok(Reply::file("text/csv; charset=utf-8", "registration.csv", Body::from(file.finish()?)))
}

/// The form as an Excel file.
pub(crate) fn xlsx(cx: &mut Cx<'_>) -> Result<Reply> {
    let fields = fields(cx)?;
    let folder = &cx.web.house().uploads.folder;
    std::fs::create_dir_all(folder).map_err(Problem::internal)?;
    let mut file = XlsxFile::new(&cx.t.m("registration-form"), &heads(cx), folder)?;
    for (label, cell) in fields {
        file.line(&[Cell::Text(label), cell])?;
    }
    let mut bytes = Vec::new();
    file.finish(std::io::Cursor::new(&mut bytes))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(Reply::file(media, "registration.xlsx", Body::from(bytes)))
}

fn heads(cx: &Cx<'_>) -> [String; 2] {
    [cx.t.m("registration-form-field"), cx.t.m("registration-form-value")]
}
