//! One test for each gate rule, which fails when the rule is deleted: the rule alone keeps the step closed.

use entente_kernel::{Date, Id, Instant, SeededChance};
use entente_record::{Choice, Datum, Draft, Held, Meta, Record, Typed};

use crate::Agreement;
use crate::gates::{Before, Facts, closed, rules};
use crate::words::{AgreementSort, CheckOutcome, CheckSort, ExportClass};

fn today() -> Date {
    Date::constant(2026, 3, 2)
}

/// An agreement of this kind, with these fields.
fn facts(
    sort: AgreementSort,
    abroad: bool,
    fields: &[(&str, Datum)],
    checks: &[(CheckSort, CheckOutcome)],
) -> Facts {
    let kind = Agreement::KIND;
    let at = Instant::parse("2026-03-02T01:00:00Z").unwrap();
    let mut draft = Draft::new(kind)
        .with(kind, "sort", sort.hold())
        .with(kind, "renewal", Datum::Line("none".into()))
        .with(kind, "office", Datum::Line("domestic".into()));
    for (field, datum) in fields {
        draft = draft.with(kind, field, datum.clone());
    }
    let part = kind.children.iter().position(|part| part.name == "checks").unwrap();
    draft.children[part] = checks
        .iter()
        .map(|(sort, outcome)| {
            vec![sort.hold(), outcome.hold(), Datum::Line("Legal".into()), Datum::Date(today()), Datum::Empty]
        })
        .collect();
    let meta = Meta {
        id: Id::new(&SeededChance::new(3)),
        version: 1,
        reference: "AGR-2026-0001".into(),
        state: "drafting".into(),
        state_since: today(),
        class: "internal".into(),
        fictional: true,
        created_at: at,
        changed_at: at,
        deleted_at: None,
    };
    let record = Record { meta, values: draft.values, children: draft.children };
    Facts { agreement: Agreement::from_record(&record).unwrap(), abroad }
}

fn codes(facts: &Facts, before: Before) -> Vec<&'static str> {
    closed(rules(), facts, before, today()).iter().map(|rule| rule.code).collect()
}

const CLEAR: (CheckSort, CheckOutcome) = (CheckSort::Sanctions, CheckOutcome::Clear);

fn crossing(class: Option<ExportClass>, more: &[(&'static str, Datum)]) -> Facts {
    let mut fields = vec![("crosses", Datum::Flag(true)), ("export_class", class.hold())];
    fields.extend(more.iter().cloned());
    facts(AgreementSort::Framework, true, &fields, &[CLEAR])
}

fn number() -> Datum {
    Datum::Line("2026-17, 1 March 2026".into())
}

#[test]
fn gate_export_class() {
    assert_eq!(codes(&crossing(None, &[]), Before::Negotiate), ["gate-export-class"]);
    assert!(codes(&crossing(Some(ExportClass::Free), &[]), Before::Negotiate).is_empty());
}

#[test]
fn gate_export_prohibited() {
    let all =
        crossing(Some(ExportClass::Prohibited), &[("export_intent", number()), ("export_licence", number())]);
    assert_eq!(codes(&all, Before::Negotiate), ["gate-export-prohibited"], "no answer opens it");
}

#[test]
fn gate_export_intent() {
    let restricted = Some(ExportClass::Restricted);
    assert_eq!(codes(&crossing(restricted, &[]), Before::Negotiate), ["gate-export-intent"]);
    assert!(codes(&crossing(restricted, &[("export_intent", number())]), Before::Negotiate).is_empty());
}

#[test]
fn gate_export_licence() {
    let restricted = Some(ExportClass::Restricted);
    assert_eq!(
        codes(&crossing(restricted, &[("export_intent", number())]), Before::Enter),
        ["gate-export-licence"]
    );
    assert!(codes(&crossing(restricted, &[("export_licence", number())]), Before::Enter).is_empty());
}

#[test]
fn gate_sanctions() {
    let with = |abroad, checks: &[_]| facts(AgreementSort::Framework, abroad, &[], checks);
    assert_eq!(codes(&with(true, &[]), Before::Negotiate), ["gate-sanctions"]);
    assert_eq!(
        codes(&with(true, &[(CheckSort::Sanctions, CheckOutcome::Barred)]), Before::Negotiate),
        ["gate-sanctions"]
    );
    assert!(codes(&with(true, &[CLEAR]), Before::Negotiate).is_empty());
    assert!(codes(&with(false, &[]), Before::Negotiate).is_empty());
}

#[test]
fn gate_conflict() {
    let with = |checks: &[_]| facts(AgreementSort::Consulting, false, &[], checks);
    assert_eq!(codes(&with(&[]), Before::Agree), ["gate-conflict"]);
    assert!(codes(&with(&[(CheckSort::Conflict, CheckOutcome::Settled)]), Before::Agree).is_empty());
}

#[test]
fn gate_related_party() {
    let conflict = (CheckSort::Conflict, CheckOutcome::Clear);
    let with = |checks: &[_]| facts(AgreementSort::Licence, false, &[], checks);
    assert_eq!(codes(&with(&[conflict]), Before::Agree), ["gate-related-party"]);
    let both = [conflict, (CheckSort::RelatedParty, CheckOutcome::Clear)];
    assert!(codes(&with(&both), Before::Agree).is_empty());
}

#[test]
fn gate_genetic_resources() {
    let with = |abroad, checks: &[_]| facts(AgreementSort::Mta, abroad, &[], checks);
    assert_eq!(codes(&with(true, &[]), Before::Sign), ["gate-genetic-resources"]);
    assert!(
        codes(&with(true, &[(CheckSort::GeneticResources, CheckOutcome::Clear)]), Before::Sign).is_empty()
    );
    assert!(codes(&with(false, &[]), Before::Sign).is_empty());
}

#[test]
fn every_rule_has_a_source_in_both_languages_a_first_day_and_something_that_it_asks_for() {
    let table = include_str!("../data/gates.tsv");
    let lines = table.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(rules().len(), lines, "a line of the table is no rule");
    for rule in rules() {
        assert!(rule.from.is_some() && rule.source.iter().all(|text| !text.is_empty()), "{}", rule.code);
        assert!(rule.url.is_empty() || rule.url.starts_with("https://"), "{}: {}", rule.code, rule.url);
        let check = rule.requires.strip_prefix("check:").and_then(CheckSort::from_word).is_some();
        let field = ["export_class", "export_intent", "export_licence", "never"].contains(&rule.requires);
        assert!(check || field, "{} asks for {}", rule.code, rule.requires);
        let sorts = rule.sorts.split('|').all(|word| word == "*" || AgreementSort::from_word(word).is_some());
        assert!(sorts, "{}: {}", rule.code, rule.sorts);
        let words = [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")];
        assert!(words.iter().all(|text| text.contains(&format!("problem-{} =", rule.code))), "{}", rule.code);
    }
}

#[test]
fn a_rule_holds_on_its_days_alone() {
    let rule = rules().iter().find(|rule| rule.code == "gate-genetic-resources").unwrap();
    assert!(!rule.holds_on(Date::constant(2019, 6, 30)) && rule.holds_on(Date::constant(2019, 7, 1)));
}
