//! Passwords: what is accepted, and how they are kept (argon2id, RFC 9106, as PHC strings).

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Version};
use entente_kernel::{Chance, FieldProblem, Problem, Result, fold};
use tokio::sync::Semaphore;

use crate::Secret;

/// Shortest password, in characters.
pub const SHORTEST: usize = 12;
/// Longest password, in characters.
pub const LONGEST: usize = 200;

/// Hashes made at once; each takes the memory of its parameters.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Long passwords that everybody tries first, folded.
const COMMON: [&str; 24] = [
    "123456789012",
    "1234567890123",
    "123456789123",
    "123456123456",
    "1qaz2wsx3edc",
    "1q2w3e4r5t6y",
    "abcdefghijkl",
    "abc123456789",
    "administrator",
    "admin1234567",
    "changeme1234",
    "iloveyou1234",
    "letmein12345",
    "passw0rd1234",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "qwerty123456",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdfghjkl",
    "welcome12345",
    "woaini1314520",
];

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Params {
    /// The OWASP password storage cheat sheet's choice for argon2id: 19 MiB, two passes, one lane.
    pub const OWASP: Self = Self { memory_kib: 19_456, passes: 2, lanes: 1 };
    /// For tests and the demo world's published passwords only.
    pub const CHEAP: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    fn hasher(self) -> Result<Argon2<'static>> {
        let params =
            argon2::Params::new(self.memory_kib, self.passes, self.lanes, None).map_err(Problem::internal)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// A hash in PHC form.
#[derive(Clone)]
pub struct Hashed(pub(crate) String);

/// Errors (field `password`): `password-short`, `password-long`, `password-is-login` for one that is a name of its
/// owner, `password-common`.
pub fn refuse_weak(password: &Secret, names: &[&str]) -> Result<()> {
    let text = password.reveal();
    let length = text.chars().count();
    let wrong = |code| FieldProblem::new("password", code);
    let folded = fold(text);
    let problem = if length < SHORTEST {
        wrong("password-short").with("min", SHORTEST)
    } else if length > LONGEST {
        wrong("password-long").with("max", LONGEST)
    } else if names.iter().any(|name| fold(name) == folded) {
        wrong("password-is-login")
    } else if is_common(&folded) {
        wrong("password-common")
    } else {
        return Ok(());
    };
    Err(Problem::invalid(vec![problem]))
}

/// In the list, or made of fewer than five different characters.
fn is_common(folded: &str) -> bool {
    let mut seen: Vec<char> = folded.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() < 5 || COMMON.contains(&folded)
}

/// Hashes with a random salt. Takes about 20 ms with [`Params::OWASP`]: never inside a write.
pub fn hash(password: &Secret, params: Params, chance: &dyn Chance) -> Result<Hashed> {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    let hashed = params.hasher()?.hash_password_with_salt(password.reveal().as_bytes(), &salt);
    Ok(Hashed(hashed.map_err(Problem::internal)?.to_string()))
}

/// True when `password` belongs to the stored hash. Without one the same work is done, so that the time taken does not
/// tell whether there is an account; `params` are the installation's.
#[must_use]
pub fn verify(password: &Secret, stored: Option<&str>, params: Params) -> bool {
    // Longer ones were never accepted; hashing them would only be work for an attacker to order.
    if password.reveal().chars().nth(LONGEST).is_some() {
        return false;
    }
    let Ok(hasher) = params.hasher() else { return false };
    let bytes = password.reveal().as_bytes();
    match stored.map(PasswordHash::new) {
        Some(Ok(stored)) => hasher.verify_password(bytes, &stored).is_ok(),
        _ => {
            hasher.hash_password_with_salt(bytes, &[0; 16]).ok();
            false
        }
    }
}

/// Runs hashing on a blocking thread, a few at once, so that a burst of log-ins does not exhaust memory.
pub(crate) async fn apart<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let permit = AT_ONCE.acquire().await.map_err(Problem::internal)?;
    let run = move || {
        let done = work();
        drop(permit);
        done
    };
    tokio::task::spawn_blocking(run).await.map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use entente_kernel::SeededChance;

    fn refused(password: &str) -> Option<&'static str> {
        let names = ["li.wei@example.org", "Li Wei the Younger"];
        refuse_weak(&Secret::new(password), &names).err().map(|p| p.fields[0].code)
    }

    #[test]
    fn short_long_own_and_common_passwords_are_refused() {
        assert_eq!(refused("eleven char"), Some("password-short"));
        assert_eq!(refused("twelve chars"), None);
        assert_eq!(refused("春眠不觉晓处处闻啼鸟夜来"), None);
        assert_eq!(refused(&"longest ok ".repeat(20)[..200]), None);
        assert_eq!(refused(&"too long!".repeat(23)), Some("password-long"));
        assert_eq!(refused("LI.WEI@example.org"), Some("password-is-login"));
        assert_eq!(refused("li wei the  younger"), Some("password-is-login"));
        assert_eq!(refused("Password1234"), Some("password-common"));
        assert_eq!(refused("abababababab"), Some("password-common"));
    }

    #[test]
    fn a_hash_is_argon2id_and_verifies_only_its_password() {
        let right = Secret::new("a quiet afternoon");
        let chance = SeededChance::new(3);
        let stored = hash(&right, Params::CHEAP, &chance).unwrap().0;
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        assert_ne!(stored, hash(&right, Params::CHEAP, &chance).unwrap().0);
        assert!(verify(&right, Some(&stored), Params::OWASP));
        assert!(!verify(&Secret::new("a quiet morning"), Some(&stored), Params::CHEAP));
        assert!(!verify(&right, None, Params::CHEAP));
        assert!(!verify(&right, Some("not a hash"), Params::CHEAP));
    }

    #[test]
    fn the_default_parameters_are_those_of_owasp() {
        let stored = hash(&Secret::new("a quiet afternoon"), Params::OWASP, &SeededChance::new(3)).unwrap().0;
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    }
}
