//! The database and what hangs on it.

use entente_access::{grants, mail};
use entente_kernel::Instant;
use entente_search::Search;
use entente_store::{Db, Options, Survey, scalar, survey};

use super::super::address;
use super::Grade::{Fail, Ok as Fine, Warn};
use super::Patient;
use crate::rooms::{self, ROLES};

/// MiB of the write-ahead log that are more than a busy hour leaves behind.
const LARGE: u64 = 1024;

impl Patient<'_> {
    pub(super) fn database(&mut self) {
        let Ok(target) = address(self.settings) else { return };
        let name = ("target", target.to_string());
        let found = match survey(&target, &rooms::migrations()) {
            Ok(found) => found,
            Err(problem) => {
                let detail = ("detail", super::explain(&problem));
                return self.note(Fail, "doctor-database-away", &[name, detail]);
            }
        };
        let Some(Survey { pending, wal }) = found else {
            return self.note(Fine, "doctor-database-new", &[name]);
        };
        match pending.len() {
            0 => self.note(Fine, "doctor-database", &[name]),
            count => self.note(Warn, "doctor-database-pending", &[("count", count.to_string())]),
        }
        if let Some(size) = wal.map(|bytes| bytes >> 20) {
            let (grade, key) = if size > LARGE { (Warn, "doctor-wal-large") } else { (Fine, "doctor-wal") };
            self.note(grade, key, &[("size", size.to_string())]);
        }
        // The rest asks tables that must have this program's shape.
        if pending.is_empty()
            && let Ok(db) = Db::open(&target, Options::default())
        {
            self.people(&db);
            self.clock(&db);
            self.letters(&db);
            self.search(&db);
            self.erasures(&db);
        }
    }

    /// What was erased must not come back with an older backup.
    fn erasures(&mut self, db: &Db) {
        let register = crate::privacy::register(self.settings);
        match register.missing(db) {
            Ok(missing) if missing.is_empty() => {}
            Ok(missing) => {
                self.note(Fail, "doctor-erasures-missing", &[("count", missing.len().to_string())]);
            }
            Err(problem) => {
                self.note(Fail, "doctor-erasures-unreadable", &[("detail", super::explain(&problem))]);
            }
        }
    }

    fn people(&mut self, db: &Db) {
        let held = db.read_now(|reads| grants::holders(reads, "administrator"));
        match held.is_ok_and(|held| !held.is_empty()) {
            true => self.note(Fine, "doctor-administrator", &[]),
            false => self.note(Warn, "doctor-administrator-none", &[]),
        }
    }

    fn clock(&mut self, db: &Db) {
        let sql = "SELECT at FROM audit ORDER BY seq DESC LIMIT 1";
        let last = db.read_now(move |reads| scalar::<Instant>(reads, sql, &[]));
        match last {
            Ok(Some(last)) if last > self.now => {
                self.note(Fail, "doctor-clock-back", &[("last", last.to_string())]);
            }
            _ => self.note(Fine, "doctor-clock", &[]),
        }
    }

    fn letters(&mut self, db: &Db) {
        if let Ok(Some((count, detail))) = db.read_now(mail::failing) {
            self.note(Warn, "doctor-mail-failing", &[("count", count.to_string()), ("detail", detail)]);
        }
    }

    fn search(&mut self, db: &Db) {
        let folder = self.settings.data.join("search");
        if !folder.exists() {
            return self.note(Fine, "doctor-search-none", &[]);
        }
        let opened = Search::open(Some(&folder), rooms::registry(), ROLES);
        let behind = opened.and_then(|search| db.read_now(move |reads| search.behind(reads)));
        match behind {
            Ok(Some(0)) => self.note(Fine, "doctor-search", &[]),
            Ok(Some(count)) => self.note(Warn, "doctor-search-behind", &[("count", count.to_string())]),
            Ok(None) => self.note(Fine, "doctor-search-none", &[]),
            Err(problem) => {
                self.note(Warn, "doctor-search-broken", &[("detail", problem.to_string())]);
            }
        }
    }
}
