//! The index of one readership.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use entente_access::{Audience, Cond};
use entente_kernel::{Class, Id, Problem, Result};
use entente_record::{Kind, Readership, Record, Registry, document, load, sweep};
use entente_store::Reads;
use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::query::AllQuery;
use tantivy::schema::{
    IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term, doc};

use crate::Texts;
use crate::folder::Folder;
use crate::query::{Asked, Fields, Reach};
use crate::words::{beginnings, is_characters, pinyin, runs, terms, whole};

/// Bytes that a writer may hold while it works.
const MEMORY: usize = 20_000_000;

/// Records read at a time while building.
const CHUNK: usize = 1_000;

/// Changes with the shape of the index; an index of another shape is built anew.
const SHAPE: i64 = 2;

/// The code of whatever is wrong with an index's files.
pub(crate) const DAMAGED: &str = "search-damaged";

pub(crate) struct Index {
    readership: Readership,
    folder: Option<PathBuf>,
    opened: RwLock<Opened>,
    /// Its files cannot be read as they should; it is to be made anew.
    damaged: AtomicBool,
    id: tantivy::schema::Field,
    fields: Fields,
    texts: Texts,
}

struct Opened {
    index: tantivy::Index,
    reader: IndexReader,
}

impl Opened {
    fn open(folder: Option<&Path>) -> Result<Self> {
        let (schema, _, _) = schema();
        let index = match folder {
            None => tantivy::Index::create_in_ram(schema),
            Some(folder) => on_disk(folder, schema)?,
        };
        // Terms are cut by us and come joined by spaces.
        index
            .tokenizers()
            .register("terms", TextAnalyzer::from(tantivy::tokenizer::WhitespaceTokenizer::default()));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(broken)?;
        Ok(Self { index, reader })
    }
}

impl Index {
    pub(crate) fn open(folder: Option<&Path>, readership: Readership, texts: Texts) -> Result<Self> {
        let (_, id, fields) = schema();
        let opened = RwLock::new(Opened::open(folder)?);
        let folder = folder.map(Path::to_owned);
        Ok(Self { readership, folder, opened, damaged: AtomicBool::new(false), id, fields, texts })
    }

    fn opened(&self) -> RwLockReadGuard<'_, Opened> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// True when its files cannot be read as they should.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    /// Throws the files away and begins with an empty index.
    pub(crate) fn reset(&self) -> Result<()> {
        if let Some(folder) = self.folder.as_deref().filter(|folder| folder.exists()) {
            std::fs::remove_dir_all(folder).map_err(Problem::internal)?;
        }
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Opened::open(self.folder.as_deref())?;
        self.damaged.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Work with the files. What the library cannot read, or falls over, marks the index as damaged.
    fn careful<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let outcome = catch_unwind(AssertUnwindSafe(work));
        let outcome = outcome.unwrap_or_else(|_| Err(Problem::new(Class::Unavailable, DAMAGED)));
        if outcome.as_ref().is_err_and(|problem| problem.code == DAMAGED) {
            self.damaged.store(true, Ordering::Relaxed);
        }
        outcome
    }

    pub(crate) fn readership(&self) -> &Readership {
        &self.readership
    }

    /// How far the outbox has been followed; `None` for an index that has to be built.
    pub(crate) fn at(&self) -> Option<i64> {
        let payload = self.opened().index.load_metas().ok()?.payload?;
        let (shape, at) = payload.split_once(':')?;
        (shape.parse() == Ok(SHAPE)).then(|| at.parse().ok()).flatten()
    }

    fn commit(&self, mut writer: IndexWriter, at: i64) -> Result<()> {
        let mut prepared = writer.prepare_commit().map_err(broken)?;
        prepared.set_payload(&format!("{SHAPE}:{at}"));
        prepared.commit().map_err(broken)?;
        writer.wait_merging_threads().map_err(broken)?;
        self.opened().reader.reload().map_err(broken)
    }

    fn writer(&self) -> Result<IndexWriter> {
        self.opened().index.writer_with_num_threads(1, MEMORY).map_err(broken)
    }

    /// Number of records.
    pub(crate) fn held(&self) -> u64 {
        self.opened().reader.searcher().num_docs()
    }

    /// Brings these records up to date.
    pub(crate) fn apply(
        &self,
        reads: &mut dyn Reads,
        changed: &[(&'static Kind, Id)],
        at: i64,
    ) -> Result<usize> {
        let writer = self.writer()?;
        for (kind, id) in changed {
            writer.delete_term(self.term(*id));
            let sees = self.readership.sees(kind);
            if sees == Cond::Nothing || !sees.holds(reads, kind.table, *id)? {
                continue;
            }
            if let Some(record) = load(reads, kind, *id)?.filter(|r| r.meta.deleted_at.is_none()) {
                self.put_all(reads, &writer, kind, &[record])?;
            }
        }
        self.commit(writer, at)?;
        Ok(changed.len())
    }

    /// Builds the index from the database.
    pub(crate) fn rebuild(
        &self,
        reads: &mut dyn Reads,
        registry: &Registry,
        at: i64,
        built: &AtomicUsize,
    ) -> Result<usize> {
        let writer = self.writer()?;
        writer.delete_all_documents().map_err(broken)?;
        let mut done = 0;
        for kind in registry.kinds() {
            let sees = self.readership.sees(kind);
            done += each(reads, kind, &sees, &mut |reads, records| {
                built.fetch_add(records.len(), Ordering::Relaxed);
                self.put_all(reads, &writer, kind, records)
            })?;
        }
        self.commit(writer, at)?;
        Ok(done)
    }

    fn put_all(
        &self,
        reads: &mut dyn Reads,
        writer: &IndexWriter,
        kind: &'static Kind,
        records: &[Record],
    ) -> Result<()> {
        let ids: Vec<Id> = records.iter().map(|record| record.meta.id).collect();
        let mut texts = (self.texts)(reads, self.readership.audience, &ids)?;
        for record in records {
            self.put(writer, kind, record, texts.remove(&record.meta.id).unwrap_or_default())?;
        }
        Ok(())
    }

    fn put(
        &self,
        writer: &IndexWriter,
        kind: &'static Kind,
        record: &Record,
        texts: Vec<String>,
    ) -> Result<()> {
        let mut found = document(kind, record, &self.readership);
        found.words.extend(texts.into_iter().map(|text| (1, text)));
        let names: Vec<&str> = found.words.iter().filter(|(w, _)| *w >= 3).map(|(_, t)| t.as_str()).collect();
        let others = found.words.iter().filter(|(w, _)| *w < 3).map(|(_, t)| t.as_str());
        let join = |all: Vec<String>| all.join(" ");
        let fields = &self.fields;
        let mut entry = doc!(
            self.id => record.meta.id.to_string(),
            fields.kind => kind.name,
            fields.names => join(names.iter().flat_map(|n| terms(n)).collect()),
            fields.begun => join(names.iter().flat_map(|n| begun(n)).collect()),
            fields.pinyin => join(names.iter().flat_map(|n| pinyin(n)).collect()),
            fields.body => join(others.flat_map(terms).collect()),
        );
        for name in &names {
            let whole = whole(name);
            for begun in beginnings(&whole) {
                entry.add_text(fields.start, begun);
            }
            entry.add_text(fields.exact, whole);
        }
        writer.add_document(entry).map_err(broken)?;
        Ok(())
    }

    fn term(&self, id: Id) -> Term {
        Term::from_field_text(self.id, &id.to_string())
    }

    /// Kind and id of the best: names first, then other texts, and a slip of one letter only where nothing else is
    /// found.
    pub(crate) fn find(&self, asked: &Asked, kinds: &[&str], limit: usize) -> Result<Vec<(String, Id)>> {
        self.careful(|| self.found(asked, kinds, limit))
    }

    fn found(&self, asked: &Asked, kinds: &[&str], limit: usize) -> Result<Vec<(String, Id)>> {
        let searcher = self.opened().reader.searcher();
        let mut found: Vec<(String, Id)> = Vec::new();
        for reach in [Reach::Names, Reach::Texts, Reach::Slips] {
            if found.len() >= limit || (reach == Reach::Slips && !found.is_empty()) {
                break;
            }
            let query = asked.query(&self.fields, kinds, reach);
            let top = TopDocs::with_limit(limit.max(1)).order_by_score();
            let mut more = Vec::new();
            for (score, address) in searcher.search(&query, &top).map_err(broken)? {
                let entry: TantivyDocument = searcher.doc(address).map_err(broken)?;
                let unknown = |id: &Id| !found.iter().any(|(_, known)| known == id);
                let read = self.read(&entry).filter(|(_, id)| unknown(id));
                more.extend(read.map(|(kind, id)| (score, kind, id)));
            }
            // Equal scores come in the order of segments, which says nothing; ids make it the same every time.
            more.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
            found.extend(more.into_iter().map(|(_, kind, id)| (kind, id)));
        }
        found.truncate(limit);
        Ok(found)
    }

    fn read(&self, entry: &TantivyDocument) -> Option<(String, Id)> {
        let text = |field| entry.get_first(field).and_then(|value| value.as_str().map(str::to_owned));
        Some((text(self.fields.kind)?, Id::parse(&text(self.id)?)?))
    }

    /// Differences between the index and what the readership may see.
    pub(crate) fn check(
        &self,
        reads: &mut dyn Reads,
        registry: &Registry,
    ) -> Result<Vec<(Audience, &'static str, Id)>> {
        let searcher = self.opened().reader.searcher();
        let mut held = Vec::new();
        for address in searcher.search(&AllQuery, &DocSetCollector).map_err(broken)? {
            let entry: TantivyDocument = searcher.doc(address).map_err(broken)?;
            held.extend(self.read(&entry).map(|(_, id)| id));
        }
        held.sort_unstable();
        let (mut wrong, mut right) = (Vec::new(), Vec::new());
        for kind in registry.kinds() {
            let sees = self.readership.sees(kind);
            each(reads, kind, &sees, &mut |_, records| {
                for record in records {
                    right.push(record.meta.id);
                    if held.binary_search(&record.meta.id).is_err() {
                        wrong.push((self.readership.audience, kind.name, record.meta.id));
                    }
                }
                Ok(())
            })?;
        }
        right.sort_unstable();
        let gone = held.into_iter().filter(|id| right.binary_search(id).is_err());
        wrong.extend(gone.map(|id| (self.readership.audience, "gone", id)));
        Ok(wrong)
    }
}

/// The beginnings of a name's words.
fn begun(name: &str) -> Vec<String> {
    runs(name).iter().filter(|run| !is_characters(run)).flat_map(|run| beginnings(run)).collect()
}

/// Takes some records, with what else is asked for them.
type Take<'a> = &'a mut dyn FnMut(&mut dyn Reads, &[Record]) -> Result<()>;

/// Hands every record that meets the condition to `take`, in chunks; gives their number.
fn each(reads: &mut dyn Reads, kind: &'static Kind, sees: &Cond, take: Take) -> Result<usize> {
    let (mut after, mut done) = (None, 0);
    if *sees == Cond::Nothing {
        return Ok(0);
    }
    loop {
        let records = sweep(reads, kind, sees, after, CHUNK)?;
        take(reads, &records)?;
        done += records.len();
        match records.last() {
            Some(last) if records.len() == CHUNK => after = Some(last.meta.id),
            _ => return Ok(done),
        }
    }
}

fn schema() -> (Schema, tantivy::schema::Field, Fields) {
    let mut schema = Schema::builder();
    let terms = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_tokenizer("terms").set_index_option(IndexRecordOption::Basic),
    );
    let id = schema.add_text_field("id", STRING | STORED);
    let fields = Fields {
        kind: schema.add_text_field("kind", STRING | STORED),
        exact: schema.add_text_field("exact", STRING),
        start: schema.add_text_field("start", STRING),
        names: schema.add_text_field("names", terms.clone()),
        begun: schema.add_text_field("begun", terms.clone()),
        pinyin: schema.add_text_field("pinyin", terms.clone()),
        body: schema.add_text_field("body", terms),
    };
    (schema.build(), id, fields)
}

/// Opens the index of a folder; one of another shape makes way for a new one.
fn on_disk(folder: &Path, schema: Schema) -> Result<tantivy::Index> {
    std::fs::create_dir_all(folder).map_err(Problem::internal)?;
    let directory = || Folder::open(folder).map_err(|e| Problem::internal(e.to_string()));
    match tantivy::Index::open_or_create(directory()?, schema.clone()) {
        Ok(index) => Ok(index),
        Err(_) => {
            std::fs::remove_dir_all(folder).map_err(Problem::internal)?;
            std::fs::create_dir_all(folder).map_err(Problem::internal)?;
            tantivy::Index::open_or_create(directory()?, schema).map_err(broken)
        }
    }
}

fn broken(error: tantivy::TantivyError) -> Problem {
    Problem::new(Class::Unavailable, DAMAGED).because(error)
}
