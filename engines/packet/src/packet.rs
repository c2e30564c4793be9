//! What a packet says.

use entente_kernel::Text;
use serde_json::{Value as Json, json};

use crate::canonical::whole;
use crate::{Figure, Row};

/// The form of packets that this program writes and reads.
pub(crate) const FORM: &str = "entente-report-packet-1";

/// A report's figures, with what its stored forms must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// The report's id.
    pub report: String,
    /// Its reference number.
    pub reference: String,
    /// Its title.
    pub title: Text,
    /// Who published it.
    pub institution: Text,
    /// The readership with whose rights it was counted: `public`, `members` or `internal`.
    pub audience: String,
    /// The day for which it counts, `YYYY-MM-DD`.
    pub as_of: String,
    /// What was known at this instant counts (RFC 3339, UTC).
    pub known_at: String,
    /// The languages of its forms.
    pub languages: Vec<String>,
    /// Its figures, in the order in which they stand in it.
    pub figures: Vec<Figure>,
    /// Its stored forms.
    pub forms: Vec<Form>,
}

/// A stored form of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its language.
    pub lang: String,
    /// Its media type.
    pub media: String,
    /// The SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
}

pub(crate) fn text(text: &Text) -> Json {
    json!({ "en": text.en, "zh": text.zh })
}

impl Packet {
    /// The stored form with these bytes, if it is one of this report.
    #[must_use]
    pub fn form(&self, bytes: &[u8]) -> Option<&Form> {
        let own = crate::sha256(bytes);
        self.forms.iter().find(|form| form.sha256 == own)
    }

    pub(crate) fn content(&self) -> Json {
        let form = |form: &Form| json!({ "lang": form.lang, "media": form.media, "sha256": form.sha256 });
        json!({
            "form": FORM,
            "report": self.report,
            "reference": self.reference,
            "title": text(&self.title),
            "institution": text(&self.institution),
            "audience": self.audience,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "languages": self.languages,
            "figures": self.figures.iter().map(figure).collect::<Vec<_>>(),
            "forms": self.forms.iter().map(form).collect::<Vec<_>>(),
        })
    }
}

fn figure(figure: &Figure) -> Json {
    let row = |row: &Row| json!({ "id": row.id, "sha256": row.sha256, "amount": whole(row.amount) });
    json!({
        "measure": figure.measure,
        "name": text(&figure.name),
        "definition": text(&figure.definition),
        "of": text(&figure.of),
        "unit": figure.unit,
        "rule": figure.rule.word(),
        "query": figure.query,
        "value": whole(figure.value),
        "rows": figure.rows.iter().map(row).collect::<Vec<_>>(),
    })
}
