//! One field of a form.

use askama::Template;
use entente_kernel::{FieldProblem, Id, Lang, Problem, Result};
use entente_record::{Field, Fields, Kind, Record, Shape};

use crate::country;
use crate::locale::T;
use crate::offered;
use crate::show::{self, Titles};
use crate::web::Web;

/// What all inputs of a form share.
pub(crate) struct Context {
    pub(crate) t: T,
    pub(crate) web: Web,
    pub(crate) titles: Titles,
    pub(crate) wrong: Vec<FieldProblem>,
    /// What is saved by now, when someone else was faster.
    pub(crate) saved: Option<(&'static Kind, Record)>,
}

/// What was entered, and under which names.
pub(crate) struct Entered<'a> {
    /// `""`, or `names.0.` for a part's row.
    pub(crate) prefix: &'a str,
    pub(crate) fields: &'a Fields,
    /// Records to choose from, when a link's text fits more than one.
    pub(crate) offers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "field.html")]
struct FieldPart<'a> {
    t: &'a T,
    f: F,
}

struct F {
    name: String,
    label: String,
    required: bool,
    hint: Option<String>,
    error: Option<String>,
    now: Option<String>,
    prose: bool,
    value: String,
    input: Input,
}

/// Value, label and whether it is chosen.
type Choices = Vec<(String, String, bool)>;

enum Input {
    Checks(Choices),
    Pair(Vec<Side>),
    Flag(bool),
    Choose(Choices),
    Grouped(Vec<(String, Choices)>),
    Pick(Pick),
    Money(Choices),
    Plain(&'static str),
}

struct Side {
    name: String,
    label: String,
    lang: &'static str,
    value: String,
}

struct Pick {
    kind: &'static str,
    text: String,
    offers: Vec<(String, String)>,
}

/// The input of a field with its label, hint and what is wrong with it.
pub(crate) fn html(field: &Field, label: &str, entered: &Entered<'_>, context: &Context) -> Result<String> {
    let t = &context.t;
    let name = format!("{}{}", entered.prefix, field.name);
    let wrong: Vec<String> = context.wrong.iter().filter(|w| w.field == name).map(|w| t.wrong(w)).collect();
    let value = entered.fields.one(&name).to_owned();
    let f = F {
        label: t.m(label),
        required: field.required,
        hint: t.maybe(&format!("{label}-hint")),
        error: (!wrong.is_empty()).then(|| wrong.join(" ")),
        now: saved(field, entered, context),
        prose: matches!(field.shape, Shape::Prose | Shape::BilingualProse),
        input: input(field, &name, entered, context),
        value,
        name,
    };
    FieldPart { t, f }.render().map_err(Problem::internal)
}

/// What the record says by now, where that differs from what was typed.
fn saved(field: &Field, entered: &Entered<'_>, context: &Context) -> Option<String> {
    let (kind, record) = context.saved.as_ref()?;
    let datum = record.value(kind, field.name);
    let mut now = entente_record::Draft::new(kind).with(kind, field.name, datum.clone());
    now.children.clear();
    let now = super::pages::strings_of(kind, &now);
    let differs = field.columns().iter().chain([&field.name.to_owned()]).any(|column| {
        entered.fields.all(column).iter().filter(|v| !v.is_empty()).collect::<Vec<_>>()
            != now.all(column).iter().filter(|v| !v.is_empty()).collect::<Vec<_>>()
    });
    let shown = show::both(&context.t, field, datum);
    (entered.prefix.is_empty() && differs)
        .then(|| if shown.is_empty() { context.t.m("nothing") } else { shown })
}

fn input(field: &Field, name: &str, entered: &Entered<'_>, context: &Context) -> Input {
    let t = &context.t;
    let chosen = entered.fields.all(name);
    let is = |word: &str| chosen.iter().any(|c| c == word);
    let words = |choice: &str, words: &[&str]| -> Choices {
        words.iter().map(|w| ((*w).to_owned(), t.m(&format!("{choice}-{w}")), is(w))).collect()
    };
    match field.shape {
        Shape::Choices(choice, all) => Input::Checks(words(choice, all)),
        Shape::Choice(choice, all) => Input::Choose(words(choice, all)),
        Shape::Bilingual | Shape::BilingualProse => {
            let side = |lang: Lang| {
                let name = format!("{name}_{}", lang.code());
                let value = entered.fields.all(&name).first().cloned().unwrap_or_default();
                Side { label: t.m(&format!("in-{}", lang.code())), lang: lang.tag(), value, name }
            };
            Input::Pair(Lang::ALL.map(side).into())
        }
        Shape::Flag => Input::Flag(is("yes")),
        Shape::Office => {
            Input::Choose(t.offices().into_iter().map(|(id, name)| (id.clone(), name, is(&id))).collect())
        }
        Shape::Country => {
            Input::Choose(country::all(t.lang).iter().map(|(c, n)| (c.clone(), n.clone(), is(c))).collect())
        }
        Shape::Offered(list) => {
            let beside = offered::beside(list).map(|field| format!("{}{field}", entered.prefix));
            let beside = beside.map_or("", |field| entered.fields.one(&field));
            Input::Grouped(grouped(offered::groups(t, list, beside), entered.fields.one(name)))
        }
        Shape::Link(kind) => {
            let id = Id::parse(entered.fields.one(name));
            let known = id.and_then(|id| context.titles.get(&id)).map(|text| text.show(t.lang).to_owned());
            let text = known.unwrap_or_else(|| entered.fields.one(&format!("{name}.text")).to_owned());
            Input::Pick(Pick { kind, text, offers: entered.offers.clone() })
        }
        Shape::Money => Input::Money(currencies(entered.fields.one(&format!("{name}_currency")), context)),
        Shape::Date => Input::Plain("date"),
        Shape::Url => Input::Plain("url"),
        Shape::Email => Input::Plain("email"),
        _ => Input::Plain("text"),
    }
}

/// Groups of choices of which one at most is chosen; a word that is not offered any more stays, in a group without a
/// name.
fn grouped(groups: Vec<offered::Group>, word: &str) -> Vec<(String, Choices)> {
    let mut open = !word.is_empty();
    let mut all: Vec<(String, Choices)> = Vec::with_capacity(groups.len());
    for group in groups {
        let choice = |(own, label): (String, String)| {
            let chosen = open && own == word;
            open &= !chosen;
            (own, label, chosen)
        };
        all.push((group.label, group.words.into_iter().map(choice).collect()));
    }
    if open {
        all.insert(0, (String::new(), vec![(word.to_owned(), word.to_owned(), true)]));
    }
    all
}

/// What may be chosen for a shape: word and label; nothing where anything may be typed.
pub(crate) fn options(t: &T, shape: Shape) -> Vec<(String, String)> {
    match shape {
        Shape::Choice(choice, all) | Shape::Choices(choice, all) => {
            all.iter().map(|word| ((*word).to_owned(), t.m(&format!("{choice}-{word}")))).collect()
        }
        Shape::Office => t.offices(),
        Shape::Offered(list) => {
            offered::groups(t, list, "").into_iter().flat_map(|group| group.words).collect()
        }
        Shape::Country => country::all(t.lang).to_vec(),
        Shape::Flag => vec![("yes".into(), t.m("yes")), ("no".into(), t.m("no"))],
        _ => Vec::new(),
    }
}

/// The installation's currency first, then those that cooperation meets most, then the one that is set.
fn currencies(set: &str, context: &Context) -> Choices {
    let own = context.web.house().currency.clone();
    let mut codes = vec![own.clone()];
    codes.extend(["CNY", "EUR", "GBP", "HKD", "JPY", "KRW", "SGD", "USD"].map(str::to_owned));
    codes.push(set.to_owned());
    codes.retain(|code| !code.is_empty());
    let mut seen = Vec::new();
    codes.retain(|code| {
        !seen.contains(code) && {
            seen.push(code.clone());
            true
        }
    });
    let chosen = if set.is_empty() { own } else { set.to_owned() };
    codes.into_iter().map(|code| (code.clone(), code.clone(), code == chosen)).collect()
}
