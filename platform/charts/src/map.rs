//! Points on the land masses of the world, the Pacific in the middle: no borders, no countries.

use crate::parts::{largest, linked, svg};
use crate::{Frame, Mark};

/// The outline in tenths of a degree: across from 30° west eastwards, down from 84° north.
const LAND: &str = include_str!("land.path");

/// A mark at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Millionths of a degree north.
    pub latitude: i64,
    /// Millionths of a degree east.
    pub longitude: i64,
    /// The number.
    pub mark: Mark,
}

/// Points whose area grows with their number, largest first so that small ones stay on top. They are not in the tab
/// order: there may be hundreds, and the table says the same.
#[must_use]
pub fn map(frame: &Frame<'_>, points: &[Point]) -> String {
    let most = largest(points.iter().map(|p| &p.mark));
    let mut points: Vec<&Point> = points.iter().collect();
    points.sort_by_key(|p| std::cmp::Reverse(p.mark.amount));
    let mut inside = format!("<path class=\"c-land\" d=\"{}\"/>", LAND.replace('\n', ""));
    for point in points {
        let across = (point.longitude / 100_000 + 300).rem_euclid(3_600);
        let down = (840 - point.latitude / 100_000).clamp(0, 1_400);
        let circle = format!(
            "<circle class=\"c-point\" cx=\"{across}\" cy=\"{down}\" r=\"{}\"/>",
            radius(point, most)
        );
        inside.push_str(&linked(&point.mark, false, &circle));
    }
    svg(frame, "map", "viewBox=\"0 0 3600 1400\" width=\"100%\"", &inside)
}

/// Between 24 and 110 tenths of a degree, and small as long as all numbers are: the area above the smallest grows with
/// the number.
fn radius(point: &Point, most: i64) -> i64 {
    let largest = i128::from(most).isqrt().saturating_mul(9).min(86);
    let share = i128::from(point.mark.amount.max(0)) * largest * largest / i128::from(most);
    24 + i64::try_from(share.isqrt()).unwrap_or(0)
}
