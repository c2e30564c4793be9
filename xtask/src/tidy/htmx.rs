//! Templates work under a strict content security policy, and an element says itself what its request changes.

use super::Finding;
use super::html::{self, Element};
use super::tree::Tree;

const RULE: &str = "htmx";
const PLACES: &[&str] = &["platform/", "capabilities/", "app/"];
const REQUESTS: &[&str] = &["hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-action"];

/// Judges every template.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let templates =
        tree.ending(".html").filter(|(path, _)| PLACES.iter().any(|place| path.starts_with(place)));
    templates
        .flat_map(|(path, text)| html::elements(text).into_iter().flat_map(|it| check_element(path, &it)))
        .collect()
}

fn check_element(path: &str, element: &Element) -> Vec<Finding> {
    let mut advice: Vec<String> = Vec::new();
    if element.name == "script" && element.attribute("src").is_none() {
        advice.push("<script> without src: move the code into a file of static assets".to_owned());
    }
    advice.extend(element.attributes.iter().filter_map(|(name, value)| check_attribute(name, value)));
    if let Some(request) = REQUESTS.iter().find(|request| element.attribute(request).is_some()) {
        for own in ["hx-target", "hx-swap"] {
            if element.attribute(own).is_none_or(|value| value.trim().is_empty()) {
                advice.push(format!("<{}> has {request}: give it its own {own}", element.name));
            }
        }
    }
    advice.into_iter().map(|advice| Finding::new(path, element.line, RULE, advice)).collect()
}

fn check_attribute(name: &str, value: &str) -> Option<String> {
    let handler =
        name.strip_prefix("on").is_some_and(|event| event.chars().all(|char| char.is_ascii_alphabetic()));
    if name.starts_with("hx-on") || name.starts_with("hx-live") || (handler && name.len() > "on".len()) {
        return Some(format!("{name}: code in an attribute; use a plain link or form, or a static script"));
    }
    if name == "style" {
        return Some("style: give it a class in the style sheet".to_owned());
    }
    let script = value.contains("javascript:") || (name.starts_with("hx-") && value.contains("js:"));
    script.then(|| format!("{name}: a value that is code; send plain values"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str) -> Vec<Finding> {
        check(&Tree::from([("capabilities/needs/templates/list.html", template)]))
    }

    #[test]
    fn plain_templates_pass() {
        for template in [
            "<a href=\"/needs\" hx-get=\"/needs\" hx-target=\"#list\" hx-swap=\"outerHTML\">{{ t }}</a>",
            "<script src=\"/static/htmx.js\" defer></script><p class=\"one\" data-json=\"js:\">style=\"x\"</p>",
            "<form method=\"post\" {% if live %}hx-post=\"{{ url }}\" hx-target=\"{{ id }}\" hx-swap=\"none\"{% endif %}>",
        ] {
            assert_eq!(found(template), [], "{template}");
        }
    }

    #[test]
    fn each_rule_is_kept() {
        for (template, word) in [
            ("<p>\n<a hx-on:click=\"x\">", "hx-on:click"),
            ("\n<a hx-live=\"x\">", "hx-live"),
            ("\n<a onclick=\"x\">", "onclick"),
            ("\n<p style=\"color:red\">", "style"),
            ("\n<script>x()</script>", "without src"),
            ("\n<a hx-vals='js:{a: 1}'>", "hx-vals"),
            ("\n<a href=\"javascript:x()\">", "href"),
            ("\n<a hx-get=\"/a\" hx-swap=\"none\">", "own hx-target"),
            ("\n<a hx-delete=\"/a\" hx-target=\"#a\" hx-swap=\"\">", "own hx-swap"),
            ("\n<div hx-target:inherited=\"#a\"><a hx-put=\"/a\" hx-swap=\"none\">", "own hx-target"),
        ] {
            let found = found(template);
            assert_eq!(found.len(), 1, "{template}: {found:?}");
            assert!(found[0].line == 2 && found[0].advice.contains(word), "{found:?}");
        }
    }

    #[test]
    fn only_our_templates_are_judged() {
        assert_eq!(check(&Tree::from([("docs/old.html", "<p style=\"x\">")])), []);
    }
}
