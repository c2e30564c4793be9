//! What the demo world uses personal data for, and one consent.

use entente_access::Actor;
use entente_kernel::{Problem, Result, Text};
use entente_privacy_room::consent::ConsentSource;
use entente_privacy_room::purpose::{Governs, LegalBasis};
use entente_privacy_room::{Purpose, acts};
use entente_record::{Datum, Draft, Held, create};
use entente_store::Tx;

use super::load::World;

/// Whose consent is on file.
const EXPERT: &str = "a-exp-01";

/// Code, name, what is done, basis and what depends on it.
type Plan = (&'static str, (&'static str, &'static str), (&'static str, &'static str), LegalBasis, Governs);

const PLANS: [Plan; 2] = [
    (
        "matching",
        ("Proposing experts to partners", "向合作方推荐专家"),
        (
            "Profiles and published work are compared with what partners ask for. Whoever does not want it opts out.",
            "将专家简介和已发表成果与合作方的需求比对；不愿参与者可以退出。",
        ),
        LegalBasis::Task,
        Governs::Ranking,
    ),
    (
        "portrait",
        ("Being portrayed in the yearly report", "在年度报告中作人物介绍"),
        ("Name, department and a portrait appear in print.", "姓名、院系和人物介绍将以印刷形式发布。"),
        LegalBasis::Consent,
        Governs::Nothing,
    ),
];

/// Makes the purposes; the expert agrees to the one that asks.
pub(super) fn make(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    let (kind, system) = (Purpose::KIND, Actor::system());
    let person = world.people.get(EXPERT).copied();
    let person = person.ok_or_else(|| Problem::internal("the demo's expert is not there"))?;
    for (code, name, about, basis, governs) in PLANS {
        let draft = Draft { fictional: true, class: "members".into(), ..Draft::new(kind) }
            .with(kind, "name", Text::new(name.0, name.1).hold())
            .with(kind, "code", Datum::Line(code.into()))
            .with(kind, "basis", basis.hold())
            .with(kind, "governs", governs.hold())
            .with(kind, "responsible", Datum::Line("Demo Office Manager".into()))
            .with(kind, "about", Text::new(about.0, about.1).hold())
            .with(kind, "in_force", Datum::Flag(true));
        let made = create(tx, &system, kind, &draft)?;
        if basis == LegalBasis::Consent {
            acts::give(tx, &system, person, made.meta.id, ConsentSource::Form)?;
        }
    }
    Ok(())
}
