//! What the catalogue offers to other rooms.

use entente_access::{Audience, Cond};
use entente_contracts::{Available, Name, Names, Offer, OfferSort, Supply};
use entente_kernel::{Id, Result, Text};
use entente_record::{Meta, Typed, get_where, load};
use entente_store::{Reads, Row};

use crate::{Evidence, Expert, Technology};

/// More than any catalogue holds.
const ALL: usize = 5_000_000;

/// The catalogue as a supply for matching.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueSupply;

impl Supply for CatalogueSupply {
    fn all(&self, reads: &mut dyn Reads) -> Result<Vec<Offer>> {
        let mut offers = Vec::new();
        let evidence = get_where::<Evidence>(reads, &Cond::All, ALL)?;
        offers.extend(evidence.into_iter().filter_map(of_evidence));
        let technologies = get_where::<Technology>(reads, &Cond::All, ALL)?;
        offers.extend(technologies.into_iter().filter_map(of_technology));
        Ok(offers)
    }

    fn one(&self, reads: &mut dyn Reads, kind: &str, id: Id) -> Result<Option<Offer>> {
        let live = |meta: &Meta| meta.deleted_at.is_none();
        if kind == Evidence::KIND.name {
            let found = load(reads, Evidence::KIND, id)?.filter(|r| live(&r.meta));
            return Ok(found.map(|r| Evidence::from_record(&r)).transpose()?.and_then(of_evidence));
        }
        if kind == Technology::KIND.name {
            let found = load(reads, Technology::KIND, id)?.filter(|r| live(&r.meta));
            return Ok(found.map(|r| Technology::from_record(&r)).transpose()?.and_then(of_technology));
        }
        Ok(None)
    }

    fn experts(&self, reads: &mut dyn Reads, ids: &[Id]) -> Result<Vec<Available>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(500) {
            let named = Cond::Among("id", chunk.iter().map(|id| (*id).into()).collect());
            found.extend(get_where::<Expert>(reads, &named, chunk.len())?.into_iter().map(available));
        }
        Ok(found)
    }
}

fn available(expert: Expert) -> Available {
    let joined = |title: &Option<String>, department: &Option<String>| {
        let parts: Vec<&str> = [title.as_deref(), department.as_deref()].into_iter().flatten().collect();
        parts.join(", ")
    };
    Available {
        id: expert.meta.id,
        place: Text::new(
            joined(&expert.title.en, &expert.department.en),
            joined(&expert.title.zh, &expert.department.zh),
        ),
        name: expert.name,
        person: expert.person,
        email: Some(expert.email).filter(|mail| !mail.is_empty()),
        capacity: expert.capacity,
        opted_out: expert.opted_out,
    }
}

fn of_evidence(evidence: Evidence) -> Option<Offer> {
    Some(Offer {
        id: evidence.meta.id,
        owner: Some(evidence.expert),
        sort: OfferSort::Evidence,
        audience: Audience::parse(&evidence.meta.class)?,
        title: evidence.title,
        text: evidence.body,
    })
}

/// The restricted detail stays out: it would move ranks of people who may not read it.
fn of_technology(technology: Technology) -> Option<Offer> {
    let published = Audience::parse(&technology.meta.class)?;
    Some(Offer {
        id: technology.meta.id,
        owner: None,
        sort: OfferSort::Technology,
        audience: if technology.embargo_until.is_some() { Audience::Internal } else { published },
        text: joined(&technology.summary, &technology.applications),
        title: technology.title,
    })
}

fn joined(a: &Text, b: &Text) -> Text {
    let both = |a: &Option<String>, b: &Option<String>| {
        [a.as_deref(), b.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("\n")
    };
    Text::new(both(&a.en, &b.en), both(&a.zh, &b.zh))
}

const TITLES: &str = "SELECT id, title_en, title_zh FROM technology
                      WHERE deleted_at IS NULL AND title_en IS NOT NULL AND title_zh IS NOT NULL";

impl Names for CatalogueSupply {
    fn keeps(&self, kind: &str) -> bool {
        kind == Technology::KIND.name
    }

    fn all(&self, reads: &mut dyn Reads) -> Result<Vec<(Id, Name)>> {
        reads
            .query(&format!("{TITLES} ORDER BY id"), &[])?
            .iter()
            .map(|row| Ok((row.get(0)?, name(row)?)))
            .collect()
    }

    fn one(&self, reads: &mut dyn Reads, _: &str, id: Id) -> Result<Option<Name>> {
        let row = reads.first(&format!("{TITLES} AND id = $1"), &[id.into()])?;
        row.map(|row| name(&row)).transpose()
    }
}

fn name(row: &Row) -> Result<Name> {
    Ok(Name { english: row.get(1)?, chinese: row.get(2)? })
}
