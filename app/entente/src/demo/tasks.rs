//! What is to be done in the demo world: overdue, coming, and one obligation done.

use entente_access::Actor;
use entente_agenda::Task;
use entente_kernel::{Id, Problem, Result, Text};
use entente_needs::Need;
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Kind, Write, create, step};
use entente_store::{Reads, Tx};

use super::load::{World, days_from};

/// A task: what it is about, in how many days it is due, who does it, its words, and whether it was promised.
struct Plan {
    about: About,
    days: i32,
    owner: &'static str,
    words: (&'static str, &'static str),
    bound: bool,
    proof: &'static str,
}

/// The organisation of that key, the need of that place in the order of numbers, or nothing in particular.
enum About {
    Partner(&'static str),
    Need(i64),
    Nothing,
}

const fn task(about: About, days: i32, owner: &'static str, words: (&'static str, &'static str)) -> Plan {
    Plan { about, days, owner, words, bound: false, proof: "" }
}

const PLANS: [Plan; 9] = [
    task(About::Partner("a-org-01"), -4, "officer", ("Send the minutes of the visit", "寄送来访纪要")),
    task(About::Need(0), 2, "officer", ("Ask for photographs of the damage", "索取受损部位照片")),
    task(About::Need(2), 6, "officer", ("Book the room for the first meeting", "预订首次会面的会议室")),
    task(
        About::Partner("a-org-02"),
        12,
        "officer",
        ("Invite to the open day of the institute", "邀请参加研究院开放日"),
    ),
    task(About::Need(5), -1, "manager", ("Check the budget with finance", "与财务处核对预算")),
    task(About::Nothing, 20, "manager", ("Collect the figures for the quarter", "汇总本季度数据")),
    Plan {
        bound: true,
        ..task(
            About::Partner("a-org-01"),
            9,
            "officer",
            ("Report on the use of the donation", "提交捐赠使用报告"),
        )
    },
    Plan {
        bound: true,
        ..task(About::Need(3), -8, "manager", ("Return the borrowed samples", "归还借用样品"))
    },
    Plan {
        bound: true,
        proof: "Sent by courier, received on the same day.",
        ..task(
            About::Need(1),
            -15,
            "officer",
            ("Send the signed confidentiality agreement", "寄送已签署的保密协议"),
        )
    },
];

/// Makes them.
pub(super) fn load(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    for plan in &PLANS {
        make(tx, world, plan)?;
    }
    Ok(())
}

fn make(tx: &mut Tx<'_>, world: &World, plan: &Plan) -> Result<()> {
    let due = days_from(tx.today(), plan.days);
    let mut draft = Draft::new(Task::KIND)
        .with(Task::KIND, "title", Datum::Text(Text::new(plan.words.0, plan.words.1)))
        .with(Task::KIND, "sort", Datum::Line(if plan.bound { "obligation" } else { "task" }.into()))
        .with(Task::KIND, "due", Datum::Date(due))
        .with(Task::KIND, "owner", Datum::Line(plan.owner.into()))
        .with(Task::KIND, "office", Datum::Line("domestic".into()));
    if !plan.proof.is_empty() {
        draft = draft.with(Task::KIND, "evidence", Datum::Text(Text::en(plan.proof)));
    }
    if let Some((kind, id)) = about(tx, world, &plan.about)? {
        draft = draft.with(Task::KIND, "about", Datum::Link(id)).with(
            Task::KIND,
            "about_kind",
            Datum::Line(kind.name.into()),
        );
    }
    "internal".clone_into(&mut draft.class);
    draft.fictional = true;
    draft.effective = Some(days_from(tx.today(), plan.days.min(0) - 10));
    let made = create(tx, &Actor::system(), Task::KIND, &draft)?;
    if !plan.proof.is_empty() {
        step(tx, &Actor::system(), Task::KIND, made.meta.id, "done", &Write::default())?;
    }
    Ok(())
}

fn about(tx: &mut Tx<'_>, world: &World, about: &About) -> Result<Option<(&'static Kind, Id)>> {
    Ok(match about {
        About::Nothing => None,
        About::Partner(key) => {
            let id = world.ids.get(*key).copied();
            Some((Organisation::KIND, id.ok_or_else(|| Problem::internal(format!("no {key} in the demo")))?))
        }
        About::Need(place) => {
            let sql = "SELECT id FROM need WHERE state NOT IN ('converted', 'declined') ORDER BY reference LIMIT 1 OFFSET $1";
            let row = tx.first(sql, &[(*place).into()])?;
            row.map(|row| row.get(0)).transpose()?.map(|id| (Need::KIND, id))
        }
    })
}
