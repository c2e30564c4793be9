//! Whole numbers as bytes, seven bits a byte, lowest first.

/// Appends a number.
pub(crate) fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7F).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap_or_default());
}

/// Reads a number written by [`write_number`]; none at the end or when it is malformed.
#[inline]
pub(crate) fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let (first, mut rest) = bytes.split_first()?;
    let mut number = u64::from(first & 0x7F);
    let mut more = first & 0x80 != 0;
    let mut shift = 7;
    while more {
        let (next, after) = rest.split_first()?;
        number |= u64::from(next & 0x7F).checked_shl(shift)?;
        more = next & 0x80 != 0;
        shift += 7;
        rest = after;
    }
    *bytes = rest;
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let wanted = [0, 1, 127, 128, 70_000, u64::MAX];
        let mut bytes = Vec::new();
        for number in wanted {
            write_number(&mut bytes, number);
        }
        let mut rest = bytes.as_slice();
        assert!(wanted.iter().all(|number| read_number(&mut rest) == Some(*number)) && rest.is_empty());
        assert_eq!(read_number(&mut [0xFF; 12].as_slice()), None);
    }
}
