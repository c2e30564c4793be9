//! Just enough HTML to see the elements of a template and their attributes.

/// An opening tag.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    /// Counted from 1.
    pub(super) line: usize,
    /// In lower case, with their values.
    pub(super) attributes: Vec<(String, String)>,
}

impl Element {
    /// The attribute's value, empty if it has none.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of an Askama template, in order.
pub(super) fn elements(template: &str) -> Vec<Element> {
    let html = mask(template);
    let mut elements = Vec::new();
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        let line = 1 + html.matches('\n').count() - rest.get(at..).unwrap_or_default().matches('\n').count();
        rest = rest.get(at + 1..).unwrap_or_default();
        if !rest.starts_with(|char: char| char.is_ascii_alphabetic()) {
            continue;
        }
        let (name, after) = split_word(rest, |char| char.is_whitespace() || matches!(char, '>' | '/'));
        let (attributes, after) = attributes(after);
        let name = name.to_lowercase();
        // What stands inside is no markup.
        rest = if name == "script" || name == "style" { skip_to(after, &format!("</{name}")) } else { after };
        elements.push(Element { name, line, attributes });
    }
    elements
}

fn attributes(tag: &str) -> (Vec<(String, String)>, &str) {
    let mut attributes = Vec::new();
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|char: char| char.is_whitespace() || char == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (attributes, rest);
        }
        let (name, after) = split_word(rest, |char| char.is_whitespace() || matches!(char, '=' | '>' | '/'));
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(value) => value_of(value.trim_start()),
            None => ("", after),
        };
        // A lone `=` makes no progress by itself.
        rest = if name.is_empty() && after.len() == rest.len() {
            after.get(1..).unwrap_or_default()
        } else {
            after
        };
        attributes.push((name.to_lowercase(), value.to_owned()));
    }
}

fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    split_word(text, |char| char.is_whitespace() || char == '>')
}

fn split_word(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn skip_to<'a>(text: &'a str, mark: &str) -> &'a str {
    text.find(mark).and_then(|at| text.get(at..)).unwrap_or_default()
}

/// Replaces what is not markup, and keeps every line where it is: an expression becomes a word, a statement and a
/// comment become blanks.
fn mask(template: &str) -> String {
    let marks = [("{{", "}}", 'x'), ("{%", "%}", ' '), ("{#", "#}", ' '), ("<!--", "-->", ' ')];
    let mut masked = String::new();
    let mut rest = template;
    loop {
        let next = marks.iter().filter_map(|mark| Some((rest.find(mark.0)?, mark))).min_by_key(|(at, _)| *at);
        let Some((at, (open, close, fill))) = next else {
            return masked + rest;
        };
        let inside = rest.get(at..).unwrap_or_default();
        let length = inside.get(open.len()..).and_then(|text| text.find(close));
        let length = length.map_or(inside.len(), |length| open.len() + length + close.len());
        masked.push_str(rest.get(..at).unwrap_or_default());
        let hidden = inside.get(..length).unwrap_or_default();
        masked.extend(hidden.chars().map(|char| if char == '\n' { char } else { *fill }));
        rest = inside.get(length..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes_are_read() {
        let template = "<!-- <b> -->\n{% if a > b %}<a\n  href=\"{{ url }}\" class='x > y' hidden>{{ a < b }}</a>{% endif %}\n<br/><INPUT value=7>";
        let elements = elements(template);
        let names: Vec<(&str, usize)> = elements.iter().map(|it| (it.name.as_str(), it.line)).collect();
        assert_eq!(names, [("a", 2), ("br", 4), ("input", 4)]);
        assert_eq!(elements[0].attribute("class"), Some("x > y"));
        assert_eq!(elements[0].attribute("hidden"), Some(""));
        assert!(elements[0].attribute("href").is_some_and(|value| value.starts_with('x')));
        assert_eq!(elements[2].attribute("value"), Some("7"));
    }

    #[test]
    fn scripts_hold_no_elements_and_nonsense_ends() {
        let names: Vec<String> =
            elements("<script src=a>if (a<b) c</script><p>").into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["script", "p"]);
        assert_eq!(elements("<a = =\" <b").len(), 1);
        assert_eq!(elements("{{ open <a>").len(), 0);
    }
}
