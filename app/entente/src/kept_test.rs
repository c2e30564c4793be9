//! Databases kept from earlier houses open in this one, with everything in them.

use entente_kernel::{Clock, SystemClock};
use entente_store::{Db, Options, copy, migrate, scalar};
use entente_testkit::empty_pair;

use crate::cli::check::violations;
use crate::rooms;

/// Each with the number of its needs.
const KEPT: [(&str, &[u8], i64); 1] = [("house-1", include_bytes!("../kept/house-1.db.zst"), 42)];

#[test]
fn databases_of_earlier_houses_open_and_are_sound() {
    for (name, packed, needs) in KEPT {
        empty_pair(|embedded, server| {
            std::fs::write(embedded.file().unwrap(), zstd::decode_all(packed).unwrap()).unwrap();
            let now = SystemClock.now();
            assert!(
                !migrate(embedded, &rooms::migrations(), now).unwrap().is_empty(),
                "{name} is of an earlier house"
            );
            copy(embedded, server, &rooms::migrations(), now, &mut |_| ()).unwrap();
            for target in [embedded, server] {
                let db = Db::open(target, Options::default()).unwrap();
                assert_eq!(db.read_now(violations).unwrap(), Vec::<String>::new(), "{name}");
                assert_eq!(db.read_now(entente_store::verify).unwrap().0, [], "{name}");
                let there = db.read_now(|r| scalar(r, "SELECT count(*) FROM need", &[])).unwrap();
                assert_eq!(there, Some(needs), "{name}");
            }
        });
    }
}
