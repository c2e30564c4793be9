//! Exact money: whole minor units and an ISO 4217 currency.

use std::fmt;

use crate::{FieldProblem, Problem, Result};

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Reads a code such as `CNY`; funds codes without minor units are refused.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        iso_currency::Currency::from_code(code).filter(|c| c.exponent().is_some()).map(Self)
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the minor unit: JPY 0, CNY 2, KWD 3.
    #[must_use]
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

/// An amount of `minor` units of `currency`. Amounts in different currencies never add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units (fen, cents, yen).
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Reads a decimal such as `1,234.50`. Errors: `money-format`, `money-decimals` (more places than the currency
    /// has) or `money-range`, on the field `amount`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self> {
        let wrong = |code| Problem::invalid(vec![FieldProblem::new("amount", code)]);
        let clean: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '_' | '，')).collect();
        let (sign, digits) = clean.strip_prefix('-').map_or((1, clean.as_str()), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) {
            return Err(wrong("money-format"));
        }
        let places = usize::try_from(currency.decimals()).unwrap_or(0);
        if part.len() > places {
            return Err(wrong("money-decimals"));
        }
        let minor: i64 = format!("{whole}{part:0<places$}").parse().map_err(|_| wrong("money-range"))?;
        Ok(Self { minor: sign * minor, currency })
    }

    /// The sum. Errors: `money-currencies` when the currencies differ, `money-range` on overflow.
    pub fn plus(self, other: Self) -> Result<Self> {
        if self.currency != other.currency {
            return Err(Problem::conflict("money-currencies"));
        }
        let minor = self.minor.checked_add(other.minor).ok_or_else(|| Problem::conflict("money-range"))?;
        Ok(Self { minor, ..self })
    }

    /// The amount without its currency, plain: `-1234.50`.
    #[must_use]
    pub fn decimal(self) -> String {
        let places = usize::try_from(self.currency.decimals()).unwrap_or(0);
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        let sign = if self.minor < 0 { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, code: &str) -> Result<Money> {
        Money::parse(text, Currency::parse(code).unwrap())
    }

    #[test]
    fn the_scale_comes_from_the_currency() {
        assert_eq!(money("1,234.5", "CNY").unwrap().minor, 123_450);
        assert_eq!(money("1234", "JPY").unwrap().minor, 1234);
        assert_eq!(money("0.001", "KWD").unwrap().minor, 1);
        assert_eq!(money("-0.05", "CNY").unwrap().to_string(), "-0.05 CNY");
        assert!(money("1.5", "JPY").is_err());
        assert!(money("12a", "CNY").is_err());
        assert!(money("99999999999999999999", "CNY").is_err());
    }

    #[test]
    fn currencies_never_mix() {
        assert!(money("1", "CNY").unwrap().plus(money("1", "EUR").unwrap()).is_err());
    }
}
