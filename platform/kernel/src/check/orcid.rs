//! ORCID iD, ISO/IEC 7064 MOD 11-2.

/// True for `0000-0002-1825-0097` and the like: four groups of four, the last character a check digit or `X`.
#[must_use]
pub fn is_orcid(id: &str) -> bool {
    let groups: Vec<&str> = id.split('-').collect();
    if groups.len() != 4 || groups.iter().any(|g| g.len() != 4 || !g.is_ascii()) {
        return false;
    }
    let digits: String = groups.concat();
    let (body, check) = digits.split_at(15);
    let mut total = 0;
    for c in body.chars() {
        let Some(digit) = c.to_digit(10) else { return false };
        total = (total + digit) * 2;
    }
    let expected = (12 - total % 11) % 11;
    match check {
        "X" => expected == 10,
        digit => digit.parse() == Ok(expected),
    }
}

#[cfg(test)]
mod tests {
    use super::is_orcid;

    #[test]
    fn the_check_digit_decides() {
        assert!(is_orcid("0000-0002-1825-0097"));
        assert!(is_orcid("0000-0002-1694-233X"));
        assert!(!is_orcid("0000-0002-1825-0098"));
        assert!(!is_orcid("0000000218250097"));
    }
}
