//! The terms and the dictionary, as matching asks for them.

use entente_access::Cond;
use entente_contracts::{Concern, Pair, Words};
use entente_kernel::Result;
use entente_record::get_where;
use entente_store::{Event, Reads};

use crate::{Term, dictionary};

/// Most terms of officers that take part.
const MOST: usize = 100_000;

/// The glossary room, as other rooms know it.
pub struct GlossaryWords;

impl Words for GlossaryWords {
    fn terms(&self, reads: &mut dyn Reads) -> Result<Vec<Pair>> {
        let terms = get_where::<Term>(reads, &Cond::All, MOST)?;
        Ok(terms.into_iter().map(|t| Pair { english: t.english, chinese: t.chinese, sense: 0 }).collect())
    }

    fn dictionary(&self, reads: &mut dyn Reads) -> Result<Vec<Pair>> {
        dictionary::pairs(reads)
    }

    fn concern(&self, event: &Event) -> Concern {
        match (event.topic.as_str(), event.kind.as_str()) {
            (dictionary::CHANGED, _) => Concern::Dictionary,
            ("record.changed", "term") => Concern::Terms,
            _ => Concern::None,
        }
    }
}
