//! Counting a report: every block at one point in both times, under one reader.

use std::collections::{BTreeMap, HashMap};

use entente_access::Actor;
use entente_kernel::{Class, Date, Id, Instant, Lang, Problem, Result, Text};
use entente_measures::{self as measures, Dimension, Measure, Moment, Slice, Unit, What, counted, figures};
use entente_packet::{self as packet, Row, Rule, canonical, sha256};
use entente_record::{AsOf, Kind, Query, as_of, count_up_to, open_groups, to_json};
use entente_store::Reads;
use entente_web::pages::labels;
use entente_web::{T, Web};
use serde_json::Value as Json;

use crate::asked::{Asked, Missing};
use crate::report::{BlockForm, Report, ReportBlock};

/// A report, counted.
pub(crate) struct Reckoned {
    pub(crate) parts: Vec<Part>,
    /// Every number with its rows; empty for a preview.
    pub(crate) figures: Vec<packet::Figure>,
}

/// A block, counted.
pub(crate) struct Part {
    pub(crate) heading: Text,
    pub(crate) text: Text,
    /// Nothing for a block of text alone.
    pub(crate) counted: Option<std::result::Result<Shown, Missing>>,
}

/// What a block shows.
pub(crate) struct Shown {
    pub(crate) measure: Measure,
    pub(crate) by: Option<Dimension>,
    pub(crate) slices: Vec<Slice>,
    pub(crate) chart: bool,
    pub(crate) names: BTreeMap<String, Text>,
    pub(crate) totals: Vec<Cell>,
    pub(crate) cells: Vec<Cell>,
    /// There was no record of the kind at all.
    pub(crate) none_yet: bool,
}

/// A number.
pub(crate) struct Cell {
    pub(crate) figure: measures::Figure,
    /// Which figure of the packet it is, from 1; 0 for none: what is held back, and every number of a preview.
    pub(crate) number: usize,
}

/// For when a report counts: the end of a day, as known at an instant.
pub(crate) fn moment(day: Date, known: Instant) -> Moment {
    Moment { day, known, said: Some((day, None)) }
}

/// Who counts, and for when.
pub(crate) struct Reckoning<'a> {
    pub(crate) web: &'a Web,
    pub(crate) reader: &'a Actor,
    pub(crate) at: Moment,
    /// Contents of records that are known already.
    hashes: HashMap<Id, String>,
}

impl<'a> Reckoning<'a> {
    pub(crate) fn new(web: &'a Web, reader: &'a Actor, at: Moment) -> Self {
        Self { web, reader, at, hashes: HashMap::new() }
    }

    /// Counts every block; with `rows` also every row behind every number.
    pub(crate) fn report(&mut self, reads: &mut dyn Reads, report: &Report, rows: bool) -> Result<Reckoned> {
        let mut all = Reckoned { parts: Vec::new(), figures: Vec::new() };
        for block in &report.blocks {
            let counted = if block.measure.is_empty() {
                None
            } else {
                Some(self.block(reads, block, rows, &mut all.figures)?)
            };
            all.parts.push(Part { heading: block.heading.clone(), text: block.text.clone(), counted });
        }
        Ok(all)
    }

    fn block(
        &mut self,
        reads: &mut dyn Reads,
        block: &ReportBlock,
        rows: bool,
        into: &mut Vec<packet::Figure>,
    ) -> Result<std::result::Result<Shown, Missing>> {
        let names = (block.measure.as_str(), block.dimension.as_str(), block.narrowed.as_str());
        let Asked { measure, by, slices, currency } = match self.find(reads, names)? {
            Ok(asked) => asked,
            Err(missing) => return Ok(Err(missing)),
        };
        let asked = measures::Asked { by: by.into_iter().collect(), slices: slices.clone(), at: self.at };
        let mut found = match figures(reads, self.reader, &measure, &asked) {
            Err(problem) if problem.class == Class::NotFound => return Ok(Err(Missing::Dimension)),
            other => other?,
        };
        let own = |f: &measures::Figure| currency.is_none() || f.currency == currency;
        found.totals.retain(own);
        found.cells.retain(own);
        let none_yet =
            found.totals.iter().all(|f| f.records == 0 && !f.few) && self.nothing(reads, measure.kind)?;
        let mut shown = Shown {
            chart: block.form != Some(BlockForm::Table),
            names: found.names,
            totals: Vec::new(),
            cells: Vec::new(),
            measure,
            by,
            slices,
            none_yet,
        };
        for figure in found.totals {
            let number = self.number(reads, &shown, &figure, false, rows, into)?;
            shown.totals.push(Cell { figure, number });
        }
        for figure in found.cells.into_iter().filter(|_| by.is_some()) {
            let number = self.number(reads, &shown, &figure, true, rows, into)?;
            shown.cells.push(Cell { figure, number });
        }
        Ok(Ok(shown))
    }

    /// Measure, dimension and slices by their names, as the reader has them.
    pub(crate) fn find(
        &self,
        reads: &mut dyn Reads,
        names: (&str, &str, &str),
    ) -> Result<std::result::Result<Asked, Missing>> {
        let open = |measure: &Measure| open_groups(reads, self.reader, measure.kind, None);
        Asked::of(self.web.measures(), self.reader, open, names)
    }

    /// True when the reader sees no record of the kind at that point.
    fn nothing(&self, reads: &mut dyn Reads, kind: &'static Kind) -> Result<bool> {
        let query = Query { as_of: self.at.as_of(), ..Query::new(Lang::En) };
        Ok(count_up_to(reads, self.reader, kind, &query, 1)? == 0)
    }

    /// Adds the figure with its rows; gives its number. Errors: internal when rows and number differ.
    fn number(
        &mut self,
        reads: &mut dyn Reads,
        shown: &Shown,
        figure: &measures::Figure,
        cell: bool,
        rows: bool,
        into: &mut Vec<packet::Figure>,
    ) -> Result<usize> {
        if figure.few || !rows {
            return Ok(0);
        }
        let key = if cell { figure.keys.first().cloned() } else { None };
        let own = shown.by.zip(key).map(|(dimension, key)| Slice { dimension, key });
        let slices: Vec<Slice> = shown.slices.iter().cloned().chain(own.clone()).collect();
        let of = own.map_or_else(Text::default, |slice| {
            self.both(|t| labels::key(t, &shown.measure, &slice.dimension, &slice.key, &shown.names))
        });
        let made = self.figure(reads, &shown.measure, &slices, figure, of)?;
        into.push(made);
        Ok(into.len())
    }

    /// A figure of a packet.
    fn figure(
        &mut self,
        reads: &mut dyn Reads,
        measure: &Measure,
        slices: &[Slice],
        figure: &measures::Figure,
        of: Text,
    ) -> Result<packet::Figure> {
        let currency = figure.currency.as_deref();
        let mut query: Vec<(String, String)> = slices
            .iter()
            .map(|s| ("slice".into(), format!("{}:{}", s.dimension.name(), s.key.as_deref().unwrap_or(""))))
            .collect();
        query.extend(currency.map(|code| ("currency".into(), code.to_owned())));
        let made = packet::Figure {
            measure: measure.name.into(),
            name: self.both(|t| labels::measure(t, measure)),
            definition: self.both(|t| labels::definition(t, measure)),
            of,
            unit: unit(measure.unit(), currency),
            rule: rule(measure),
            query,
            value: figure.amount,
            rows: self.rows(reads, measure, slices, currency)?,
        };
        if made.added() == Some(made.value) {
            Ok(made)
        } else {
            Err(Problem::internal(format!("{} is not what its rows add up to", measure.name)))
        }
    }

    /// The rows behind a number, in order of ids, with hashes of their content.
    pub(crate) fn rows(
        &mut self,
        reads: &mut dyn Reads,
        measure: &Measure,
        slices: &[Slice],
        currency: Option<&str>,
    ) -> Result<Vec<Row>> {
        let found = counted(reads, self.reader, measure, slices, currency, &self.at)?;
        let mut rows = Vec::with_capacity(found.len());
        for one in found {
            let sha256 = self.content(reads, measure.kind, one.record)?;
            rows.push(Row { id: one.record.to_string(), sha256, amount: one.amount });
        }
        rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Ok(rows)
    }

    /// The hash of what the reader may read of a record at that point.
    fn content(&mut self, reads: &mut dyn Reads, kind: &'static Kind, id: Id) -> Result<String> {
        if let Some(known) = self.hashes.get(&id) {
            return Ok(known.clone());
        }
        let at = AsOf { day: self.at.day, known: self.at.known };
        let entry =
            as_of(reads, kind, id, at)?.ok_or_else(|| Problem::internal("a row that is not there"))?;
        let open = open_groups(reads, self.reader, kind, None)?;
        let mut json = to_json(kind, &entry.record, &|field| open.contains(&field.group));
        if let Some(members) = json.as_object_mut() {
            // The version counts entries, also those about other days.
            members.remove("version");
            members.insert("kind".into(), kind.name.into());
        }
        let text = canonical(&spelt(json)).map_err(|fault| Problem::internal(format!("{fault:?}")))?;
        let hash = sha256(text.as_bytes());
        self.hashes.insert(id, hash.clone());
        Ok(hash)
    }

    fn both(&self, say: impl Fn(&T) -> String) -> Text {
        let [en, zh] = Lang::ALL.map(|lang| say(&self.web.locales().of(lang)));
        Text { en: Some(en), zh: Some(zh) }
    }
}

/// Large whole numbers as texts, as canonical JSON wants them.
fn spelt(json: Json) -> Json {
    match json {
        Json::Number(n) if n.as_i64().is_some_and(|n| n.unsigned_abs() > 1 << 53) => n.to_string().into(),
        Json::Array(items) => items.into_iter().map(spelt).collect(),
        Json::Object(members) => members.into_iter().map(|(name, value)| (name, spelt(value))).collect(),
        other => other,
    }
}

fn unit(unit: Unit, currency: Option<&str>) -> String {
    match unit {
        Unit::Count => "count".into(),
        Unit::Days => "days".into(),
        Unit::Share => "share".into(),
        Unit::Money => currency.unwrap_or_default().to_owned(),
    }
}

fn rule(measure: &Measure) -> Rule {
    match measure.what {
        What::Count => Rule::Count,
        What::Sum(_) => Rule::Sum,
        What::Share(_) => Rule::Share,
        What::Median { .. } => Rule::Median,
    }
}
