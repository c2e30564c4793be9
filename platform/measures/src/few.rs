//! Figures that could single out a record: outsiders get none of fewer than five confidential records.

use entente_access::{Actor, Audience};

use crate::Figure;

/// The fewest confidential records that a figure for outsiders may count.
pub const FEWEST: i64 = 5;

/// Holds back the figures that count one to four confidential records; where that is a single one of its currency, also
/// the smallest other one, so that nobody gets it by subtraction.
pub(crate) fn hold_back(actor: &Actor, cells: &mut [Figure]) {
    if actor.audience == Audience::Internal {
        return;
    }
    for cell in cells.iter_mut().filter(|cell| (1..FEWEST).contains(&cell.confidential)) {
        hide(cell);
    }
    let currencies: Vec<Option<String>> =
        cells.iter().filter(|c| c.few).map(|c| c.currency.clone()).collect();
    for currency in currencies {
        let same = |c: &&mut Figure| c.currency == currency && (c.few || c.records > 0);
        let mut all: Vec<&mut Figure> = cells.iter_mut().filter(same).collect();
        if all.iter().filter(|c| c.few).count() == 1 {
            all.retain(|c| !c.few);
            if let Some(least) = all.into_iter().min_by_key(|c| c.records) {
                hide(least);
            }
        }
    }
}

fn hide(cell: &mut Figure) {
    *cell = Figure { amount: 0, records: 0, few: true, ..cell.clone() };
}

#[cfg(test)]
mod tests {
    use entente_kernel::Lang;

    use super::*;

    fn held(confidential: &[i64], actor: &Actor) -> Vec<bool> {
        let cell =
            |n: &i64| Figure { records: *n + 1, amount: *n + 1, confidential: *n, ..Figure::default() };
        let mut cells: Vec<Figure> = confidential.iter().map(cell).collect();
        hold_back(actor, &mut cells);
        assert!(cells.iter().all(|c| !c.few || c.amount == 0 && c.records == 0));
        cells.iter().map(|c| c.few).collect()
    }

    #[test]
    fn outsiders_get_no_small_cell_and_none_by_subtraction() {
        let visitor = Actor::visitor(Lang::En);
        assert_eq!(held(&[9, 4, 0, 12], &visitor), [false, true, true, false]);
        assert_eq!(held(&[9, 4, 3], &visitor), [false, true, true]);
        assert_eq!(held(&[5, 0, 7], &visitor), [false, false, false]);
        assert_eq!(held(&[1], &visitor), [true]);
        assert_eq!(held(&[1, 4], &Actor::system()), [false, false]);
    }
}
