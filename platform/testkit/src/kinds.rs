//! An awkward kind for the stories: N dated parts with links, restricted fields, money, a lifecycle.

use entente_access::{Action, Actor, Audience, Cond, Grant, Rule};
use entente_kernel::{Date, Id, Lang, Money, Problem, Result, Text};
use entente_record::{Choice, Meta, Record, State, States, Step};
use entente_store::{Migration, Reads};

/// What a pact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Matter {
    /// An end of war.
    Peace,
    /// Free passage of goods.
    OpenTrade,
}

/// A pact between N parties.
#[derive(Debug, Clone, Record)]
#[record(kind = "pact", prefix = "PCT", path = "pacts", rule = rule, states = STATES, years)]
pub struct Pact {
    /// What every record carries.
    #[meta]
    pub meta: Meta,
    /// The name.
    #[field(required, listed, order, search = 3)]
    pub name: Text,
    /// What it is about.
    #[field(filter)]
    pub matter: Matter,
    /// A unique code.
    #[field(unique, max = 20)]
    pub code: Option<String>,
    /// Only keepers read it.
    #[field(group = "secret", prose, search = 1)]
    pub clause: Text,
    /// An amount.
    #[field(order)]
    pub price: Option<Money>,
    /// A day.
    #[field(filter, order)]
    pub signed: Option<Date>,
    /// Several words.
    pub matters: Vec<Matter>,
    /// The pact before it.
    #[field(link = "pact")]
    pub replaces: Option<Id>,
    /// Personal.
    #[field(email, personal, max = 80)]
    pub contact: String,
    /// Yes or no.
    pub binding: bool,
    /// A number.
    pub copies: Option<i64>,
    /// N dated parties.
    #[rows(table = "pact_party")]
    pub parties: Vec<Party>,
}

/// One party with its days.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Party {
    /// The name.
    #[field(required)]
    pub name: Text,
    /// Since when.
    pub since: Option<Date>,
}

/// Draft, live, over.
pub static STATES: States = States {
    name: "pact-state",
    first: "draft",
    all: &[State::new("draft", 10), State::new("live", 0), State::end("over").shown_as("live")],
    steps: &[
        Step { guard: has_parties, ..Step::new("sign", &["draft"], "live") },
        Step::new("end", &["live"], "over").reasoned(),
    ],
};

fn has_parties(_: &mut dyn Reads, record: &Record) -> Result<()> {
    if record.children.first().is_none_or(|parties| parties.len() < 2) {
        Err(Problem::conflict("too-few-parties"))
    } else {
        Ok(())
    }
}

/// Clerks do everything but read clauses; keepers read those too; visitors see what is public.
fn rule(actor: &Actor, action: Action) -> Rule {
    let staff = actor.is_system || actor.has_any(&["clerk", "keeper"]);
    match action {
        Action::See => Rule::when(Cond::published_to(actor), "not-allowed"),
        Action::Fields("secret") => Rule::only_if(actor.is_system || actor.has("keeper"), "not-allowed"),
        Action::Fields(_) => Rule::always(),
        _ => Rule::only_if(staff, "only-staff"),
    }
}

/// Someone with one role.
#[must_use]
pub fn who(role: &str, audience: Audience) -> Actor {
    Actor { grants: vec![Grant { role: role.into(), office: None }], audience, ..Actor::visitor(Lang::En) }
}

/// Someone who may do everything but read clauses.
#[must_use]
pub fn clerk() -> Actor {
    who("clerk", Audience::Internal)
}

/// The tables of the platform's records and of this kind.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    let sql = "CREATE TABLE pact (
          id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
          state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
          changed_at BIGINT NOT NULL, deleted_at BIGINT,
          name_en TEXT, name_zh TEXT, name_key_en BYTEA, name_key_zh BYTEA, matter TEXT, code TEXT, clause_en TEXT,
          clause_zh TEXT, price_minor BIGINT, price_currency TEXT, signed DATE, matters TEXT,
          replaces UUID REFERENCES pact (id), contact TEXT, binding BOOLEAN, copies BIGINT);
        HISTORY OF pact;
        TIMES OF pact BY name_key_en, name_key_zh;
        YEARS OF pact;
        CREATE UNIQUE INDEX pact_code ON pact (code) WHERE deleted_at IS NULL;
        CREATE TABLE pact_party (owner UUID NOT NULL REFERENCES pact (id), position BIGINT NOT NULL,
          recorded_from BIGINT NOT NULL, recorded_to BIGINT, name_en TEXT, name_zh TEXT, since DATE);";
    let own = Migration { name: "pact-0001", sql };
    [entente_store::own_migrations(), entente_record::migrations(), vec![own]].concat()
}
