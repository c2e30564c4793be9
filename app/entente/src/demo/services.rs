//! What members of the demo's committee ask for and get: services, introductions and bulletins at all stages.

use entente_access::accounts;
use entente_kernel::{Date, Problem, Result};
use entente_memberships::words::MemberService;
use entente_memberships::{Bulletin, BulletinSubscription, Introduction, ServiceRequest, services};
use entente_record::{Datum, Draft, Held, Kind, Write, create, edit, load};
use entente_store::{Reads, Tx};

use super::load::{World, known};
use super::members;
use super::memberships::{COMPANY, draft, system, take, text};
use super::past::Past;

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

/// Has all of it written down.
pub(super) fn make(past: &mut Past) {
    for asked in &ASKED {
        request(past, asked);
    }
    introductions(past);
    bulletins(past);
}

/// A step on its own day, of the record that the world knows by this key.
fn step(past: &mut Past, kind: &'static Kind, key: String, name: &'static str, day: Date) {
    past.on(day, move |tx, world| take(tx, kind, known(&world.ids, &key)?, name, day).map(|_| ()));
}

fn request(past: &mut Past, asked: &'static Asked) {
    let (_, title, _, outcome, end) = *asked;
    let kind = ServiceRequest::KIND;
    let key = format!("request {}", title.0);
    past.on(past.day(-20), move |tx, world| ask(tx, world, asked));
    if end == "declined" {
        return step(past, kind, key, "decline", past.day(-15));
    }
    let path = [(-5, "triage"), (-4, "assign"), (-3, "deliver")];
    let states = ["received", "triaged", "assigned", "delivered", "rated"];
    let reached = states.iter().position(|state| *state == end).unwrap_or(0);
    for (days, name) in path.into_iter().take(reached) {
        let day = past.day(days);
        if name == "deliver" {
            let key = key.clone();
            past.on(day, move |tx, world| {
                let id = known(&world.ids, &key)?;
                let record = load(tx, kind, id)?.ok_or_else(Problem::not_found)?;
                let draft = Draft::of(&record).with(kind, "outcome", text(outcome));
                edit(tx, &system(), kind, id, &draft, &Write::default()).map(|_| ())
            });
        }
        step(past, kind, key.clone(), name, day);
    }
    if end == "rated" {
        let verdict = "Quick and to the point. 迅速且切中要点。";
        past.on(past.day(-2), move |tx, world| {
            services::rate(tx, &system(), known(&world.ids, &key)?, 5, verdict).map(|_| ())
        });
    }
}

fn ask(tx: &mut Tx<'_>, world: &mut World, asked: &Asked) -> Result<()> {
    let (service, title, wish, _, end) = *asked;
    let kind = ServiceRequest::KIND;
    let membership = members::of(world, COMPANY)?;
    let today = tx.today();
    let target = services::target(tx, membership, service, today)?;
    let help = if service == MemberService::Technology { Datum::Line("advice".into()) } else { Datum::Empty };
    let taken = ["assigned", "delivered", "rated"].contains(&end);
    let draft = draft(
        kind,
        "internal",
        vec![
            ("title", text(title)),
            ("service", service.hold()),
            ("help", help),
            ("statement", text(wish)),
            ("membership", Datum::Link(membership)),
            ("organisation", Datum::Link(known(&world.ids, COMPANY)?)),
            ("target", Datum::Date(target)),
            ("office", Datum::Line("domestic".into())),
            ("assignee", if taken { Datum::Line("officer".into()) } else { Datum::Empty }),
        ],
    );
    let id = create(tx, &system(), kind, &draft)?.meta.id;
    world.ids.insert(format!("request {}", title.0), id);
    Ok(())
}

/// Names, steps, and whether our company asks.
type Meeting = ((&'static str, &'static str), &'static [&'static str], bool);

const MEETINGS: [Meeting; 5] = [
    (("Shared test track", "共用试验场"), &[], true),
    (("Scrap as raw material", "废料再利用"), &["agree"], false),
    (("Joint training of welders", "焊工联合培训"), &["agree", "accept"], true),
    (("Buying electricity together", "联合购电"), &["agree", "accept", "introduce"], true),
    (("Exchange of spare parts", "备件互换"), &["refuse"], true),
];

fn introductions(past: &mut Past) {
    for meeting in &MEETINGS {
        past.on(past.day(-10), move |tx, world| introduce(tx, world, meeting));
        for (name, days) in meeting.1.iter().zip(-9..) {
            let key = format!("introduction {}", meeting.0.0);
            step(past, Introduction::KIND, key, name, past.day(days));
        }
    }
}

fn introduce(tx: &mut Tx<'_>, world: &mut World, (subject, _, ours): &Meeting) -> Result<()> {
    let (company, other) = (known(&world.ids, COMPANY)?, known(&world.ids, "a-org-02")?);
    let (asking, asked) = if *ours { (company, other) } else { (other, company) };
    let kind = Introduction::KIND;
    let draft = draft(
        kind,
        "internal",
        vec![
            ("subject", text(*subject)),
            ("asking", Datum::Link(asking)),
            ("asked", Datum::Link(asked)),
            ("office", Datum::Line("domestic".into())),
            ("contact_asking", Datum::Line("desk@asking.example".into())),
            ("contact_asked", Datum::Line("desk@asked.example".into())),
        ],
    );
    let id = create(tx, &system(), kind, &draft)?.meta.id;
    world.ids.insert(format!("introduction {}", subject.0), id);
    Ok(())
}

/// Title, text, and whether it has gone out.
type Issue = ((&'static str, &'static str), (&'static str, &'static str), bool);

const ISSUES: [Issue; 2] = [
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

fn topics(words: &[&str]) -> Datum {
    Datum::Words(words.iter().map(|word| (*word).to_owned()).collect())
}

/// The company reads about technologies and events; one bulletin has gone out, one is being written.
fn bulletins(past: &mut Past) {
    past.on(past.day(-3), subscribe);
    for issue in &ISSUES {
        past.on(past.day(-3), move |tx, world| edit_bulletin(tx, world, issue));
        if issue.2 {
            step(past, Bulletin::KIND, format!("bulletin {}", issue.0.0), "send", past.day(-2));
        }
    }
}

fn subscribe(tx: &mut Tx<'_>, _: &mut World) -> Result<()> {
    let company = accounts::find_by_login(tx, "company")?.ok_or_else(Problem::not_found)?;
    let kind = BulletinSubscription::KIND;
    let subscription = draft(
        kind,
        "internal",
        vec![
            ("reader", Datum::Line("Demo Company Contact".into())),
            ("topics", topics(&["technologies", "events"])),
            ("account", Datum::Line(company.id.to_string())),
        ],
    );
    create(tx, &system(), kind, &subscription).map(|_| ())
}

fn edit_bulletin(tx: &mut Tx<'_>, world: &mut World, (title, body, sent): &Issue) -> Result<()> {
    let kind = Bulletin::KIND;
    let draft = draft(
        kind,
        "members",
        vec![
            ("title", text(*title)),
            ("topics", topics(if *sent { &["events"] } else { &["recruiting"] })),
            ("body", text(*body)),
        ],
    );
    let id = create(tx, &system(), kind, &draft)?.meta.id;
    world.ids.insert(format!("bulletin {}", title.0), id);
    Ok(())
}
