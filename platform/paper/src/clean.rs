//! Which characters reach the paper. PDF/A refuses a paper with a character that no font shows, or a private one.

use serde_json::Value;

use crate::fonts::Fonts;

/// What stands for a character that cannot be shown.
const MISSING: [char; 3] = ['□', '\u{fffd}', '?'];

/// Whether any text is Chinese, or set in Chinese with words of this crate.
pub(crate) fn has_chinese(data: &Value) -> bool {
    match data {
        Value::String(text) => text.chars().any(entente_kernel::is_ideographic),
        Value::Array(items) => items.iter().any(has_chinese),
        Value::Object(map) => map.values().any(has_chinese),
        _ => false,
    }
}

/// Replaces what no font has, and drops what is invisible.
pub(crate) fn clean(data: &mut Value, fonts: &Fonts) {
    match data {
        Value::String(text) if !text.bytes().all(|b| (b' '..=b'~').contains(&b)) => {
            *text = text.chars().filter_map(|c| shown(c, fonts)).collect();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, fonts)),
        Value::Object(map) => map.values_mut().for_each(|item| clean(item, fonts)),
        _ => {}
    }
}

/// Whether anything of the text is to be seen.
pub(crate) fn visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !c.is_control() && !invisible(c))
}

fn shown(c: char, fonts: &Fonts) -> Option<char> {
    match c {
        '\n' | ' '..='~' => Some(c),
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() || invisible(c) => None,
        c if !private(c) && (c == '\u{a0}' || fonts.has(c)) => Some(c),
        _ => MISSING.into_iter().find(|&c| fonts.has(c)),
    }
}

/// Joiners, direction marks (which can make a text read as another), variation selectors, tags.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}
