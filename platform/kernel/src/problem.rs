//! What went wrong, for people and for programs.

use std::fmt;

/// The crate-wide result.
pub type Result<T> = std::result::Result<T, Problem>;

/// The class of a problem decides its HTTP status and its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The request cannot be read (400).
    Malformed,
    /// Nobody is logged in, or the token is not valid (401).
    Unauthenticated,
    /// The actor may not do this, and may know that it exists (403).
    Forbidden,
    /// It does not exist, or the actor may not know that it does (404).
    NotFound,
    /// It is no longer possible in the record's present state (409).
    Conflict,
    /// Someone else changed the record meanwhile (412).
    Stale,
    /// Too large (413).
    TooLarge,
    /// Not a type that is understood here (415).
    WrongType,
    /// The Host is not ours (421).
    Misdirected,
    /// Fields are wrong (422).
    Invalid,
    /// The request must say which version it changes (428).
    PreconditionRequired,
    /// Too many attempts (429).
    TooMany,
    /// A fault of ours (500).
    Internal,
    /// The database or another part is away for the moment (503).
    Unavailable,
    /// No space is left (507).
    StorageFull,
}

impl Class {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Stale => 412,
            Self::TooLarge => 413,
            Self::WrongType => 415,
            Self::Misdirected => 421,
            Self::Invalid => 422,
            Self::PreconditionRequired => 428,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
        }
    }
}

/// A wrong field: its name, what is wrong as a message key (without the `problem-` prefix), and the message's variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name as in forms, CSV headers and JSON.
    pub field: String,
    /// The stable code; its text is the locale message `problem-<code>`.
    pub code: &'static str,
    /// Variables of the message.
    pub args: Vec<(&'static str, String)>,
}

impl FieldProblem {
    /// A wrong field without message variables.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, args: Vec::new() }
    }

    /// Adds a message variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// A refusal or failure. A page turns it into field notes, a toast or a page with a way out; the API into
/// `application/problem+json` (RFC 9457). Its texts are the locale messages `problem-<code>` and
/// `problem-<code>.help` (what to do).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Decides status and page.
    pub class: Class,
    /// Stable code, part of the contract with API users.
    pub code: &'static str,
    /// Variables of the message.
    pub args: Vec<(&'static str, String)>,
    /// The fields that caused it, if any.
    pub fields: Vec<FieldProblem>,
    /// For the log only; never shown.
    pub detail: Option<String>,
}

impl Problem {
    /// A problem of `class` with a stable `code`.
    #[must_use]
    pub fn new(class: Class, code: &'static str) -> Self {
        Self { class, code, args: Vec::new(), fields: Vec::new(), detail: None }
    }

    /// Wrong fields (422).
    #[must_use]
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(Class::Invalid, "invalid") }
    }

    /// One wrong field (422).
    pub fn field(field: impl Into<String>, code: &'static str) -> Self {
        Self::invalid(vec![FieldProblem::new(field, code)])
    }

    /// Not there, or not to be known (404).
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Class::NotFound, "not-found")
    }

    /// Not allowed, with the reason's code (403).
    #[must_use]
    pub fn forbidden(code: &'static str) -> Self {
        Self::new(Class::Forbidden, code)
    }

    /// Not possible in the present state (409).
    #[must_use]
    pub fn conflict(code: &'static str) -> Self {
        Self::new(Class::Conflict, code)
    }

    /// A fault of ours (500); `detail` goes to the log.
    pub fn internal(detail: impl fmt::Display) -> Self {
        Self { detail: Some(detail.to_string()), ..Self::new(Class::Internal, "internal") }
    }

    /// Adds a message variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Adds what only the log should say.
    #[must_use]
    pub fn because(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        for field in &self.fields {
            write!(f, "; {}: {}", field.field, field.code)?;
        }
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
