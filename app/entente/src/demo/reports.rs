//! Yearly reports of the demo world: last year's, which goes out when the demo is first served, and this year's.

use entente_access::Actor;
use entente_kernel::{Date, Id, Problem, Result, Text};
use entente_record::{Datum, Draft, Held, Write, create, step};
use entente_reporting::Report;
use entente_store::{By, Db, Reads, Tx, scalar};

/// Heading, text, measure, dimension.
type Block = ((&'static str, &'static str), (&'static str, &'static str), &'static str, &'static str);

const BLOCKS: [Block; 7] = [
    (
        ("How we count", "统计口径"),
        (
            "Every number below leads to the records that it counts. Nothing is typed in by hand.",
            "以下每个数字都可追溯到所统计的记录，没有手工填报的数字。",
        ),
        "",
        "",
    ),
    (
        ("Members of the committee", "委员会成员"),
        (
            "Members in a paid year or its grace at the end of the year, by branch.",
            "年末处于缴费年度或宽限期内的成员，按分部统计。",
        ),
        "members",
        "branch",
    ),
    (
        ("Who joined when", "入会年份"),
        ("Everybody who was ever a member, by the year of joining.", "历年入会的全部成员，按入会年份统计。"),
        "members-joined",
        "member_since-year",
    ),
    (
        ("Who of them is still a member", "各年入会成员的留存"),
        (
            "The members at the end of the year, by the year in which they joined.",
            "年末成员，按入会年份统计。",
        ),
        "members",
        "member_since-year",
    ),
    (
        ("Agreements in force", "生效协议"),
        ("By kind, at the end of the year.", "年末生效协议，按类别统计。"),
        "agreements-in-force",
        "sort",
    ),
    (
        ("Agreements about to end", "即将到期的协议"),
        ("Those whose term ends soon after the year.", "年后不久到期的协议。"),
        "agreements-expiring",
        "sort",
    ),
    (
        ("What was asked of us", "收到的需求"),
        ("Requests for technology, by where they stood.", "技术需求，按所处阶段统计。"),
        "needs-received",
        "state",
    ),
];

/// Makes both as drafts.
pub(super) fn make(tx: &mut Tx<'_>) -> Result<()> {
    let year = tx.today().year();
    let last = Date::new(year - 1, 12, 31).map_err(Problem::internal)?;
    report(tx, year - 1, last)?;
    let today = tx.today();
    report(tx, year, today)
}

/// Has last year's report published, unless somebody worked on it: the job that counts and signs it is put down, and
/// done by the program when it runs.
pub(crate) fn publish(db: &Db) -> Result<()> {
    db.write_now(By::system("demo"), |tx| {
        let sql = "SELECT id FROM report WHERE fictional AND state = 'draft' AND version = 1 AND year < $1
                   ORDER BY year LIMIT 1";
        let year = i64::from(tx.today().year());
        let Some(id) = scalar::<Id>(tx, sql, &[year.into()])? else { return Ok(()) };
        step(tx, &Actor::system(), Report::KIND, id, "publish", &Write::default()).map(|_| ())
    })
}

fn report(tx: &mut Tx<'_>, year: i16, as_of: Date) -> Result<()> {
    let kind = Report::KIND;
    let title = Text::new(format!("Cooperation in {year}"), format!("{year} 年合作年度报告"));
    let summary = Text::new(
        "A report of the demo university; everybody in it is invented.",
        "演示大学的报告，其中的人物和单位均为虚构。",
    );
    let mut draft = Draft { fictional: true, class: "internal".into(), ..Draft::new(kind) }
        .with(kind, "title", title.hold())
        .with(kind, "year", Datum::Int(year.into()))
        .with(kind, "as_of", Datum::Date(as_of))
        .with(kind, "summary", summary.hold());
    draft.children = vec![BLOCKS.iter().map(block).collect()];
    create(tx, &Actor::system(), kind, &draft).map(|_| ())
}

fn block((heading, text, measure, by): &Block) -> Vec<Datum> {
    let word = |word: &str| if word.is_empty() { Datum::Empty } else { Datum::Line(word.into()) };
    let form = if by.is_empty() { Datum::Empty } else { Datum::Line("chart".into()) };
    vec![
        Text::new(heading.0, heading.1).hold(),
        Text::new(text.0, text.1).hold(),
        word(measure),
        word(by),
        form,
        Datum::Empty,
    ]
}
