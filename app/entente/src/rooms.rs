//! The composition root: every room of the house, in order.

use std::sync::{Arc, OnceLock};

use entente_access::{Audience, Role};
use entente_agenda::KeptObligations;
use entente_catalogue::CatalogueSupply;
use entente_contracts::{Names, OpensNeed};
use entente_glossary::GlossaryWords;
use entente_meaning::Model;
use entente_needs::{KeptNeeds, Matching};
use entente_partners::{PartnersDomiciles, PartnersPeople, Resolving};
use entente_privacy_room::KeptConsents;
use entente_record::Registry;
use entente_store::Migration;
use entente_web::Capability;

use crate::settings::Settings;

/// ISO 3166 code of our own country, once the settings are read.
static HOME: OnceLock<String> = OnceLock::new();

/// Says where we are at home: who is at home elsewhere counts as abroad. The first one stays.
pub(crate) fn at_home(country: &str) {
    HOME.get_or_init(|| country.to_owned());
}

fn home() -> String {
    HOME.get().cloned().unwrap_or_else(|| Settings::default().country)
}

/// What answers questions for several rooms, and keeps in step with what they write.
#[derive(Clone)]
pub(crate) struct Engines {
    /// Matching over the catalogue.
    pub(crate) matching: Arc<Matching>,
    /// Organisations by what somebody calls them.
    pub(crate) resolving: Resolving,
    /// Days after which what lies in the trash is removed for good.
    pub(crate) trash_days: i64,
}

impl Engines {
    pub(crate) fn new() -> Self {
        Self::with(None)
    }

    /// With a model of meaning, when the operator supplies one.
    pub(crate) fn with(model: Option<Arc<Model>>) -> Self {
        let (supply, people) = (Arc::new(CatalogueSupply), Arc::new(PartnersPeople));
        let names: Vec<Arc<dyn Names>> = vec![Arc::new(PartnersPeople), Arc::new(CatalogueSupply)];
        let matching = Matching::new(supply, people, Arc::new(GlossaryWords), names)
            .with_model(model)
            .with_consents(Arc::new(KeptConsents));
        let trash_days = entente_privacy::KEPT_DAYS;
        Self { matching: Arc::new(matching), resolving: Resolving::default(), trash_days }
    }
}

/// The rooms, in the order of the navigation.
pub(crate) fn rooms(engines: &Engines) -> Vec<Capability> {
    let needs: Arc<dyn OpensNeed> = Arc::new(KeptNeeds);
    let mut rooms = vec![
        entente_needs::capability(&engines.matching),
        entente_memberships::capability(&needs),
        entente_partners::capability(&engines.resolving),
        entente_agreements::capability(
            Arc::new(PartnersDomiciles { home: home() }),
            Arc::new(KeptObligations),
        ),
        entente_catalogue::capability(),
        entente_glossary::capability(),
        entente_reporting::capability(),
        entente_privacy_room::capability(engines.trash_days),
    ];
    let others = rooms.iter().flat_map(|room| room.kinds.clone()).collect();
    rooms.push(entente_agenda::capability(others));
    entente_reporting::counts(rooms.iter().flat_map(|room| room.measures.clone()).collect());
    rooms
}

/// Every migration, the platform's first.
pub(crate) fn migrations() -> Vec<Migration> {
    let mut all = [
        entente_store::own_migrations(),
        entente_access::migrations(),
        entente_record::migrations(),
        entente_jobs::migrations(),
        entente_exchange::migrations(),
        entente_documents::migrations(),
        entente_inbox::migrations(),
        entente_measures::migrations(),
        entente_privacy::migrations(),
    ]
    .concat();
    all.extend(rooms(&Engines::new()).into_iter().flat_map(|room| room.migrations));
    all
}

const fn role(id: &'static str, audience: Audience, by_office: bool) -> Role {
    Role { id, audience, by_office }
}

/// Every role that can be granted.
pub(crate) const ROLES: &[Role] = &[
    role("administrator", Audience::Internal, false),
    role("office_manager", Audience::Internal, true),
    role("officer", Audience::Internal, true),
    role("leadership", Audience::Internal, false),
    role("auditor", Audience::Internal, false),
    role("researcher", Audience::Members, false),
    role("partner_contact", Audience::Members, false),
];

/// Every kind of record.
pub(crate) fn registry() -> Registry {
    Registry::new(rooms(&Engines::new()).into_iter().flat_map(|room| room.kinds).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tables_prefixes_and_paths_are_unique() {
        let registry = registry();
        let mut all: Vec<(&str, &str)> = Vec::new();
        for kind in registry.kinds() {
            all.extend([
                ("name", kind.name),
                ("table", kind.table),
                ("prefix", kind.prefix),
                ("path", kind.path),
            ]);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "{all:?}");
    }
}
