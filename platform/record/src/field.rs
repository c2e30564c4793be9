//! The facts of one field.

use crate::Datum;

/// The group that everyone who sees a record may read.
pub const GROUP_PUBLIC: &str = "public";

/// The target of a link that leads to a record of any kind.
pub const ANY: &str = "*";

/// What a field holds, and so how it is stored, entered, shown and exchanged.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Several lines, Markdown.
    Prose,
    /// One line in English, in Chinese or in both.
    Bilingual,
    /// Several lines in English, in Chinese or in both; Markdown.
    BilingualProse,
    /// A whole number.
    Int,
    /// Yes or no.
    Flag,
    /// A civil date.
    Date,
    /// One of these words; labels are the locale messages `<name>-<word>`.
    Choice(&'static str, &'static [&'static str]),
    /// Several of these words.
    Choices(&'static str, &'static [&'static str]),
    /// An amount with its currency.
    Money,
    /// A record of this kind, or of any kind ([`ANY`]).
    Link(&'static str),
    /// An address on the web (http or https).
    Url,
    /// An e-mail address.
    Email,
    /// An ISO 3166 two-letter code.
    Country,
    /// One of the installation's offices, by its id in the settings.
    Office,
    /// A language tag such as `en`, `zh` or `de`.
    Language,
    /// One of the words that the rooms of the house together offer under this name, such as `measure`: known when the
    /// house is put together. Whether another word will do is for the kind's own check.
    Offered(&'static str),
    /// An identifier with a check: its name in messages, and the check.
    Identifier(&'static str, fn(&str) -> bool),
}

impl Shape {
    /// The value of a field in which nothing was entered: no for a yes or no, otherwise nothing.
    #[must_use]
    pub fn nothing(self) -> Datum {
        match self {
            Self::Flag => Datum::Flag(false),
            _ => Datum::Empty,
        }
    }

    /// The same text over several lines.
    #[must_use]
    pub const fn prose(shape: Self) -> Self {
        match shape {
            Self::Bilingual => Self::BilingualProse,
            _ => Self::Prose,
        }
    }
}

/// A declared field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in columns, forms, CSV headers and JSON; its label is the locale message `<kind>-<name>`.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Must be entered.
    pub required: bool,
    /// Most characters, per language.
    pub max: usize,
    /// Stands in lists by default.
    pub listed: bool,
    /// Lists can be filtered by it.
    pub filter: bool,
    /// Lists can be ordered by it (needs sort-key columns when bilingual).
    pub order: bool,
    /// No two live records of the kind share it.
    pub unique: bool,
    /// Personal data: erasable, exported with the person.
    pub personal: bool,
    /// This link leads to whom the record is about: what is done with the data of that person is done with this record.
    pub subject: bool,
    /// Goes into the search document with this weight; 0 keeps it out.
    pub search: u8,
    /// The group of fields whose readers see it.
    pub group: &'static str,
    /// Not entered by hand: set by acts and imports.
    pub fixed: bool,
}

impl Field {
    /// The columns that hold the value, in order, without sort keys.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let name = self.name;
        match self.shape {
            Shape::Bilingual | Shape::BilingualProse => vec![format!("{name}_en"), format!("{name}_zh")],
            Shape::Money => vec![format!("{name}_minor"), format!("{name}_currency")],
            _ => vec![name.to_owned()],
        }
    }

    /// The sort-key columns, English first; none when the column itself orders.
    #[must_use]
    pub fn key_columns(&self) -> Vec<String> {
        let name = self.name;
        match self.shape {
            Shape::Bilingual | Shape::Line if self.order => {
                vec![format!("{name}_key_en"), format!("{name}_key_zh")]
            }
            _ => Vec::new(),
        }
    }

    /// Columns and sort keys, as every write fills them.
    #[must_use]
    pub fn all_columns(&self) -> Vec<String> {
        let mut columns = self.columns();
        columns.extend(self.key_columns());
        columns
    }
}
