//! What goes into a statement and comes out of a row.

use entente_kernel::{Date, Id, Instant, hex};

/// A database value. Instants are [`Value::Int`] in microseconds; money is [`Value::Int`] in minor units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes, e.g. a sort key or a digest.
    Bytes(Vec<u8>),
    /// An id.
    Id(Id),
    /// A civil date.
    Date(Date),
}

impl Value {
    /// True for [`Value::Null`].
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value as people and digests read it: ISO dates, hyphenated ids, lower-case hex, `true`/`false`;
    /// `None` for null.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Bool(b) => Some(b.to_string()),
            Self::Int(n) => Some(n.to_string()),
            Self::Text(s) => Some(s.clone()),
            Self::Bytes(b) => Some(hex(b)),
            Self::Id(id) => Some(id.to_string()),
            Self::Date(d) => Some(d.to_string()),
        }
    }
}

macro_rules! into_value {
    ($($from:ty => |$x:ident| $to:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($x: $from) -> Self {
                $to
            }
        })*
    };
}

into_value! {
    bool => |x| Value::Bool(x);
    i64 => |x| Value::Int(x);
    i32 => |x| Value::Int(i64::from(x));
    u32 => |x| Value::Int(i64::from(x));
    usize => |x| Value::Int(i64::try_from(x).unwrap_or(i64::MAX));
    &str => |x| Value::Text(x.to_owned());
    String => |x| Value::Text(x);
    &String => |x| Value::Text(x.clone());
    Vec<u8> => |x| Value::Bytes(x);
    Id => |x| Value::Id(x);
    Date => |x| Value::Date(x);
    Instant => |x| Value::Int(x.0);
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(x: Option<T>) -> Self {
        x.map_or(Self::Null, Into::into)
    }
}
