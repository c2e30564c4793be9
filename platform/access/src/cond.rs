//! Conditions on a record as data, and their one rendering: SQL.

use entente_kernel::{Id, Result};
use entente_store::{Reads, Value};

use crate::{Actor, Audience};

/// A condition on one record of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cond {
    /// Every record.
    All,
    /// No record.
    Nothing,
    /// The column has this value.
    Is(&'static str, Value),
    /// The column has one of these values; none of them means no record.
    Among(&'static str, Vec<Value>),
    /// A condition in SQL: `{t}` is the record's table alias, `{1}`, `{2}`, … the parameters.
    Sql(&'static str, Vec<Value>),
    /// The column leads to a live record of that table for which the condition holds.
    Leads(&'static str, &'static str, Box<Cond>),
    /// All of them.
    And(Vec<Cond>),
    /// At least one of them.
    Or(Vec<Cond>),
}

impl Cond {
    /// The same with what holds always or never taken out: nothing of which one must hold is [`Cond::Nothing`].
    #[must_use]
    pub fn folded(self) -> Self {
        match self {
            Self::Among(_, values) if values.is_empty() => Self::Nothing,
            Self::And(parts) => {
                let mut parts: Vec<Self> =
                    parts.into_iter().map(Self::folded).filter(|c| *c != Self::All).collect();
                match parts.len() {
                    _ if parts.contains(&Self::Nothing) => Self::Nothing,
                    0 => Self::All,
                    1 => parts.remove(0),
                    _ => Self::And(parts),
                }
            }
            Self::Or(parts) => {
                let mut parts: Vec<Self> =
                    parts.into_iter().map(Self::folded).filter(|c| *c != Self::Nothing).collect();
                match parts.len() {
                    _ if parts.contains(&Self::All) => Self::All,
                    0 => Self::Nothing,
                    1 => parts.remove(0),
                    _ => Self::Or(parts),
                }
            }
            other => other,
        }
    }
}

/// SQL under construction, with its parameters in order of number.
#[derive(Debug, Clone, Default)]
pub struct Sql {
    /// The text so far.
    pub text: String,
    /// The parameters `$1, $2, …`.
    pub params: Vec<Value>,
}

impl Sql {
    /// Starts from a text without parameters.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), params: Vec::new() }
    }

    /// Appends text.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a parameter's place and keeps its value.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.params.push(value.into());
        self.text.push_str(&format!("${}", self.params.len()));
        self
    }

    /// Appends `cond` for the table alias `alias`, in parentheses.
    pub fn cond(&mut self, cond: &Cond, alias: &str) -> &mut Self {
        match cond {
            Cond::All => self.push("1 = 1"),
            Cond::Nothing => self.push("1 = 0"),
            Cond::Is(column, Value::Null) => self.push(&format!("{alias}.{column} IS NULL")),
            Cond::Is(column, value) => self.push(&format!("{alias}.{column} = ")).bind(value.clone()),
            Cond::Among(_, values) if values.is_empty() => self.push("1 = 0"),
            Cond::Among(column, values) => {
                self.push(&format!("{alias}.{column} IN ("));
                for (at, value) in values.iter().enumerate() {
                    self.push(if at == 0 { "" } else { ", " }).bind(value.clone());
                }
                self.push(")")
            }
            Cond::Sql(text, params) => self.template(text, params, alias),
            Cond::Leads(column, table, when) => {
                let there = format!("{alias}_there");
                self.push(&format!(
                    "EXISTS (SELECT 1 FROM {table} {there} WHERE {there}.id = {alias}.{column}"
                ));
                self.push(&format!(" AND {there}.deleted_at IS NULL AND ")).cond(when, &there).push(")")
            }
            Cond::And(parts) => self.joined(parts, " AND ", "1 = 1", alias),
            Cond::Or(parts) => self.joined(parts, " OR ", "1 = 0", alias),
        }
    }

    /// Appends an expression in parentheses: `{t}` is the alias, `{1}`, `{2}`, … the parameters.
    pub fn template(&mut self, text: &str, params: &[Value], alias: &str) -> &mut Self {
        let mut text = format!("({})", text.replace("{t}", alias));
        for (at, value) in params.iter().enumerate() {
            self.params.push(value.clone());
            text = text.replace(&format!("{{{}}}", at + 1), &format!("${}", self.params.len()));
        }
        self.push(&text)
    }

    fn joined(&mut self, parts: &[Cond], word: &str, none: &str, alias: &str) -> &mut Self {
        if parts.is_empty() {
            return self.push(none);
        }
        self.push("(");
        for (at, part) in parts.iter().enumerate() {
            self.push(if at == 0 { "" } else { word }).cond(part, alias);
        }
        self.push(")")
    }
}

impl Cond {
    /// Published to the actor's readership, or restricted with the actor among the named readers.
    #[must_use]
    pub fn published_to(actor: &Actor) -> Self {
        let classes = Audience::ALL.into_iter().filter(|a| *a <= actor.audience).map(|a| a.code().into());
        let published = Self::Among("class", classes.collect());
        match actor.account {
            None => published,
            Some(account) => Self::Or(vec![published, Self::named(account)]),
        }
    }

    /// The account stands among the record's named readers.
    #[must_use]
    pub fn named(account: Id) -> Self {
        Self::Sql(
            "EXISTS (SELECT 1 FROM named_reader n WHERE n.record = {t}.id AND n.account = {1})",
            vec![account.into()],
        )
    }

    /// True when the condition holds for record `id` of `table`, trashed or not.
    pub fn holds(&self, reads: &mut dyn Reads, table: &str, id: Id) -> Result<bool> {
        match self {
            Self::All => Ok(true),
            Self::Nothing => Ok(false),
            _ => {
                let mut sql = Sql::new(format!("SELECT 1 FROM {table} t WHERE t.id = "));
                sql.bind(id).push(" AND ").cond(self, "t");
                Ok(reads.first(&sql.text, &sql.params)?.is_some())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_in_order() {
        let cond = Cond::And(vec![
            Cond::Is("state", "open".into()),
            Cond::Or(vec![Cond::Among("office", vec!["a".into(), "b".into()]), Cond::Nothing]),
            Cond::Sql(
                "EXISTS (SELECT 1 FROM x WHERE x.id = {t}.id AND x.a = {1} AND x.b = {2})",
                vec![1.into(), 2.into()],
            ),
        ]);
        let mut sql = Sql::default();
        sql.cond(&cond, "t");
        assert_eq!(
            sql.text,
            "(t.state = $1 AND (t.office IN ($2, $3) OR 1 = 0) AND \
             (EXISTS (SELECT 1 FROM x WHERE x.id = t.id AND x.a = $4 AND x.b = $5)))"
        );
        assert_eq!(sql.params.len(), 5);
    }

    #[test]
    fn what_can_hold_nowhere_is_nothing() {
        let (never, open) = (Cond::Among("office", vec![]), Cond::Is("state", "open".into()));
        assert_eq!(Cond::Or(vec![never.clone(), Cond::Nothing]).folded(), Cond::Nothing);
        assert_eq!(Cond::Or(vec![never.clone(), open.clone()]).folded(), open);
        assert_eq!(Cond::And(vec![open.clone(), Cond::Or(vec![never])]).folded(), Cond::Nothing);
        assert_eq!(Cond::And(vec![open.clone(), Cond::All]).folded(), open);
        assert_eq!(Cond::Or(vec![open, Cond::All]).folded(), Cond::All);
        assert_eq!(Cond::And(vec![]).folded(), Cond::All);
    }

    #[test]
    fn a_condition_on_the_record_that_a_column_leads_to_has_a_name_of_its_own() {
        let mut sql = Sql::default();
        sql.cond(&Cond::Leads("about", "need", Box::new(Cond::Is("class", "public".into()))), "t");
        assert_eq!(
            sql.text,
            "EXISTS (SELECT 1 FROM need t_there WHERE t_there.id = t.about \
             AND t_there.deleted_at IS NULL AND t_there.class = $1)"
        );
    }

    #[test]
    fn among_nothing_is_nothing() {
        let mut sql = Sql::default();
        sql.cond(&Cond::Among("office", vec![]), "t");
        assert_eq!(sql.text, "1 = 0");
    }
}
