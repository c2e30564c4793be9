//! Notices in words, gathered by day and record.

use std::collections::BTreeMap;

use entente_access::{Actor, Audience};
use entente_inbox::{CHANGED, DOCUMENT, DUE_SOON, JOB, Notice, OVERDUE, STEP};
use entente_kernel::{Date, Id, Lang, Result, Text};
use entente_record::{Kind, link_titles, load};
use entente_store::Reads;

use crate::locale::T;
use crate::pages::chronology::names;
use crate::web::Web;

/// Whom the words are for, and where they stand.
pub(super) struct Reader<'a> {
    pub(super) web: &'a Web,
    pub(super) actor: &'a Actor,
    pub(super) t: &'a T,
    /// In a letter, a restricted record is called by its number.
    pub(super) letter: bool,
}

/// One day's notices.
pub(super) struct Day {
    pub(super) label: String,
    pub(super) entries: Vec<Entry>,
}

/// What happened to one record on one day.
pub(super) struct Entry {
    pub(super) record: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) title_lang: Option<&'static str>,
    pub(super) kind: String,
    pub(super) unread: bool,
    /// The newest of them, in microseconds: what was shown when "read" is pressed.
    pub(super) until: i64,
    pub(super) lines: Vec<Line>,
}

/// One thing that happened.
pub(super) struct Line {
    pub(super) said: String,
    /// How often.
    pub(super) times: usize,
    /// The last time.
    pub(super) at: String,
    pub(super) when: String,
}

impl Reader<'_> {
    /// Days newest first; within a day what was not read comes first, then what is newest.
    pub(super) fn days(&self, reads: &mut dyn Reads, notices: &[Notice]) -> Result<Vec<Day>> {
        let called = self.called(reads, notices)?;
        let who = self.people(reads, notices)?;
        let zone = self.web.db().zone();
        let mut days: Vec<(Date, Vec<Entry>)> = Vec::new();
        for notice in notices {
            let day = notice.at.date(zone);
            if days.last().is_none_or(|(last, _)| *last != day) {
                days.push((day, Vec::new()));
            }
            let Some((_, entries)) = days.last_mut() else { continue };
            let line = self.line(reads, notice, &who)?;
            let record = notice.record.to_string();
            if let Some(entry) = entries.iter_mut().find(|entry| entry.record == record) {
                entry.unread |= notice.read_at.is_none();
                match entry.lines.iter_mut().find(|said| said.said == line.said) {
                    Some(same) => same.times += 1,
                    None => entry.lines.push(line),
                }
            } else {
                entries.push(self.entry(notice, called.get(&notice.record), line));
            }
        }
        let today = reads.today();
        let finish = |(day, mut entries): (Date, Vec<Entry>)| {
            entries.sort_by_key(|entry| !entry.unread);
            Day { label: self.day(day, today), entries }
        };
        Ok(days.into_iter().map(finish).collect())
    }

    fn day(&self, day: Date, today: Date) -> String {
        if day == today { self.t.m("inbox-today") } else { self.t.day(day) }
    }

    fn entry(&self, notice: &Notice, called: Option<&Text>, line: Line) -> Entry {
        let kind = self.web.registry().kind(&notice.kind);
        let (title, title_lang) = match (kind, called) {
            (Some(_), Some(text)) => {
                let (words, tag) = self.t.text(text);
                (words.to_owned(), tag)
            }
            (Some(kind), None) => (self.t.m(kind.name), None),
            (None, _) => (self.t.m(&format!("job-{}", notice.word)), None),
        };
        Entry {
            record: notice.record.to_string(),
            href: kind.map_or_else(|| "/jobs".into(), |kind| format!("/{}/{}", kind.path, notice.record)),
            title,
            title_lang,
            kind: self.t.m(kind.map_or("job", |kind| kind.name)),
            unread: notice.read_at.is_none(),
            until: notice.at.0,
            lines: vec![line],
        }
    }

    /// What the records are called, as far as the reader may know.
    pub(super) fn called(&self, reads: &mut dyn Reads, notices: &[Notice]) -> Result<BTreeMap<Id, Text>> {
        let mut ids: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for notice in notices.iter().filter(|notice| notice.kind != JOB) {
            let held = ids.entry(&notice.kind).or_default();
            if !held.contains(&notice.record) {
                held.push(notice.record);
            }
        }
        let mut called = BTreeMap::new();
        for (name, ids) in ids {
            if let Some(kind) = self.web.registry().kind(name) {
                called.extend(self.titles(reads, kind, &ids)?);
            }
        }
        Ok(called)
    }

    /// Titles of records of one kind; the number, for staff, where there is none to show.
    pub(super) fn titles(
        &self,
        reads: &mut dyn Reads,
        kind: &'static Kind,
        ids: &[Id],
    ) -> Result<BTreeMap<Id, Text>> {
        let mut titles = link_titles(reads, self.actor, kind, ids)?;
        for (id, title) in &mut titles {
            if !self.letter && !title.is_empty() {
                continue;
            }
            let Some(record) = load(reads, kind, *id)? else { continue };
            if title.is_empty() || record.meta.class == "restricted" {
                let number = Text::en(record.meta.reference);
                *title = if self.staff() { number } else { Text::default() };
            }
        }
        titles.retain(|_, title| !title.is_empty());
        Ok(titles)
    }

    fn staff(&self) -> bool {
        self.actor.audience == Audience::Internal
    }

    /// Names of those who did something; outsiders do not learn who works on what.
    fn people(&self, reads: &mut dyn Reads, notices: &[Notice]) -> Result<BTreeMap<Id, String>> {
        let actors = notices.iter().filter_map(|notice| notice.actor).collect();
        if self.staff() { names(reads, actors, self.t.lang) } else { Ok(BTreeMap::new()) }
    }

    fn line(&self, reads: &mut dyn Reads, notice: &Notice, who: &BTreeMap<Id, String>) -> Result<Line> {
        let zoned = notice.at.zoned(self.web.db().zone());
        let when = format!("{:02}:{:02}", zoned.hour(), zoned.minute());
        Ok(Line { said: self.said(reads, notice, who)?, times: 1, at: notice.at.to_string(), when })
    }

    fn said(&self, reads: &mut dyn Reads, notice: &Notice, who: &BTreeMap<Id, String>) -> Result<String> {
        let t = self.t;
        let name = match notice.actor {
            None => t.m("system"),
            Some(id) => who.get(&id).cloned().unwrap_or_else(|| t.m("notice-somebody")),
        };
        let mut words = vec![("who", name)];
        let mut key = format!("notice-{}", notice.sort);
        match (notice.sort.as_str(), self.web.registry().kind(&notice.kind)) {
            (CHANGED, Some(kind)) => words.push(("fields", self.fields(kind, &notice.word))),
            (STEP, Some(kind)) => words.push(("state", self.state(kind, &notice.word))),
            (DUE_SOON | OVERDUE, _) => {
                let day = notice.word.parse::<Date>().map(|day| t.day(day)).unwrap_or_default();
                words.push(("day", day));
            }
            (DOCUMENT, Some(kind)) => match self.document(reads, kind, notice)? {
                Some(title) => words.push(("title", title)),
                None => key.push_str("-gone"),
            },
            _ => {}
        }
        Ok(t.with(&key, &words))
    }

    fn fields(&self, kind: &Kind, names: &str) -> String {
        let label = |name: &str| match name {
            "class" => self.t.m("class"),
            _ => self.t.m(&format!("{}-{name}", kind.name)),
        };
        let labels: Vec<String> = names.split(' ').map(label).collect();
        labels.join(if self.t.lang == Lang::Zh { "、" } else { ", " })
    }

    /// The state that it came to, by the word that the reader knows.
    fn state(&self, kind: &Kind, word: &str) -> String {
        let to = word.split(' ').nth(1).unwrap_or_default();
        let Some(states) = kind.states else { return to.to_owned() };
        let known = states.state(to).map_or(to, |state| if self.staff() { state.word } else { state.public });
        self.t.m(&format!("{}-{known}", states.name))
    }

    /// What a document is called, if the reader still finds it there.
    fn document(&self, reads: &mut dyn Reads, kind: &Kind, notice: &Notice) -> Result<Option<String>> {
        let Some(id) = Id::parse(&notice.word).filter(|_| !self.letter) else { return Ok(None) };
        let all = entente_documents::documents(reads, self.actor, kind, notice.record)?;
        Ok(all.into_iter().find(|document| document.id == id).map(|document| document.title))
    }
}
