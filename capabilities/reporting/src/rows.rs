//! The records behind each number of a published report, as its packet names them; a page reads what it shows.

use entente_kernel::{Id, Result};
use entente_packet::{Figure, Row, Rule};
use entente_record::Filter;
use entente_store::{Reads, Tx};

/// Records that are looked for by their ids in one statement.
const PIECE: usize = 500;

/// The rows that count: of a share those of the part.
pub(crate) fn counting(figure: &Figure) -> impl Iterator<Item = &Row> {
    figure.rows.iter().filter(|row| figure.rule != Rule::Share || row.amount == 1)
}

/// Writes down what each figure counts.
pub(crate) fn keep(tx: &mut Tx<'_>, report: Id, figures: &[Figure]) -> Result<()> {
    let sql = "INSERT INTO report_row (report, figure, record) VALUES ($1, $2, $3)";
    for (number, figure) in (1_i64..).zip(figures) {
        for id in counting(figure).filter_map(|row| Id::parse(&row.id)) {
            tx.execute(sql, &[report.into(), number.into(), id.into()])?;
        }
    }
    Ok(())
}

/// Those of a list that a figure counts, and how many can be among them: of a report that was published before its
/// records were written down the first 500 of the packet.
pub(crate) fn among(
    reads: &mut dyn Reads,
    report: Id,
    number: i64,
    figure: &Figure,
) -> Result<(Filter, usize)> {
    if reads.first("SELECT 1 FROM report_row WHERE report = $1 LIMIT 1", &[report.into()])?.is_none() {
        let ids: Vec<Id> = counting(figure).take(PIECE).filter_map(|row| Id::parse(&row.id)).collect();
        let reach = ids.len();
        return Ok((Filter::Ids(ids), reach));
    }
    let own = "{t}.id IN (SELECT r.record FROM report_row r WHERE r.report = {1} AND r.figure = {2})";
    Ok((Filter::Where(own.into(), vec![report.into(), number.into()]), counting(figure).count()))
}
