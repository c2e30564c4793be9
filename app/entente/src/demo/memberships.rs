//! The committee of the demo world: what it offers its members, and how its records are written.

use entente_access::Actor;
use entente_kernel::{Currency, Date, Id, Money, Problem, Result, Text};
use entente_memberships::words::{MemberService, MemberTier};
use entente_memberships::{Level, Scheme};
use entente_record::{Choice, Datum, Draft, Held, Kind, Record, Write, create, step};
use entente_store::{Reads, Tx};

use super::load::{World, days_from};

/// The company whose contact logs in.
pub(super) const COMPANY: &str = "a-org-01";

/// Makes the committee with its two levels.
pub(super) fn found(tx: &mut Tx<'_>, world: &mut World) -> Result<()> {
    let scheme = scheme(tx)?;
    world.ids.insert("scheme".into(), scheme);
    for at in 0..2 {
        world.ids.insert(format!("level {at}"), level(tx, scheme, at)?);
    }
    Ok(())
}

pub(super) fn text((en, zh): (&str, &str)) -> Datum {
    Text::new(en, zh).hold()
}

pub(super) fn draft(kind: &Kind, class: &str, fields: Vec<(&str, Datum)>) -> Draft {
    let draft = Draft { fictional: true, class: class.into(), ..Draft::new(kind) };
    fields.into_iter().fold(draft, |draft, (field, datum)| draft.with(kind, field, datum))
}

pub(super) fn system() -> Actor {
    Actor { name: Text::new("Chen Yulan", "陈玉兰"), ..Actor::system() }
}

pub(super) fn take(tx: &mut Tx<'_>, kind: &'static Kind, id: Id, name: &str, day: Date) -> Result<Record> {
    let write = Write { effective: Some(day), reason: Some("as both sides agreed".into()), seen: None };
    step(tx, &system(), kind, id, name, &write)
}

fn scheme(tx: &mut Tx<'_>) -> Result<Id> {
    let kind = Scheme::KIND;
    let mut draft = draft(
        kind,
        "members",
        vec![
            ("name", text(("Industry Committee of the Demo University", "演示大学产学研合作委员会"))),
            ("mode", Datum::Line("rolling".into())),
            ("grace_days", Datum::Int(60)),
            ("currency", Datum::Line("CNY".into())),
            (
                "about",
                text(("Companies that work with the university for years.", "与学校长期合作的企业组成。")),
            ),
        ],
    );
    let word = |word: &str| Datum::Line(word.into());
    draft.children = vec![
        vec![
            vec![word("domestic"), Datum::Int(2005), word("domestic")],
            vec![word("overseas"), Datum::Int(2008), word("overseas")],
        ],
        vec![
            vec![word("information"), Datum::Int(10)],
            vec![word("technology"), Datum::Int(30)],
            vec![word("talent"), Datum::Int(45)],
        ],
    ];
    draft.effective = Some(days_from(tx.today(), -1200));
    create(tx, &system(), kind, &draft).map(|record| record.meta.id)
}

fn level(tx: &mut Tx<'_>, scheme: Id, at: usize) -> Result<Id> {
    let kind = Level::KIND;
    let (name, tier, yuan, quotas) = if at == 0 {
        (("Council member", "理事单位"), MemberTier::Council, 200_000, [4, 3, 6])
    } else {
        (("Member", "会员单位"), MemberTier::Ordinary, 50_000, [2, 1, 2])
    };
    let currency = Currency::parse("CNY").ok_or_else(|| Problem::internal("no CNY"))?;
    let mut draft = draft(
        kind,
        "members",
        vec![
            ("name", text(name)),
            ("scheme", Datum::Link(scheme)),
            ("tier", tier.hold()),
            ("fee", Datum::Money(Money { minor: yuan * 100, currency })),
        ],
    );
    let quotas = quotas.map(Some).into_iter().chain([None, Some(1), Some(2), None]);
    let row = |(word, most): (&&str, Option<i64>)| {
        vec![Datum::Line((*word).into()), most.map_or(Datum::Empty, Datum::Int)]
    };
    draft.children = vec![MemberService::WORDS.iter().zip(quotas).map(row).collect()];
    draft.effective = Some(days_from(tx.today(), -1200));
    create(tx, &system(), kind, &draft).map(|record| record.meta.id)
}
