//! Bulletins by topic, and who wants to read about what.

use entente_kernel::{Date, Text};
use entente_record::{Meta, Record};

use crate::words::BulletinTopic;

/// An item that goes to those who subscribed to one of its topics.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "bulletin",
    prefix = "BUL",
    path = "bulletins",
    rule = crate::access::bulletin,
    states = crate::steps::BULLETIN
)]
pub struct Bulletin {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// The headline.
    #[field(required, listed, order, max = 200, search = 5)]
    pub title: Text,
    /// What it is about.
    #[field(required, listed, filter)]
    pub topics: Vec<BulletinTopic>,
    /// What it says.
    #[field(required, prose, max = 10_000, search = 1)]
    pub body: Text,
    /// When it went out.
    #[field(fixed, listed, filter, order)]
    pub sent_on: Option<Date>,
}

/// What somebody wants to read about.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "bulletin_subscription",
    prefix = "SUB",
    path = "bulletin-subscriptions",
    rule = crate::access::subscription
)]
pub struct BulletinSubscription {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// Whose it is.
    #[field(fixed, required, listed, personal, max = 200)]
    pub reader: String,
    /// About what; nothing means that it rests.
    #[field(listed, filter)]
    pub topics: Vec<BulletinTopic>,
    /// The account.
    #[field(fixed, unique, max = 60, group = "inner")]
    pub account: Option<String>,
}
