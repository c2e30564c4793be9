//! What the handlers share, and who asks.

use entente_access::Actor;
use entente_kernel::{Class, Lang, Problem, Result};
use entente_record::{Kind, Registry};
use entente_store::{By, Db, Reads};

use axum::http::{HeaderMap, header};

/// Finds the actor of a bearer token, who is answered in the language given, if one is; `None` when the token is not valid (any more).
pub type Authenticate = fn(&mut dyn Reads, &str, Option<Lang>) -> Result<Option<Actor>>;

/// The interface's state.
#[derive(Clone)]
pub struct Api {
    /// The database.
    pub db: Db,
    /// The kinds.
    pub registry: Registry,
    /// Who a token belongs to.
    pub authenticate: Authenticate,
}

/// The bearer token and language of a request.
pub struct Caller {
    token: Option<String>,
    lang: Option<Lang>,
    /// The operation id of the request.
    pub operation: String,
}

impl Caller {
    /// What the request's headers say.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let token = text(header::AUTHORIZATION).strip_prefix("Bearer ").map(str::to_owned);
        let lang = Lang::parse(text(header::ACCEPT_LANGUAGE));
        let operation =
            headers.get("x-operation-id").and_then(|v| v.to_str().ok()).unwrap_or("api").to_owned();
        Self { token, lang, operation }
    }

    /// Who asks: the token's actor, or a visitor without one. Errors: 401 for a token that is not valid.
    pub fn actor(&self, reads: &mut dyn Reads, authenticate: Authenticate) -> Result<Actor> {
        match &self.token {
            None => Ok(Actor::visitor(self.lang.unwrap_or_default())),
            Some(token) => {
                let found = authenticate(reads, token, self.lang)?;
                found.ok_or_else(|| Problem::new(Class::Unauthenticated, "token"))
            }
        }
    }

    /// Who writes; visitors write nothing. Errors: 401.
    pub(crate) fn by(&self, actor: &Actor) -> Result<By> {
        match actor.account {
            Some(account) => Ok(By { actor: Some(account), operation: self.operation.clone() }),
            None => Err(Problem::new(Class::Unauthenticated, "token-required")),
        }
    }
}

impl Api {
    /// The kind at a path. Errors: 404.
    pub(crate) fn kind(&self, path: &str) -> Result<&'static Kind> {
        self.registry.at_path(path).ok_or_else(Problem::not_found)
    }
}
