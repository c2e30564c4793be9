//! The words that several kinds of this room share.

use entente_record::Choice;

/// A branch of a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum MemberBranch {
    /// For organisations at home.
    Domestic,
    /// For organisations abroad.
    Overseas,
}

/// How the years of a scheme run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum YearMode {
    /// From one day on for everybody.
    Fixed,
    /// From each member's own first day.
    Rolling,
}

/// How high a level stands, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum MemberTier {
    /// Leads the committee.
    Council,
    /// Takes part in its decisions.
    Senior,
    /// Everybody else.
    Ordinary,
    /// Without a vote.
    Associate,
}

/// Line of business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum MemberSector {
    /// Machines, vehicles, equipment.
    Manufacturing,
    /// Information and communication.
    Information,
    /// Energy and environment.
    Energy,
    /// Chemistry and materials.
    Materials,
    /// Building and cities.
    Construction,
    /// Transport and logistics.
    Transport,
    /// Medicine and health.
    Health,
    /// Agriculture and food.
    Agriculture,
    /// Finance, trade and services.
    Services,
    /// Anything else.
    Other,
}

/// The seven services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum MemberService {
    /// Information.
    Information,
    /// Technology: advice, development, diagnostics, management.
    Technology,
    /// Talent.
    Talent,
    /// International collaboration.
    International,
    /// Joint institutions.
    JointInstitutions,
    /// Exchanges and visits, also from member to member.
    Exchanges,
    /// Meetings and conferences.
    Meetings,
}

/// What a technology service is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum TechnologyHelp {
    /// Advice.
    Advice,
    /// Development.
    Development,
    /// Diagnostics.
    Diagnostics,
    /// Management.
    Management,
}

/// The part of an office in a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum OfficePart {
    /// In charge.
    Lead,
    /// Decides too.
    Joint,
    /// Hears of it.
    Informed,
}

/// How a period came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum PeriodSort {
    /// The first one.
    First,
    /// Follows another one.
    Renewal,
    /// Begins anew after a lapse or a leaving.
    Rejoining,
}

/// What bulletins are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum BulletinTopic {
    /// Technologies and patents.
    Technologies,
    /// Calls and funds.
    Funds,
    /// Talent and recruiting.
    Recruiting,
    /// Events and visits.
    Events,
    /// Cooperation abroad.
    Abroad,
    /// Policy and rules.
    Policy,
}
