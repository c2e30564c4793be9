//! Documents as files beside the tables: `files/ID/NUMBER.END`.

use std::io::Read;
use std::path::Path;

use entente_kernel::{Id, Problem, Result};

use super::case::Writing;
use super::descriptor::Resource;
use super::pack::hash;
use super::{Pieces, unwritable};
use crate::engine::Connection;
use crate::{Row, Value};

/// Writes a file for each thing; gives them as resources, in the order of their keys.
pub(super) fn put_files(
    source: &mut dyn Connection,
    pieces: &Pieces,
    writing: &mut Writing,
    report: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Vec<Resource>> {
    let [one, two] = pieces.key;
    if source.columns(pieces.of)?.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {one}, {two}, {} FROM {} ORDER BY {one}, {two}", pieces.name, pieces.of);
    let things = source.query(&sql, &[])?;
    let sql = format!("SELECT bytes FROM {} WHERE {one} = $1 AND {two} = $2 AND position = $3", pieces.table);
    let mut resources = Vec::with_capacity(things.len());
    for thing in &things {
        let (id, number, name): (Id, i64, String) = (thing.get(0)?, thing.get(1)?, thing.get(2)?);
        let path = path(id, number, &name);
        let sum = writing.put(&path, &mut |out| {
            for position in 0_i64.. {
                let piece = source.query(&sql, &[id.into(), number.into(), position.into()])?;
                let Some(piece) = piece.first() else { break };
                let bytes: Vec<u8> = piece.get(0)?;
                out.write_all(&bytes).map_err(|e| unwritable(Path::new(&path), &e))?;
            }
            Ok(())
        })?;
        report(pieces.table)?;
        resources.push(Resource {
            name: format!("{}-{id}-{number}", pieces.of.replace('_', "-")),
            title: name,
            is: None,
            format: None,
            mediatype: Some("application/octet-stream".into()),
            encoding: None,
            bytes: sum.bytes,
            hash: hash(&sum),
            rows: None,
            schema: None,
            path,
        });
    }
    Ok(resources)
}

/// The end of the name stays where it is plain, so that programs know what the file is.
fn path(id: Id, number: i64, name: &str) -> String {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_lowercase());
    let plain = |end: &String| {
        (1..=8).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    end.filter(plain)
        .map_or_else(|| format!("files/{id}/{number}"), |end| format!("files/{id}/{number}.{end}"))
}

/// The key of a file, by its path.
pub(super) fn key_of(path: &str) -> Option<(Id, i64)> {
    let (id, rest) = path.strip_prefix("files/")?.split_once('/')?;
    let number = rest.split('.').next()?;
    Some((Id::parse(id)?, number.parse().ok()?))
}

/// The rows of a file's pieces, one by one.
pub(super) fn rows_of(
    key: (Id, i64),
    size: usize,
    file: &mut dyn Read,
    take: &mut dyn FnMut(Row) -> Result<()>,
) -> Result<()> {
    let most = u64::try_from(size).unwrap_or(u64::MAX);
    for position in 0_i64.. {
        let mut bytes = Vec::new();
        (&mut *file).take(most).read_to_end(&mut bytes).map_err(Problem::internal)?;
        if bytes.is_empty() {
            break;
        }
        let values: Vec<Value> = vec![key.0.into(), key.1.into(), position.into(), bytes.into()];
        take(Row(values))?;
    }
    Ok(())
}
