//! With whose rights a report is counted.

use entente_access::{Actor, Audience, Grant};
use entente_kernel::Lang;

/// The role whose view of the records is that of staff as a whole.
const STAFF_READER: &str = "leadership";

/// The fixed reader of a report of a class, and the readership's word: everybody and members see what is published to
/// them; staff, and the named readers of restricted reports, what leadership sees.
pub(crate) fn of_class(class: &str) -> (Actor, Audience) {
    let audience = Audience::parse(class).unwrap_or(Audience::Internal);
    let grants = match audience {
        Audience::Internal => vec![Grant { role: STAFF_READER.into(), office: None }],
        _ => Vec::new(),
    };
    (Actor { audience, grants, ..Actor::visitor(Lang::En) }, audience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_reads_more_than_the_class_says() {
        for (class, audience) in
            [("public", Audience::Public), ("members", Audience::Members), ("restricted", Audience::Internal)]
        {
            let (reader, said) = of_class(class);
            assert_eq!((reader.audience, said), (audience, audience));
            assert!(reader.account.is_none() && !reader.is_system);
            assert_eq!(reader.has(STAFF_READER), audience == Audience::Internal);
        }
    }
}
