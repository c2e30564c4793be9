//! Where a database lives.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use entente_kernel::{Class, Problem};

/// An embedded file or a server.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// `sqlite:PATH`
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`
    Postgres(String),
}

impl Target {
    /// The file of an embedded database.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl FromStr for Target {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            _ => Err(Problem::new(Class::Malformed, "database-address").with("given", text)),
        }
    }
}

/// Never shows the password.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let tail = url.rsplit_once('@').map_or(url.as_str(), |(_, tail)| tail);
                write!(
                    f,
                    "postgres://{}",
                    tail.trim_start_matches("postgres://").trim_start_matches("postgresql://")
                )
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
