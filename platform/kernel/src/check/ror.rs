//! ROR id: `0`, six Crockford base-32 characters, two check digits (ISO/IEC 7064 MOD 97-10).

const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";

/// True for nine characters such as `03cve4549`, without the `https://ror.org/` prefix.
#[must_use]
pub fn is_ror(id: &str) -> bool {
    if id.len() != 9 || !id.is_ascii() || !id.starts_with('0') {
        return false;
    }
    let (body, check) = id.split_at(7);
    let mut number: u64 = 0;
    for c in body.chars() {
        let Some(value) = ALPHABET.find(c).and_then(|v| u64::try_from(v).ok()) else { return false };
        number = number * 32 + value;
    }
    check.parse() == Ok(98 - number * 100 % 97)
}

#[cfg(test)]
mod tests {
    use super::is_ror;

    #[test]
    fn the_check_digits_decide() {
        assert!(is_ror("03cve4549"));
        assert!(is_ror("05a28rw58"));
        assert!(!is_ror("03cve4548"));
        assert!(!is_ror("13cve4549"));
    }
}
