//! Texts of the interface in both languages.

use std::sync::Arc;

use entente_kernel::{Date, FieldProblem, Instant, Lang, Money, Problem, Result, Text, TimeZone};
use entente_measures::Measure;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

type Bundle = FluentBundle<FluentResource>;

/// English and Chinese sources of one part of the house, as Fluent.
pub type Sources = [&'static str; 2];

/// The interface's own texts.
const OWN: &[Sources] = &[
    [include_str!("../locales/en.ftl"), include_str!("../locales/zh-Hans.ftl")],
    [include_str!("../locales/en-exchange.ftl"), include_str!("../locales/zh-Hans-exchange.ftl")],
    [include_str!("../locales/en-inbox.ftl"), include_str!("../locales/zh-Hans-inbox.ftl")],
    [include_str!("../locales/en-problems.ftl"), include_str!("../locales/zh-Hans-problems.ftl")],
];

/// Every text, read once at the start.
pub struct Locales {
    bundles: [Bundle; 2],
    zone: TimeZone,
    offices: Vec<(String, Text)>,
    measures: Vec<Measure>,
}

impl Locales {
    /// The interface's texts and those of the rooms. Errors: a source that is not Fluent, or a key written twice.
    pub fn new(rooms: &[Sources], zone: TimeZone, offices: Vec<(String, Text)>) -> Result<Arc<Self>> {
        Self::with(rooms, zone, offices, Vec::new())
    }

    /// The same for a house that counts these measures: records may name them.
    pub(crate) fn with(
        rooms: &[Sources],
        zone: TimeZone,
        offices: Vec<(String, Text)>,
        measures: Vec<Measure>,
    ) -> Result<Arc<Self>> {
        let bundle = |at: usize, lang: Lang| {
            let tag = lang.tag().parse().map_err(Problem::internal)?;
            let mut bundle = Bundle::new_concurrent(vec![tag]);
            bundle.set_use_isolating(false);
            for sources in OWN.iter().chain(rooms) {
                let source = sources.get(at).copied().unwrap_or_default();
                let resource = FluentResource::try_new(source.to_owned())
                    .map_err(|(_, errors)| Problem::internal(format!("{errors:?}")))?;
                bundle.add_resource(resource).map_err(|errors| Problem::internal(format!("{errors:?}")))?;
            }
            Ok(bundle)
        };
        Ok(Arc::new(Self { bundles: [bundle(0, Lang::En)?, bundle(1, Lang::Zh)?], zone, offices, measures }))
    }

    /// The texts for a reader of `lang`.
    #[must_use]
    pub fn of(self: &Arc<Self>, lang: Lang) -> T {
        T { locales: Arc::clone(self), lang }
    }
}

/// The texts for one reader. A text that is missing shows its key in brackets, which tests look for.
#[derive(Clone)]
pub struct T {
    locales: Arc<Locales>,
    /// The reader's language.
    pub lang: Lang,
}

impl T {
    fn bundle(&self) -> &Bundle {
        let [english, chinese] = &self.locales.bundles;
        if self.lang == Lang::En { english } else { chinese }
    }

    fn format(&self, key: &str, attribute: Option<&str>, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let bundle = self.bundle();
        let message = bundle.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        Some(bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    }

    /// The text of a key.
    #[must_use]
    pub fn m(&self, key: &str) -> String {
        self.maybe(key).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// The text of a key, if there is one.
    #[must_use]
    pub fn maybe(&self, key: &str) -> Option<String> {
        self.format(key, None, None)
    }

    /// What an attribute of a key says, if there is one.
    #[must_use]
    pub fn attribute(&self, key: &str, name: &str) -> Option<String> {
        self.format(key, Some(name), None)
    }

    /// The text of a key with one variable, a number or a string.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "numbers and owned strings are passed as they are")]
    pub fn a(&self, key: &str, name: &str, value: impl ToString) -> String {
        self.with(key, &[(name, value.to_string())])
    }

    /// The text of a key with variables.
    #[must_use]
    pub fn with(&self, key: &str, variables: &[(&str, String)]) -> String {
        let args = args_of(variables);
        self.format(key, None, Some(&args)).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// What a problem says.
    #[must_use]
    pub fn problem(&self, problem: &Problem) -> String {
        self.refusal(problem.code, &problem.args)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn wrong(&self, wrong: &FieldProblem) -> String {
        let said = self.refusal(wrong.code, &wrong.args);
        match self.help(wrong.code, &wrong.args) {
            Some(help) => format!("{said} {help}"),
            None => said,
        }
    }

    fn refusal(&self, code: &str, args: &[(&'static str, String)]) -> String {
        let variables: Vec<(&str, String)> = args.iter().map(|(n, v)| (*n, v.clone())).collect();
        self.with(&format!("problem-{code}"), &variables)
    }

    /// What to do about a problem of that code, if there is something to do.
    #[must_use]
    pub fn help(&self, code: &str, args: &[(&'static str, String)]) -> Option<String> {
        let variables: Vec<(&str, String)> = args.iter().map(|(n, v)| (*n, v.clone())).collect();
        self.format(&format!("problem-{code}"), Some("help"), Some(&args_of(&variables)))
    }

    /// A day, as the language writes it.
    #[must_use]
    pub fn day(&self, day: Date) -> String {
        let month = self.m(&format!("month-{}", day.month()));
        let parts = [("day", day.day().to_string()), ("month", month), ("year", day.year().to_string())];
        self.with("date-day", &parts)
    }

    /// An instant in the installation's time zone, to the minute.
    #[must_use]
    pub fn moment(&self, at: Instant) -> String {
        let zoned = at.zoned(&self.locales.zone);
        format!("{} {:02}:{:02}", self.day(zoned.date()), zoned.hour(), zoned.minute())
    }

    /// An amount with its currency; minor units are left out where there are none.
    #[must_use]
    pub fn money(&self, money: Money) -> String {
        let amount = money.decimal();
        let (whole, part) = amount.split_once('.').unwrap_or((&amount, ""));
        let mut shown = grouped(whole);
        if part.bytes().any(|b| b != b'0') {
            shown = format!("{shown}.{part}");
        }
        format!("{} {shown}", money.currency.code())
    }

    /// The name of one of our offices; its id where the settings do not know it (any more).
    #[must_use]
    pub fn office(&self, id: &str) -> String {
        let known = self.locales.offices.iter().find(|(own, _)| own == id);
        known.map_or_else(|| id.to_owned(), |(_, name)| name.show(self.lang).to_owned())
    }

    /// Our offices: id and name.
    #[must_use]
    pub fn offices(&self) -> Vec<(String, String)> {
        self.locales.offices.iter().map(|(id, _)| (id.clone(), self.office(id))).collect()
    }

    /// What the house counts.
    pub(crate) fn measures(&self) -> &[Measure] {
        &self.locales.measures
    }

    /// A whole number with its thousands apart.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        grouped(&number.to_string())
    }

    /// The wording to show, escaped by the template, and the language tag when it is not the reader's.
    #[must_use]
    pub fn text<'t>(&self, text: &'t Text) -> (&'t str, Option<&'static str>) {
        match text.best(self.lang) {
            Some((words, lang)) if lang == self.lang => (words, None),
            Some((words, lang)) => (words, Some(lang.tag())),
            None => ("", None),
        }
    }
}

fn args_of(variables: &[(&str, String)]) -> FluentArgs<'static> {
    let mut args = FluentArgs::new();
    for (name, value) in variables {
        let value = match value.parse::<i32>() {
            Ok(number) => FluentValue::from(number),
            Err(_) => FluentValue::from(value.clone()),
        };
        args.set((*name).to_owned(), value);
    }
    args
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
