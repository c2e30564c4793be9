//! Markdown as blocks of a paper: headings, paragraphs, lists, quotes, code, tables, emphasis and links. HTML, pictures
//! and whatever else there may be are set as the text that they are.

use comrak::nodes::{ListType, NodeValue, TableAlignment};
use comrak::{Arena, Node, Options, parse_document};
use serde_json::{Value, json};

use crate::clean::visible;
use crate::data::width;
use crate::levels::Levels;

/// Lists, quotes and emphasis within each other; what is deeper is set as plain text, since typst refuses what nests
/// without end.
const DEEP: usize = 6;

/// The blocks of a text.
pub(crate) fn blocks(text: &str, levels: &mut Levels) -> Vec<Value> {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    let root = parse_document(&arena, text, &options);
    root.children().map(|node| top(node, levels)).collect()
}

fn top<'a>(node: Node<'a>, levels: &mut Levels) -> Value {
    match &node.data().value {
        NodeValue::Heading(heading) if visible(&plain(node)) => {
            json!({"k": "h", "level": levels.next(heading.level), "body": inlines(node, 0)})
        }
        _ => block(node, 0),
    }
}

fn block<'a>(node: Node<'a>, depth: usize) -> Value {
    let inner = || -> Vec<Value> { node.children().map(|child| block(child, depth + 1)).collect() };
    match &node.data().value {
        _ if depth > DEEP => json!({"k": "p", "body": plain(node)}),
        NodeValue::Heading(_) => json!({"k": "p", "body": [{"k": "b", "body": inlines(node, 0)}]}),
        NodeValue::List(list) => {
            let items: Vec<Vec<Value>> = node
                .children()
                .map(|item| item.children().map(|child| block(child, depth + 1)).collect())
                .collect();
            let ordered = list.list_type == ListType::Ordered;
            // Nobody numbers beyond a million on purpose.
            json!({"k": "list", "ordered": ordered, "start": list.start.min(1_000_000), "items": items})
        }
        NodeValue::BlockQuote => json!({"k": "quote", "blocks": inner()}),
        NodeValue::CodeBlock(code) => json!({"k": "code", "text": code.literal.trim_end()}),
        NodeValue::HtmlBlock(html) => json!({"k": "p", "body": html.literal.trim_end()}),
        NodeValue::ThematicBreak => json!({"k": "rule"}),
        NodeValue::Table(table) => rows(node, &table.alignments),
        _ => json!({"k": "p", "body": inlines(node, 0)}),
    }
}

fn rows<'a>(node: Node<'a>, alignments: &[TableAlignment]) -> Value {
    let mut all: Vec<Vec<Value>> =
        node.children().map(|row| row.children().map(|cell| inlines(cell, 0)).collect()).collect();
    let texts: Vec<Vec<String>> =
        node.children().map(|row| row.children().map(|cell| plain(cell)).collect()).collect();
    let columns = alignments.len();
    let head = |at: usize| texts.first().and_then(|row| row.get(at)).map_or("", String::as_str);
    let widths: Vec<usize> =
        (0..columns).map(|at| width(head(at), texts.iter().filter_map(|row| row.get(at)))).collect();
    let right: Vec<bool> = alignments.iter().map(|a| *a == TableAlignment::Right).collect();
    for row in &mut all {
        row.resize(columns, Value::from(""));
    }
    let heads = if all.is_empty() { Vec::new() } else { all.remove(0) };
    json!({"k": "table", "caption": "", "heads": heads, "right": right, "widths": widths, "cells": all.concat()})
}

fn inlines<'a>(node: Node<'a>, depth: usize) -> Value {
    if depth > DEEP { Value::from(plain(node)) } else { node.children().map(|n| inline(n, depth)).collect() }
}

fn inline<'a>(node: Node<'a>, depth: usize) -> Value {
    let body = || inlines(node, depth + 1);
    match &node.data().value {
        NodeValue::Emph => json!({"k": "i", "body": body()}),
        NodeValue::Strong => json!({"k": "b", "body": body()}),
        NodeValue::Code(code) => json!({"k": "c", "text": code.literal}),
        NodeValue::Link(link) if safe(&link.url) => json!({"k": "a", "url": link.url, "body": body()}),
        NodeValue::LineBreak => json!({"k": "br"}),
        NodeValue::Text(_) | NodeValue::SoftBreak | NodeValue::HtmlInline(_) => Value::from(plain(node)),
        _ => body(),
    }
}

/// What a reader may be sent to; anything else stays the text that it is.
fn safe(url: &str) -> bool {
    let whole = url.len() < 2000 && url.bytes().all(|b| b.is_ascii_graphic());
    whole
        && ["https://", "http://", "mailto:"]
            .iter()
            .any(|start| url.starts_with(start) && url.len() > start.len())
}

/// The text of a node and all below it.
fn plain<'a>(node: Node<'a>) -> String {
    let mut text = String::new();
    for node in node.descendants() {
        match &node.data().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::CodeBlock(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(html) => text.push_str(html),
            NodeValue::HtmlBlock(html) => text.push_str(&html.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            NodeValue::Item(_) | NodeValue::Paragraph if !text.is_empty() => text.push(' '),
            _ => {}
        }
    }
    text
}
