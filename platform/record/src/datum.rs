//! The value of one field, whatever its shape.

use entente_kernel::{Currency, Date, Id, Money, Text};

use crate::{Choice, Shape};

/// A field's value. [`Datum::Empty`] stands for "nothing entered" in every shape.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub enum Datum {
    /// Nothing.
    #[default]
    Empty,
    /// One language, one wording; also choices, addresses and identifiers.
    Line(String),
    /// Text in one or both languages.
    Text(Text),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Flag(bool),
    /// A civil date.
    Date(Date),
    /// An exact amount.
    Money(Money),
    /// Another record.
    Link(Id),
    /// Several words of a choice.
    Words(Vec<String>),
}

impl Datum {
    /// True for [`Datum::Empty`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The value in one line of plain text for audit cells and search: dates ISO, both wordings side by side.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Line(s) => Some(s.clone()),
            Self::Text(t) => {
                let parts: Vec<&str> = [t.en.as_deref(), t.zh.as_deref()].into_iter().flatten().collect();
                Some(parts.join(" | "))
            }
            Self::Int(n) => Some(n.to_string()),
            Self::Flag(b) => Some(b.to_string()),
            Self::Date(d) => Some(d.to_string()),
            Self::Money(m) => Some(m.to_string()),
            Self::Link(id) => Some(id.to_string()),
            Self::Words(words) => Some(words.join(", ")),
        }
    }
}

/// Rust types that can stand in a record's struct.
pub trait Held: Sized {
    /// The shape when the declaration says nothing more.
    const SHAPE: Shape;
    /// True when the type cannot be empty.
    const REQUIRED: bool;
    /// Into the record.
    fn hold(&self) -> Datum;
    /// Out of the record; `None` when the value does not fit.
    fn take(datum: &Datum) -> Option<Self>;
}

macro_rules! held {
    ($($ty:ty, $shape:expr, $variant:ident;)*) => {
        $(impl Held for $ty {
            const SHAPE: Shape = $shape;
            const REQUIRED: bool = true;

            fn hold(&self) -> Datum {
                Datum::$variant(self.clone())
            }

            fn take(datum: &Datum) -> Option<Self> {
                match datum {
                    Datum::$variant(x) => Some(x.clone()),
                    _ => None,
                }
            }
        })*
    };
}

held! {
    i64, Shape::Int, Int;
    Date, Shape::Date, Date;
    Money, Shape::Money, Money;
    Id, Shape::Link(""), Link;
}

impl Held for bool {
    const SHAPE: Shape = Shape::Flag;
    const REQUIRED: bool = false;

    fn hold(&self) -> Datum {
        Datum::Flag(*self)
    }

    fn take(datum: &Datum) -> Option<Self> {
        Some(matches!(datum, Datum::Flag(true)))
    }
}

impl Held for String {
    const SHAPE: Shape = Shape::Line;
    const REQUIRED: bool = false;

    fn hold(&self) -> Datum {
        if self.is_empty() { Datum::Empty } else { Datum::Line(self.clone()) }
    }

    fn take(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Line(s) => Some(s.clone()),
            Datum::Empty => Some(Self::new()),
            _ => None,
        }
    }
}

impl Held for Text {
    const SHAPE: Shape = Shape::Bilingual;
    const REQUIRED: bool = false;

    fn hold(&self) -> Datum {
        if self.is_empty() { Datum::Empty } else { Datum::Text(self.clone()) }
    }

    fn take(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Text(t) => Some(t.clone()),
            Datum::Empty => Some(Self::default()),
            _ => None,
        }
    }
}

impl<T: Held> Held for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = false;

    fn hold(&self) -> Datum {
        self.as_ref().map_or(Datum::Empty, Held::hold)
    }

    fn take(datum: &Datum) -> Option<Self> {
        if datum.is_empty() { Some(None) } else { T::take(datum).map(Some) }
    }
}

impl<T: Choice> Held for Vec<T> {
    const SHAPE: Shape = Shape::Choices(T::NAME, T::WORDS);
    const REQUIRED: bool = false;

    fn hold(&self) -> Datum {
        if self.is_empty() {
            return Datum::Empty;
        }
        Datum::Words(self.iter().map(|word| word.word().to_owned()).collect())
    }

    fn take(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Words(words) => words.iter().map(|w| T::from_word(w)).collect(),
            Datum::Empty => Some(Self::new()),
            _ => None,
        }
    }
}

/// Reads a currency code of a column or form.
pub(crate) fn money(minor: i64, code: &str) -> Option<Money> {
    Currency::parse(code).map(|currency| Money { minor, currency })
}
