//! The committee of the demo world: memberships, fees, services, introductions and bulletins at all stages.

use entente_access::{Actor, accounts};
use entente_kernel::{Currency, Date, Id, Money, Problem, Result, Text};
use entente_memberships::words::{MemberService, MemberTier};
use entente_memberships::{
    Bulletin, BulletinSubscription, Introduction, Invoice, Level, Membership, Scheme, ServiceRequest, acts,
    services,
};
use entente_partners::Organisation;
use entente_record::{Choice, Datum, Draft, Held, Kind, Record, Write, create, edit, load, step};
use entente_store::{Reads, Tx};

use super::load::{World, days_from};

/// The company whose contact logs in.
const COMPANY: &str = "a-org-01";

/// Who belongs: organisation, overseas or not, level, line of business, days ago of the application, renewals, and how
/// it stands now.
type Plan = (&'static str, bool, usize, &'static str, i32, u8, &'static str);

const PLANS: [Plan; 14] = [
    (COMPANY, false, 0, "manufacturing", 900, 2, "active"),
    ("a-org-02", false, 1, "materials", 1500, 4, "active"),
    ("a-org-03", false, 1, "energy", 420, 0, "active"),
    ("a-org-04", true, 1, "information", 760, 1, "active"),
    ("a-org-05", false, 1, "health", 1300, 0, "rejoin"),
    ("a-org-06", false, 1, "transport", 1200, 1, "active"),
    ("a-org-07", false, 1, "construction", 600, 1, "suspend"),
    ("a-org-08", true, 0, "services", 1000, 1, "withdraw"),
    ("a-org-09", false, 1, "agriculture", 800, 1, "expel"),
    ("a-org-10", false, 1, "other", 40, 0, "signed"),
    ("b-org-01", true, 1, "information", 30, 0, "approved"),
    ("b-org-02", false, 1, "manufacturing", 20, 0, "vetted"),
    ("b-org-03", false, 1, "energy", 6, 0, "applied"),
    ("b-org-04", true, 1, "other", 60, 0, "decline"),
];

/// What the company asked for: service, words, wish, what came of it, and how far it is.
type Asked = (
    MemberService,
    (&'static str, &'static str),
    (&'static str, &'static str),
    (&'static str, &'static str),
    &'static str,
);

const ASKED: [Asked; 6] = [
    (
        MemberService::Technology,
        ("Advice on wear of press tools", "冲压模具磨损咨询"),
        ("Two dies wear out after half their planned life.", "两副模具的使用寿命只有设计的一半。"),
        ("A visit and a report; the steel was changed.", "专家到厂诊断并提交报告，已更换模具钢材。"),
        "rated",
    ),
    (
        MemberService::Talent,
        ("Interns for the test bench", "试验台实习生"),
        ("Three students of mechanics for the summer.", "暑期需要三名机械专业学生。"),
        ("Three interns came, one has stayed.", "三名学生到岗，其中一人留任。"),
        "delivered",
    ),
    (
        MemberService::Meetings,
        ("A table at the autumn forum", "秋季论坛展位"),
        ("We would like to show our new line.", "希望展示新产线。"),
        ("", ""),
        "assigned",
    ),
    (
        MemberService::International,
        ("A contact in Hamburg for shore power", "汉堡港岸电合作联系"),
        ("Who tests shore power there?", "当地由谁负责岸电测试？"),
        ("", ""),
        "triaged",
    ),
    (
        MemberService::Information,
        ("Overview of patents on servo presses", "伺服压力机专利概览"),
        ("The last five years, at home and abroad.", "近五年国内外专利。"),
        ("", ""),
        "received",
    ),
    (
        MemberService::JointInstitutions,
        ("A laboratory of our own name", "冠名实验室"),
        ("A room on campus with our name.", "希望在校内设立冠名实验室。"),
        ("", ""),
        "declined",
    ),
];

/// Makes all of it.
pub(super) fn make(tx: &mut Tx<'_>, world: &World) -> Result<()> {
    let scheme = scheme(tx)?;
    let levels = [level(tx, scheme, 0)?, level(tx, scheme, 1)?];
    let mut own = None;
    for plan in &PLANS {
        let made = membership(tx, world, scheme, &levels, plan)?;
        own = own.or(Some(made));
    }
    let own = own.ok_or_else(|| Problem::internal("no membership in the demo"))?;
    let company = known(world, COMPANY)?;
    for asked in &ASKED {
        request(tx, own, company, asked)?;
    }
    introductions(tx, company, known(world, "a-org-02")?)?;
    bulletins(tx)
}

fn known(world: &World, key: &str) -> Result<Id> {
    world.ids.get(key).copied().ok_or_else(|| Problem::internal(format!("no {key} in the demo")))
}

fn text((en, zh): (&str, &str)) -> Datum {
    Text::new(en, zh).hold()
}

fn draft(kind: &Kind, class: &str, fields: Vec<(&str, Datum)>) -> Draft {
    let draft = Draft { fictional: true, class: class.into(), ..Draft::new(kind) };
    fields.into_iter().fold(draft, |draft, (field, datum)| draft.with(kind, field, datum))
}

fn system() -> Actor {
    Actor { name: Text::new("Chen Yulan", "陈玉兰"), ..Actor::system() }
}

/// Whoever approves for the other office.
fn second() -> Actor {
    Actor { name: Text::new("Marta Feld", "费玛塔"), ..Actor::system() }
}

fn take(tx: &mut Tx<'_>, kind: &'static Kind, id: Id, name: &str, day: Date) -> Result<Record> {
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
    draft.effective = Some(days_from(tx.today(), -2000));
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
    draft.effective = Some(days_from(tx.today(), -2000));
    create(tx, &system(), kind, &draft).map(|record| record.meta.id)
}

fn membership(tx: &mut Tx<'_>, world: &World, scheme: Id, levels: &[Id; 2], plan: &Plan) -> Result<Id> {
    let (key, overseas, level, sector, ago, renewals, end) = *plan;
    let kind = Membership::KIND;
    let organisation = known(world, key)?;
    let name =
        load(tx, Organisation::KIND, organisation)?.map(|record| record.title_text()).unwrap_or_default();
    let level = levels.get(level).copied().ok_or_else(|| Problem::internal("no such level"))?;
    let branch = if overseas { "overseas" } else { "domestic" };
    let mut draft = draft(
        kind,
        "internal",
        vec![
            ("name", name.hold()),
            ("scheme", Datum::Link(scheme)),
            ("branch", Datum::Line(branch.into())),
            ("level", Datum::Link(level)),
            ("organisation", Datum::Link(organisation)),
            ("sector", Datum::Line(sector.into())),
            ("agreement", Datum::Line(format!("HY-{}", key.replace("-org-", "")))),
        ],
    );
    acts::complete(tx, &mut draft)?;
    let begin = days_from(tx.today(), -ago);
    draft.effective = Some(begin);
    let id = create(tx, &system(), kind, &draft)?.meta.id;
    let reached =
        ["applied", "vetted", "approved", "signed"].iter().position(|state| *state == end).unwrap_or(9);
    if end == "decline" {
        return take(tx, kind, id, "decline", days_from(begin, 4)).map(|_| id);
    }
    if reached >= 1 {
        take(tx, kind, id, "vet", days_from(begin, 2))?;
        acts::approve(tx, &system(), id, branch, days_from(begin, 3))?;
    }
    if reached >= 2 {
        let other = if overseas { "domestic" } else { "overseas" };
        acts::approve(tx, &second(), id, other, days_from(begin, 4))?;
    }
    if reached >= 3 {
        take(tx, kind, id, "sign", days_from(begin, 6))?;
        invoice(tx, id, level, (days_from(begin, 7), reached > 3))?;
    }
    if reached > 3 {
        live(tx, id, level, days_from(begin, 20), renewals, end)?;
    }
    Ok(id)
}

/// From the first day on: renewals each year, and what came of it.
fn live(tx: &mut Tx<'_>, id: Id, level: Id, first: Date, renewals: u8, end: &str) -> Result<()> {
    let kind = Membership::KIND;
    take(tx, kind, id, "activate", first)?;
    let mut day = first;
    for _ in 0..renewals {
        day = days_from(day, 350);
        if day > tx.today() {
            break;
        }
        take(tx, kind, id, "renew", day)?;
        invoice(tx, id, level, (day, days_from(day, 60) < tx.today()))?;
    }
    let after = days_from(day, 20).min(tx.today());
    match end {
        "active" => Ok(()),
        "rejoin" => take(tx, kind, id, "rejoin", days_from(tx.today(), -100)).map(|_| ()),
        step => take(tx, kind, id, step, after).map(|_| ()),
    }
}

fn invoice(tx: &mut Tx<'_>, membership: Id, level: Id, (issued, paid): (Date, bool)) -> Result<()> {
    let kind = Invoice::KIND;
    let level: Level = entente_record::get(tx, level)?;
    let fee = level.fee.ok_or_else(|| Problem::internal("a level without a fee"))?;
    let number = tx.count("SELECT count(*) FROM invoice", &[])? + 1;
    let mut draft = draft(
        kind,
        "internal",
        vec![
            ("number", Datum::Line(format!("CW-{number:05}"))),
            ("membership", Datum::Link(membership)),
            ("year", Datum::Int(i64::from(issued.year()))),
            ("amount", Datum::Money(fee)),
            ("tax", Datum::Money(Money { minor: fee.minor / 106 * 6, currency: fee.currency })),
            ("issued", Datum::Date(issued)),
            ("due", Datum::Date(days_from(issued, 30))),
        ],
    );
    draft.effective = Some(issued.min(tx.today()));
    let record = create(tx, &system(), kind, &draft)?;
    let issued_on = issued.min(tx.today());
    let record = take(tx, kind, record.meta.id, "issue", issued_on)?;
    if paid {
        let day = days_from(issued, 10).min(tx.today());
        let draft = Draft::of(&record).with(kind, "paid_on", Datum::Date(day));
        let write = Write { effective: Some(day), ..Write::default() };
        edit(tx, &system(), kind, record.meta.id, &draft, &write)?;
        take(tx, kind, record.meta.id, "pay", day)?;
    }
    Ok(())
}

fn request(tx: &mut Tx<'_>, membership: Id, organisation: Id, asked: &Asked) -> Result<()> {
    let (service, title, wish, outcome, end) = *asked;
    let kind = ServiceRequest::KIND;
    let today = tx.today();
    let target = services::target(tx, membership, service, days_from(today, -20))?;
    let help = if service == MemberService::Technology { Datum::Line("advice".into()) } else { Datum::Empty };
    let taken = ["assigned", "delivered", "rated"].contains(&end);
    let mut draft = draft(
        kind,
        "internal",
        vec![
            ("title", text(title)),
            ("service", service.hold()),
            ("help", help),
            ("statement", text(wish)),
            ("membership", Datum::Link(membership)),
            ("organisation", Datum::Link(organisation)),
            ("target", Datum::Date(target)),
            ("office", Datum::Line("domestic".into())),
            ("assignee", if taken { Datum::Line("officer".into()) } else { Datum::Empty }),
        ],
    );
    draft.effective = Some(days_from(today, -20));
    let id = create(tx, &system(), kind, &draft)?.meta.id;
    if end == "declined" {
        return take(tx, kind, id, "decline", days_from(today, -15)).map(|_| ());
    }
    let path = [("triaged", "triage"), ("assigned", "assign"), ("delivered", "deliver")];
    let states = ["received", "triaged", "assigned", "delivered", "rated"];
    let reached = states.iter().position(|state| *state == end).unwrap_or(0);
    for (at, (_, name)) in path.iter().enumerate().take(reached) {
        let day = days_from(today, i32::try_from(at).unwrap_or(0) - 5);
        if *name == "deliver" {
            let draft = load(tx, kind, id)?.map(|record| Draft::of(&record));
            let draft = draft.ok_or_else(Problem::not_found)?.with(kind, "outcome", text(outcome));
            edit(tx, &system(), kind, id, &draft, &Write { effective: Some(day), ..Write::default() })?;
        }
        take(tx, kind, id, name, day)?;
    }
    if end == "rated" {
        services::rate(tx, &system(), id, 5, "Quick and to the point. 迅速且切中要点。")?;
    }
    Ok(())
}

fn introductions(tx: &mut Tx<'_>, company: Id, other: Id) -> Result<()> {
    let kind = Introduction::KIND;
    let plans: [(&str, &str, &[&str], bool); 5] = [
        ("Shared test track", "共用试验场", &[], true),
        ("Scrap as raw material", "废料再利用", &["agree"], false),
        ("Joint training of welders", "焊工联合培训", &["agree", "accept"], true),
        ("Buying electricity together", "联合购电", &["agree", "accept", "introduce"], true),
        ("Exchange of spare parts", "备件互换", &["refuse"], true),
    ];
    for (en, zh, steps, ours) in plans {
        let (asking, asked) = if ours { (company, other) } else { (other, company) };
        let mut draft = draft(
            kind,
            "internal",
            vec![
                ("subject", text((en, zh))),
                ("asking", Datum::Link(asking)),
                ("asked", Datum::Link(asked)),
                ("office", Datum::Line("domestic".into())),
                ("contact_asking", Datum::Line("desk@asking.example".into())),
                ("contact_asked", Datum::Line("desk@asked.example".into())),
            ],
        );
        draft.effective = Some(days_from(tx.today(), -10));
        let id = create(tx, &system(), kind, &draft)?.meta.id;
        for (at, name) in steps.iter().enumerate() {
            let day = days_from(tx.today(), i32::try_from(at).unwrap_or(0) - 9);
            take(tx, kind, id, name, day)?;
        }
    }
    Ok(())
}

/// The company reads about technologies and events; one bulletin has gone out, one is being written.
fn bulletins(tx: &mut Tx<'_>) -> Result<()> {
    let company = accounts::find_by_login(tx, "company")?.ok_or_else(Problem::not_found)?;
    let kind = BulletinSubscription::KIND;
    let topics = |words: &[&str]| Datum::Words(words.iter().map(|word| (*word).to_owned()).collect());
    let subscription = draft(
        kind,
        "internal",
        vec![
            ("reader", Datum::Line("Demo Company Contact".into())),
            ("topics", topics(&["technologies", "events"])),
            ("account", Datum::Line(company.id.to_string())),
        ],
    );
    create(tx, &system(), kind, &subscription)?;
    let kind = Bulletin::KIND;
    let items = [
        (
            ("Open day of the materials laboratory", "材料实验室开放日"),
            (
                "On the last Friday of the month, with a tour of the new furnace.",
                "本月最后一个星期五开放，可参观新炉。",
            ),
            true,
        ),
        (
            ("Call for joint internships", "联合实习征集"),
            ("Members name places until the end of the term.", "会员单位可在学期结束前申报岗位。"),
            false,
        ),
    ];
    for (title, body, sent) in items {
        let mut draft = draft(
            kind,
            "members",
            vec![
                ("title", text(title)),
                ("topics", topics(if sent { &["events"] } else { &["recruiting"] })),
                ("body", text(body)),
            ],
        );
        draft.effective = Some(days_from(tx.today(), -3));
        let id = create(tx, &system(), kind, &draft)?.meta.id;
        if sent {
            take(tx, kind, id, "send", days_from(tx.today(), -2))?;
        }
    }
    Ok(())
}
