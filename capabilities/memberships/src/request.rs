//! Requests for one of the seven services.

use entente_kernel::{Date, FieldProblem, Id, Text};
use entente_record::{Meta, Record, Typed};

use crate::words::{MemberService, TechnologyHelp};

/// What a member asks of a service.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "service_request",
    prefix = "SRV",
    path = "service-requests",
    rule = crate::access::request,
    states = crate::steps::REQUEST,
    check = check
)]
pub struct ServiceRequest {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What is asked, in a few words.
    #[field(required, listed, order, max = 200, search = 5)]
    pub title: Text,
    /// Which service.
    #[field(listed, filter)]
    pub service: MemberService,
    /// What a technology service is about.
    #[field(filter)]
    pub help: Option<TechnologyHelp>,
    /// What is asked, in full.
    #[field(required, prose, max = 10_000, search = 1)]
    pub statement: Text,
    /// The membership that entitles to it.
    #[field(link = "membership", listed, filter)]
    pub membership: Id,
    /// Who asks: the member, or a subsidiary with a grant.
    #[field(link = "organisation", filter)]
    pub organisation: Id,
    /// Until when it should be delivered.
    #[field(fixed, listed, filter, order)]
    pub target: Option<Date>,
    /// The year whose quota it takes from.
    #[field(fixed, listed, filter)]
    pub quota_year: Option<i64>,
    /// Granted beyond the quota; takes nothing from it.
    #[field(fixed, filter)]
    pub beyond: bool,
    /// The office in charge.
    #[field(office, filter, max = 60, group = "handling")]
    pub office: String,
    /// Who does it: a log-in name, or a name as people write it.
    #[field(listed, filter, max = 100, personal, group = "handling")]
    pub assignee: String,
    /// What came of it.
    #[field(prose, max = 5000, group = "answer")]
    pub outcome: Text,
    /// The need that it became.
    #[field(fixed, link = "need")]
    pub need: Option<Id>,
    /// How it went, 1 to 5, as the member says.
    #[field(fixed, filter)]
    pub rating: Option<i64>,
    /// Why that rating.
    #[field(fixed, max = 1000, personal)]
    pub verdict: String,
}

/// Ratings go from 1 to 5; only technology services say what they are about.
fn check(record: &Record) -> Vec<FieldProblem> {
    let Ok(request) = <ServiceRequest as Typed>::from_record(record) else { return Vec::new() };
    let mut wrong = Vec::new();
    if request.rating.is_some_and(|rating| !(1..=5).contains(&rating)) {
        wrong.push(FieldProblem::new("rating", "rating"));
    }
    let technology = request.service == MemberService::Technology;
    if technology && request.help.is_none() {
        wrong.push(FieldProblem::new("help", "required"));
    }
    if !technology && request.help.is_some() {
        wrong.push(FieldProblem::new("help", "only-technology"));
    }
    if request.meta.state == "received" && !request.outcome.is_empty() {
        wrong.push(FieldProblem::new("outcome", "outcome-early"));
    }
    if ["delivered", "rated"].contains(&request.meta.state.as_str()) && request.outcome.is_empty() {
        wrong.push(FieldProblem::new("outcome", "outcome-missing"));
    }
    wrong
}
