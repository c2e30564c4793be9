//! The one who asks.

use entente_kernel::{Date, Id, Lang, Text};

/// The three nested readerships of published records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everyone.
    Public,
    /// People of member and partner organisations, and experts.
    Members,
    /// Staff.
    Internal,
}

impl Audience {
    /// All, from widest to narrowest.
    pub const ALL: [Self; 3] = [Self::Public, Self::Members, Self::Internal];

    /// The word in columns and files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
            Self::Internal => "internal",
        }
    }

    /// Reads the word; `restricted` and anything else is `None`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.code() == code)
    }
}

/// A role as a room or the app registers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Stable id, e.g. `officer`; its label is the locale message `role-<id>`.
    pub id: &'static str,
    /// What its holders may read when a record is published to that readership.
    pub audience: Audience,
    /// True when a grant of it names an office.
    pub by_office: bool,
}

/// A role held, perhaps for one office only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role's id.
    pub role: String,
    /// The office, for roles by office; `None` means all of them.
    pub office: Option<String>,
}

/// Who asks: an account with its grants, a visitor, or the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for visitors and the system.
    pub account: Option<Id>,
    /// The name to show.
    pub name: Text,
    /// The person's record that the account belongs to.
    pub person: Option<Id>,
    /// The organisations for which the person acts in the portal.
    pub organisations: Vec<Id>,
    /// Roles held now.
    pub grants: Vec<Grant>,
    /// The widest readership that the grants give.
    pub audience: Audience,
    /// The language to answer in.
    pub lang: Lang,
    /// The day on which is asked, for what begins or ends by itself; `None` means that nothing of the kind is granted.
    pub today: Option<Date>,
    /// True for imports, jobs and the command line.
    pub is_system: bool,
}

impl Actor {
    /// Someone who is not logged in.
    #[must_use]
    pub fn visitor(lang: Lang) -> Self {
        Self {
            account: None,
            name: Text::default(),
            person: None,
            organisations: Vec::new(),
            grants: Vec::new(),
            audience: Audience::Public,
            lang,
            today: None,
            is_system: false,
        }
    }

    /// The system itself: imports, jobs, the command line.
    #[must_use]
    pub fn system() -> Self {
        Self {
            name: Text::en("Entente"),
            audience: Audience::Internal,
            is_system: true,
            ..Self::visitor(Lang::En)
        }
    }

    /// True when the actor holds `role`, for whatever office.
    #[must_use]
    pub fn has(&self, role: &str) -> bool {
        self.grants.iter().any(|g| g.role == role)
    }

    /// True when the actor holds any of `roles`.
    #[must_use]
    pub fn has_any(&self, roles: &[&str]) -> bool {
        roles.iter().any(|role| self.has(role))
    }

    /// The offices for which `role` is held; `None` means all of them.
    #[must_use]
    pub fn offices(&self, role: &str) -> Option<Vec<String>> {
        let held = self.grants.iter().filter(|g| g.role == role).map(|g| g.office.clone());
        held.collect()
    }
}
