//! Organisations.

use entente_kernel::check::{is_credit_code, is_lei, is_ror};
use entente_kernel::{Date, FieldProblem, Text};
use entente_record::{Choice, Datum, Meta, Record};

use crate::periods::misordered;

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum OrganisationSort {
    /// A university or college.
    University,
    /// A research institute or facility.
    Institute,
    /// A company.
    Enterprise,
    /// A hospital or other house of care.
    Hospital,
    /// A government body.
    Government,
    /// A foundation or funder.
    Foundation,
    /// An association or other non-profit body.
    Association,
    /// An investor.
    Investor,
    /// Anything else.
    Other,
}

/// Whether it still exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum OrganisationStatus {
    /// It exists.
    Active,
    /// It has ended.
    Inactive,
    /// Its source withdrew the record.
    Withdrawn,
}

/// On which side of the border it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Side {
    /// At home.
    Domestic,
    /// Abroad.
    Overseas,
}

/// What a further name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum NameSort {
    /// The registered name.
    Official,
    /// A name in use, also in another language.
    Alias,
    /// An acronym.
    Acronym,
    /// A name it had before.
    Former,
}

/// How two organisations hang together, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum RelationSort {
    /// The other one owns or contains it.
    Parent,
    /// It owns or contains the other one.
    Child,
    /// Some other tie.
    Related,
    /// The other one came before it.
    Predecessor,
    /// The other one came after it.
    Successor,
}

/// An organisation.
#[derive(Debug, Clone, Record)]
#[record(kind = "organisation", prefix = "ORG", path = "organisations", rule = crate::access::organisation, check = check)]
pub struct Organisation {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The name to show.
    #[field(required, listed, order, search = 5)]
    pub name: Text,
    /// What it is.
    #[field(listed, filter)]
    pub sort: OrganisationSort,
    /// Whether it still exists.
    #[field(filter)]
    pub status: OrganisationStatus,
    /// Country or region of domicile.
    #[field(country, listed, filter)]
    pub domicile: Option<String>,
    /// Domestic or overseas, where that does not follow from the domicile.
    pub side: Option<Side>,
    /// City.
    #[field(listed, search = 1, max = 100)]
    pub city: Text,
    /// Province, state or region.
    #[field(max = 100)]
    pub region: Text,
    /// Line of business.
    #[field(search = 1, max = 200)]
    pub sector: Text,
    /// What it does.
    #[field(prose, max = 5000, search = 1)]
    pub about: Text,
    /// Address on the web.
    #[field(url, max = 500)]
    pub website: String,
    /// Year of foundation.
    pub established: Option<i64>,
    /// Millionths of a degree north.
    #[field(fixed)]
    pub latitude: Option<i64>,
    /// Millionths of a degree east.
    #[field(fixed)]
    pub longitude: Option<i64>,
    /// ROR id, nine characters.
    #[field(identifier = is_ror, unique, search = 1)]
    pub ror: Option<String>,
    /// Legal Entity Identifier.
    #[field(identifier = is_lei, unique, search = 1)]
    pub lei: Option<String>,
    /// Unified Social Credit Code.
    #[field(identifier = is_credit_code, unique, search = 1)]
    pub credit_code: Option<String>,
    /// Where the record comes from, when it was imported.
    #[field(fixed, max = 200)]
    pub source: Option<String>,
    /// Further names.
    #[rows(table = "organisation_name")]
    pub names: Vec<Name>,
    /// Ties to other organisations.
    #[rows(table = "organisation_relation")]
    pub relations: Vec<Relation>,
}

/// A further name.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Name {
    /// The name.
    #[field(required, search = 4, max = 500)]
    pub name: String,
    /// Its language.
    #[field(language)]
    pub language: Option<String>,
    /// What name it is.
    pub sort: NameSort,
    /// First day of use.
    pub since: Option<Date>,
    /// Last day of use.
    pub until: Option<Date>,
}

/// A tie to another organisation.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct Relation {
    /// What tie.
    pub sort: RelationSort,
    /// The other one's name, as the source writes it.
    #[field(required, max = 500)]
    pub label: String,
    /// The other one's ROR id.
    #[field(identifier = is_ror)]
    pub ror: Option<String>,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// Days in order, a year that makes sense.
fn check(record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if let Datum::Int(year) = record.value(Organisation::KIND, "established")
        && !(500..=2200).contains(year)
    {
        wrong.push(FieldProblem::new("established", "year"));
    }
    wrong.extend(misordered(Organisation::KIND, record));
    wrong
}

impl Organisation {
    /// Domestic or overseas: what was recorded, or else what follows from the domicile and the home country.
    #[must_use]
    pub fn counts_as(&self, home: &str) -> Option<Side> {
        let follows = |code: &String| if code == home { Side::Domestic } else { Side::Overseas };
        self.side.or_else(|| self.domicile.as_ref().map(follows))
    }
}
