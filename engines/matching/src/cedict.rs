//! Reader of the CC-CEDICT text format (`Traditional Simplified [pin1 yin1] /sense/sense/`, CC BY-SA). The file is
//! the operator's: it is read at run time and never shipped.

use crate::glossary::{Glossary, Origin};

/// What an import of a dictionary did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Pairs of terms taken in.
    pub pairs: usize,
    /// Lines that are not in the format and were left out; comments are not counted.
    pub broken: usize,
}

/// Adds every usable sense of a CC-CEDICT text to the glossary, as [`Origin::Dictionary`].
pub fn import(glossary: &mut Glossary, text: &str) -> Imported {
    let mut done = Imported::default();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let Some((chinese, senses)) = entry(line) else {
            done.broken += 1;
            continue;
        };
        let mut rank = 0;
        for sense in senses.split('/').flat_map(|sense| sense.split([';', ','])) {
            if let Some(english) = usable(sense)
                && glossary.insert_sense(&english, chinese, Origin::Dictionary, rank)
            {
                done.pairs += 1;
                rank += 1;
            }
        }
    }
    done
}

fn entry(line: &str) -> Option<(&str, &str)> {
    let (heads, rest) = line.split_once(" [")?;
    let (_, chinese) = heads.split_once(' ')?;
    let (_, senses) = rest.split_once("] /")?;
    Some((chinese, senses.trim().trim_end_matches('/')))
}

/// The sense without remarks in brackets and the infinitive's "to"; none for classifiers and mere references.
fn usable(sense: &str) -> Option<String> {
    let mut plain = String::with_capacity(sense.len());
    let mut depth = 0_u32;
    for letter in sense.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let plain = plain.trim();
    let reference =
        ["CL:", "variant of", "old variant", "see ", "surname ", "abbr. for", "also written", "used in"];
    if plain.is_empty()
        || reference.iter().any(|start| plain.starts_with(start))
        || plain.contains("variant of")
    {
        return None;
    }
    Some(plain.trim_start_matches("to ").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_senses_and_counts_broken_lines() {
        let mut glossary = Glossary::new();
        let text = "# c\n換熱器 换热器 [huan4 re4 qi4] /heat exchanger/CL:個|个[ge4]/\nnonsense\n分析 分析 [fen1 xi1] /to analyze (sth); analysis/\n";
        assert_eq!(import(&mut glossary, text), Imported { pairs: 3, broken: 1 });
        assert_eq!(glossary.english("分析").len(), 2);
    }
}
