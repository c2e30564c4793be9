//! Limits on attempts, per log-in name and per address, in fixed windows that begin with the first attempt.

use std::net::IpAddr;

use entente_kernel::{Class, Instant, Problem, Result, fold, hex};
use entente_store::{Reads, Tx};

use crate::secret::digest;

/// How often something may be tried.
pub(crate) struct Limit {
    name: &'static str,
    most: i64,
    seconds: i64,
}

/// Failed log-ins for one log-in name, known or not.
pub(crate) const LOG_IN: Limit = Limit { name: "log-in", most: 10, seconds: 15 * 60 };
/// Failed log-ins from one address.
pub(crate) const LOG_IN_FROM: Limit = Limit { name: "log-in-from", most: 50, seconds: 15 * 60 };
/// Reset mails asked for with one log-in name, known or not.
pub(crate) const RESET: Limit = Limit { name: "reset", most: 3, seconds: 3600 };
/// Reset mails asked for from one address.
pub(crate) const RESET_FROM: Limit = Limit { name: "reset-from", most: 20, seconds: 3600 };

/// Takes one place. Gives the seconds to wait when there is none left.
pub(crate) fn take(tx: &mut Tx<'_>, limit: &Limit, whom: &str) -> Result<Option<i64>> {
    let (key, now) = (key(limit, whom), tx.now());
    let sql = "SELECT ends_at, taken FROM login_attempt WHERE key = $1 AND ends_at > $2";
    match tx.first(sql, &[key.clone().into(), now.into()])? {
        Some(row) if row.get::<i64>(1)? >= limit.most => {
            let ends: Instant = row.get(0)?;
            return Ok(Some((ends.0 - now.0).div_euclid(1_000_000) + 1));
        }
        Some(_) => {
            tx.execute("UPDATE login_attempt SET taken = taken + 1 WHERE key = $1", &[key.into()])?;
        }
        None => {
            let sql = "INSERT INTO login_attempt (key, started_at, ends_at, taken) VALUES ($1, $2, $3, 1)
                       ON CONFLICT (key) DO UPDATE
                       SET started_at = excluded.started_at, ends_at = excluded.ends_at, taken = 1";
            tx.execute(sql, &[key.into(), now.into(), now.plus_seconds(limit.seconds).into()])?;
        }
    }
    Ok(None)
}

/// Gives a place back: what was tried succeeded.
pub(crate) fn give_back(tx: &mut Tx<'_>, limit: &Limit, whom: &str) -> Result<()> {
    let sql = "UPDATE login_attempt SET taken = taken - 1 WHERE key = $1 AND taken > 0";
    tx.execute(sql, &[key(limit, whom).into()])?;
    Ok(())
}

/// The answer when no place is left: `too-many-attempts` (429).
pub(crate) fn too_many(seconds: i64) -> Problem {
    Problem::new(Class::TooMany, "too-many-attempts").with("seconds", seconds)
}

/// What counts as one address: an IPv4 address, or the /64 network of an IPv6 address, all of which one user holds.
pub(crate) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => hex(&v6.octets().into_iter().take(8).collect::<Vec<u8>>()),
    }
}

fn key(limit: &Limit, whom: &str) -> String {
    format!("{}:{}", limit.name, hex(&digest(&fold(whom))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use entente_store::By;
    use entente_testkit::{Bench, on_each_engine};

    fn try_once(bench: &Bench, whom: &'static str) -> Option<i64> {
        bench.db.write_now(By::system("test"), move |tx| take(tx, &RESET, whom)).unwrap()
    }

    #[test]
    fn places_run_out_per_name_and_come_back_with_the_next_window() {
        on_each_engine(&crate::testing::migrations(), |bench| {
            for _ in 0..3 {
                assert_eq!(try_once(bench, "Li.Wei"), None);
            }
            assert_eq!(try_once(bench, "li.wei "), Some(3601));
            assert_eq!(try_once(bench, "zhao.min"), None);
            bench.db.write_now(By::system("test"), |tx| give_back(tx, &RESET, "li.wei")).unwrap();
            assert_eq!(try_once(bench, "li.wei"), None);
            bench.clock.set(entente_testkit::start().plus_seconds(3600));
            assert_eq!(try_once(bench, "li.wei"), None);
        });
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
