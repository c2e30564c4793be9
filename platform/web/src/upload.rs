//! Forms with a file: read piece by piece into a file of the data folder, never whole in memory.

use std::path::PathBuf;

use axum::body::Body;
use entente_documents::{Incoming, Limits, judged};
use entente_kernel::{Class, FieldProblem, Problem, Result};
use multer::{Field, Multipart, parse_boundary};
use tokio::time::timeout;

use crate::ask::{Ask, PATIENCE};

/// Most bytes of the form's other fields together.
const FIELDS: usize = 64 << 10;
/// Most parts of a form.
const PARTS: usize = 32;

/// Where files stand on their way in, and how much may come.
#[derive(Debug, Clone, Default)]
pub struct Uploads {
    /// The folder; files in it have no name and vanish with the program.
    pub folder: PathBuf,
    /// How much may be stored.
    pub limits: Limits,
}

/// True for a form that may hold a file.
pub(crate) fn has_file(ask: &Ask) -> bool {
    ask.header("content-type").starts_with("multipart/form-data")
}

/// Reads fields and file; what was read stays in the request also when the file is refused, so that the form can be
/// shown again. Errors: `form`, and at the field `file` what is wrong with it.
pub(crate) async fn receive(ask: &mut Ask, body: Body, uploads: &Uploads) -> Result<()> {
    if !has_file(ask) {
        return ask.read_form(body).await;
    }
    let boundary = parse_boundary(ask.header("content-type")).map_err(malformed)?;
    let mut form = Multipart::new(body.into_data_stream(), boundary);
    let mut room = FIELDS;
    for _ in 0..PARTS {
        let next = timeout(PATIENCE, form.next_field()).await.map_err(malformed)?;
        let Some(mut field) = next.map_err(malformed)? else { return Ok(()) };
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file) if name == "file" => {
                let taken = take(ask, &mut field, &file, uploads).await;
                if let Err(problem) = taken {
                    drain(field, uploads.limits.file).await;
                    return Err(problem);
                }
            }
            _ => {
                let text = words(&mut field, &mut room).await?;
                ask.fields.push(name, text);
            }
        }
    }
    Err(malformed("too many parts"))
}

fn malformed(why: impl std::fmt::Display) -> Problem {
    Problem::new(Class::Malformed, "form").because(why)
}

async fn words(field: &mut Field<'_>, room: &mut usize) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = timeout(PATIENCE, field.chunk()).await.map_err(malformed)?.map_err(malformed)? {
        *room = room.checked_sub(piece.len()).ok_or_else(|| malformed("fields too long"))?;
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(malformed)
}

/// Takes the file in. A browser sends an empty one without a name where none was chosen.
async fn take(ask: &Ask, field: &mut Field<'_>, name: &str, uploads: &Uploads) -> Result<()> {
    let most = uploads.limits.file;
    let said: u64 = ask.header("content-length").parse().unwrap_or_default();
    if said > most + u64::try_from(FIELDS).unwrap_or_default() {
        let field = FieldProblem::new("file", "document-too-large").with("max", most >> 20);
        return Err(Problem { class: Class::TooLarge, ..Problem::invalid(vec![field]) });
    }
    let mut incoming = Incoming::begin(&uploads.folder, name, most)?;
    let mut empty = true;
    while let Some(piece) = timeout(PATIENCE, field.chunk()).await.map_err(malformed)?.map_err(malformed)? {
        empty = false;
        incoming.push(&piece)?;
    }
    if empty && name.is_empty() {
        return Ok(());
    }
    let file = judged(incoming)?;
    *ask.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(file);
    Ok(())
}

/// Lets the rest of a refused file pass, up to a bound: a browser shows an answer only when its form was taken.
async fn drain(mut field: Field<'_>, most: u64) {
    let mut left = most;
    while let Ok(Ok(Some(piece))) = timeout(PATIENCE, field.chunk()).await {
        left = left.saturating_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if left == 0 {
            return;
        }
    }
}
