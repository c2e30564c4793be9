//! The words of this room's choices.

use entente_record::Choice;

/// What kind of agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum AgreementSort {
    /// The frame for others.
    Framework,
    /// Strategic cooperation.
    Strategic,
    /// Membership in a committee or alliance.
    Membership,
    /// Confidentiality.
    Nda,
    /// A joint centre, institute or laboratory.
    JointCentre,
    /// A joint fund.
    JointFund,
    /// Exchange of students.
    StudentExchange,
    /// Exchange of teachers and researchers.
    AcademicExchange,
    /// Development on commission.
    CommissionedDevelopment,
    /// Development together.
    CooperativeDevelopment,
    /// Assignment of technology.
    Transfer,
    /// Licence.
    Licence,
    /// Technical advice.
    Consulting,
    /// Technical service.
    Service,
    /// Training.
    Training,
    /// Transfer of material.
    Mta,
    /// Use of data.
    Dua,
    /// Clinical trial.
    ClinicalTrial,
    /// Donation.
    Donation,
    /// An office or base.
    Base,
}

/// In what role a party takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum PartyRole {
    /// Works with us.
    Partner,
    /// Pays.
    Sponsor,
    /// Does the work.
    Performer,
    /// Gives a licence.
    Licensor,
    /// Takes a licence.
    Licensee,
    /// Gives.
    Donor,
    /// Gives the place.
    Host,
    /// Becomes a member.
    Member,
    /// Gives material or data.
    Provider,
    /// Takes material or data.
    Recipient,
}

/// How it goes on after its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Renewal {
    /// It ends.
    None,
    /// When both want it.
    ByAgreement,
    /// By itself, once a review says so.
    AutomaticAfterReview,
}

/// How an office takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum OfficeRole {
    /// Works on it.
    Joint,
    /// Is told.
    Informed,
}

/// Who has the agreement now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Holder {
    /// Our office.
    Office,
    /// Those who review it here.
    Review,
    /// A partner.
    Partner,
    /// Those who sign.
    Signing,
}

/// What sort of duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum DutySort {
    /// Money.
    Payment,
    /// A report.
    Report,
    /// A meeting.
    Meeting,
    /// A notice.
    Notice,
    /// Anything else.
    Other,
}

/// What is looked into before going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum CheckSort {
    /// Lists of sanctions.
    Sanctions,
    /// Conflicts of interest.
    Conflict,
    /// Related parties: our own people on the other side.
    RelatedParty,
    /// Permission or filing for human genetic resources.
    GeneticResources,
}

/// What came out of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum CheckOutcome {
    /// Nothing found, or permitted.
    Clear,
    /// Something found and settled.
    Settled,
    /// Something found and not settled.
    Barred,
}

/// What the export rules say of a technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum ExportClass {
    /// May be exported freely.
    Free,
    /// May be exported with a licence.
    Restricted,
    /// May not be exported.
    Prohibited,
}

/// Who owns the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum IpOwner {
    /// Our institution.
    Ours,
    /// The partner.
    Partner,
    /// Each what it made itself.
    Each,
    /// All together.
    Joint,
}

/// Who may use the results, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum IpUse {
    /// We, for research and teaching.
    OursResearch,
    /// We, for anything.
    OursAny,
    /// The partner, for its own purposes.
    PartnerInternal,
    /// The partner, in its field, alone.
    PartnerExclusiveField,
    /// The partner, for anything, but not alone.
    PartnerNonExclusive,
    /// The partner may ask for an exclusive licence.
    PartnerOption,
}

/// What a review before the end says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum ReviewOutcome {
    /// Go on.
    Renew,
    /// Go on with another text.
    Renegotiate,
    /// Let it end.
    LetEnd,
}

/// How a text came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum TextFormat {
    /// Typed in.
    Markdown,
    /// Taken from a document of the agreement.
    Document,
}

/// What somebody said of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum AssentSort {
    /// It is right.
    Approval,
    /// It binds.
    Signature,
}

/// A role whose holders approve for our institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum ApproverRole {
    /// Heads of offices.
    OfficeManager,
    /// Leadership.
    Leadership,
    /// Administrators.
    Administrator,
}

/// Agreements with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Whither {
    /// With anybody.
    Any,
    /// With a party abroad.
    Abroad,
    /// Among parties at home.
    Home,
}

/// The five technology contracts of the Civil Code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum TechnologyContract {
    /// Development.
    Development,
    /// Transfer.
    Transfer,
    /// Licence.
    Licence,
    /// Consulting.
    Consulting,
    /// Service.
    Service,
}

/// A public register of technology contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Register {
    /// The register of technology contracts.
    Domestic,
    /// The register of technology imports and exports.
    CrossBorder,
}
