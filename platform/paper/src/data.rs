//! A paper as the values that `look.typ` reads. Texts stay texts: nothing here is markup.

use entente_kernel::{Date, Lang};
use serde_json::{Value, json};

use crate::chart;
use crate::clean::visible;
use crate::fonts::Fonts;
use crate::levels::Levels;
use crate::markdown;
use crate::paper::{Block, Column, Paper, Signature};

/// Characters of a description: PDF/A refuses strings beyond 32,767 bytes.
const ALT: usize = 4000;
/// Characters of a title, for the same reason.
const TITLE: usize = 500;

/// Everything of a paper.
pub(crate) fn of(paper: &Paper, fonts: &Fonts) -> Value {
    let [serif, sans] = fonts.families();
    let mut levels = Levels::default();
    let blocks = blocks(&paper.blocks, paper.lang, &mut levels);
    json!({
        "title": cut(&paper.title, TITLE),
        "lang": paper.lang.code(),
        "subtitle": paper.subtitle,
        "author": cut(&paper.author, TITLE),
        "reference": cut(&paper.reference, TITLE),
        "date": [paper.date.year(), paper.date.month(), paper.date.day()],
        "day": day(paper.date, paper.lang),
        "cover": paper.cover,
        "contents": paper.contents && levels.any(),
        "serif": serif,
        "sans": sans,
        "words": words(paper.lang),
        "blocks": blocks,
    })
}

/// What tells this paper from others; the file holds its digest.
pub(crate) fn ident(paper: &Paper) -> String {
    format!("{}\n{}\n{}\n{}", paper.reference, paper.title, paper.date, paper.lang.code())
}

fn blocks(blocks: &[Block], lang: Lang, levels: &mut Levels) -> Vec<Value> {
    let mut all = Vec::new();
    for block in blocks {
        match block {
            Block::Markdown(text) => all.extend(markdown::blocks(text, levels)),
            other if empty(other) => {}
            other => all.push(one(other, lang, levels)),
        }
    }
    all
}

/// Whether there is nothing to set; typst has no table without columns, PDF/UA no heading without words.
fn empty(block: &Block) -> bool {
    match block {
        Block::Heading { text, .. } => !visible(text),
        Block::List { items, .. } => items.is_empty(),
        Block::Facts(facts) => facts.is_empty(),
        Block::Table { columns, .. } => columns.is_empty(),
        Block::Signatures(all) => all.is_empty(),
        _ => false,
    }
}

fn one(block: &Block, lang: Lang, levels: &mut Levels) -> Value {
    match block {
        Block::Heading { level, text } => json!({"k": "h", "level": levels.next(*level), "body": text}),
        Block::Text(text) => json!({"k": "p", "body": text}),
        Block::Markdown(_) | Block::PageBreak => json!({"k": "break"}),
        Block::List { ordered, items } => {
            let items: Vec<Value> = items.iter().map(|item| json!([{"k": "p", "body": item}])).collect();
            json!({"k": "list", "ordered": ordered, "start": 1, "items": items})
        }
        Block::Facts(facts) => json!({"k": "facts", "rows": facts}),
        Block::Table { caption, columns, rows } => table(caption, columns, rows),
        Block::Chart { svg, alt, caption } => {
            let alt = [alt, caption].into_iter().find(|text| !text.trim().is_empty());
            let alt = cut(alt.map_or("", |text| text), ALT);
            json!({"k": "chart", "svg": chart::alone(svg), "alt": alt, "caption": caption})
        }
        Block::Signatures(all) => signatures(all, lang),
        Block::In { lang, blocks: inner } => {
            json!({"k": "in", "lang": lang.code(), "blocks": blocks(inner, *lang, levels)})
        }
    }
}

/// The cells go row by row, so that a table of a thousand rows is one spread.
fn table(caption: &str, columns: &[Column], rows: &[Vec<String>]) -> Value {
    let heads: Vec<&str> = columns.iter().map(|column| column.head.as_str()).collect();
    let right: Vec<bool> = columns.iter().map(|column| column.right).collect();
    let cell = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| (0..columns.len()).map(|at| cell(row, at)).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| width(&column.head, rows.iter().filter_map(|row| row.get(at))))
        .collect();
    json!({"k": "table", "caption": caption, "heads": heads, "right": right, "widths": widths, "cells": rows.concat()})
}

/// The share of a column in what numbers leave: by its longest text, since short columns beside long ones waste paper;
/// the longest word of its head has room beside a column as wide as they come.
pub(crate) fn width<'a>(head: &str, cells: impl Iterator<Item = &'a String>) -> usize {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let word = head.split_whitespace().map(wide).max().unwrap_or_default();
    cells.map(|cell| wide(cell)).max().unwrap_or_default().max(word + 8).clamp(8, 48)
}

fn signatures(all: &[Signature], lang: Lang) -> Value {
    let rows: Vec<[&str; 4]> = all
        .iter()
        .map(|s| [s.party.as_str(), s.name.as_str(), s.capacity.as_str(), s.when.as_str()])
        .collect();
    // Who has not signed yet may do so on paper.
    let open = all.iter().any(|signature| signature.when.trim().is_empty());
    json!({"k": "sign", "open": open, "heads": sign(lang), "rows": rows})
}

/// The few words that a paper needs of its own; those of its content come with it.
fn words(lang: Lang) -> Value {
    match lang {
        Lang::En => json!({"contents": "Contents", "untitled": "Untitled", "page": ["Page ", " of ", ""]}),
        Lang::Zh => json!({"contents": "目录", "untitled": "无标题", "page": ["第 ", " 页，共 ", " 页"]}),
    }
}

/// The heads of the table of signatures; the last one where somebody has yet to sign.
fn sign(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::En => ["Party", "Name", "Capacity", "Date", "Signature"],
        Lang::Zh => ["签署方", "签署人", "职务", "日期", "签字"],
    }
}

/// A day in words, as a cover bears it.
fn day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::En => date.strftime("%-d %B %Y").to_string(),
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
