//! People at partners, and our own.

use entente_kernel::check::is_orcid;
use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_record::{Choice, Meta, Record};

use crate::periods::misordered;

/// How a person may be approached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum ContactRule {
    /// Freely.
    Free,
    /// After notice to the officer in charge.
    Notice,
    /// Only with the permission of the officer in charge.
    Permission,
}

/// A person.
#[derive(Debug, Clone, Record)]
#[record(kind = "person", prefix = "PER", path = "people", rule = crate::access::person, check = check)]
pub struct Person {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The name, in its native script and order where known.
    #[field(required, listed, order, personal, search = 5)]
    pub name: Text,
    /// Address for mail.
    #[field(email, personal, group = "contact", max = 200)]
    pub email: String,
    /// Telephone.
    #[field(personal, group = "contact", max = 60)]
    pub telephone: String,
    /// How the person may be approached.
    #[field(listed, filter)]
    pub contact_rule: ContactRule,
    /// ORCID iD.
    #[field(identifier = is_orcid, unique, personal, search = 1)]
    pub orcid: Option<String>,
    /// Who this is.
    #[field(prose, max = 5000, personal, search = 1)]
    pub about: Text,
    /// Where the person works or worked.
    #[rows(table = "person_affiliation")]
    pub affiliations: Vec<Affiliation>,
    /// The same as somebody wrote it, as long as nobody knows which organisation is meant.
    #[rows(table = "person_mention")]
    pub mentions: Vec<Mention>,
}

/// A person's place at an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Affiliation {
    /// The organisation.
    #[field(link = "organisation")]
    pub organisation: Id,
    /// The role or title there.
    #[field(max = 200, personal)]
    pub role: Text,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// The organisation as somebody wrote it, where it was linked from words.
    #[field(max = 500, personal)]
    pub written: String,
}

/// Where a person works, in somebody's words.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Mention {
    /// The organisation as written.
    #[field(required, max = 500, personal)]
    pub organisation: String,
    /// The role or title there.
    #[field(max = 200, personal)]
    pub role: Text,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

fn check(record: &Record) -> Vec<FieldProblem> {
    misordered(Person::KIND, record)
}
