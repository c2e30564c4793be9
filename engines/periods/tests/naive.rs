//! A checker of another make: it lives through a membership day by day and notes what each day is.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use entente_kernel::{Chance, Date, SeededChance};
use entente_periods::{Break, Course, Standing, Term, Year, first, following, plus};

struct Dice(SeededChance);

impl Dice {
    fn below(&self, n: u64) -> i64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        i64::try_from(u64::from_le_bytes(bytes) % n).unwrap()
    }
}

/// What a clerk writes down: acts on days.
#[derive(Debug, Default)]
struct Story {
    terms: Vec<Term>,
    breaks: Vec<Break>,
    ends: Vec<Date>,
    grace: i64,
}

const BEGIN: &str = "2019-11-20";
const DAYS: i64 = 2_600;

/// A random life: joining, renewals in time or late, lapses, rests, leaving, joining again.
fn story(dice: &Dice) -> (Story, Year) {
    let year = match dice.below(3) {
        0 => Year::Rolling,
        1 => Year::Fixed { month: 1, day: 1 },
        _ => Year::Fixed {
            month: i8::try_from(1 + dice.below(12)).unwrap(),
            day: i8::try_from(1 + dice.below(31)).unwrap(),
        },
    };
    let mut story = Story { grace: dice.below(120), ..Story::default() };
    let begin: Date = BEGIN.parse().unwrap();
    let mut at = plus(begin, 5 + dice.below(500));
    let mut anchor = at;
    story.terms.push(first(year, at));
    while at < plus(begin, DAYS) && story.terms.len() < 8 {
        let last = *story.terms.last().unwrap();
        match dice.below(6) {
            0..=2 => {
                let term = following(year, anchor, plus(last.until, 1));
                story.terms.push(term);
                at = term.since;
            }
            3 => {
                // Lapsed, and back after a while.
                at = plus(last.until, story.grace + 1 + dice.below(300));
                story.terms.push(first(year, at));
                anchor = at;
            }
            4 => {
                let length = last.since.until(last.until).unwrap().get_days();
                let from = plus(last.since, dice.below(u64::try_from(length).unwrap() + 1));
                let to = (dice.below(4) > 0).then(|| plus(from, 1 + dice.below(200)));
                story.breaks.push(Break { from, to });
                if to.is_none() {
                    break;
                }
                at = last.until;
            }
            _ => {
                let length = last.since.until(last.until).unwrap().get_days();
                let end = plus(last.since, 1 + dice.below(u64::try_from(length).unwrap() + 1));
                story.ends.push(end);
                at = plus(end.max(last.until), 1 + dice.below(200));
                story.terms.push(first(year, at));
                anchor = at;
            }
        }
    }
    (story, year)
}

/// Day by day: what was paid, how long ago, whether it rests, whether it is over.
fn lived(story: &Story) -> Vec<Standing> {
    let mut out = Vec::new();
    let mut resting = BTreeSet::new();
    for rest in &story.breaks {
        let mut at = rest.from;
        while rest.to != Some(at) && at < plus(BEGIN.parse().unwrap(), DAYS) {
            resting.insert(at);
            at = at.tomorrow().unwrap();
        }
    }
    let (mut day, mut paid, mut owed, mut begun, mut over) =
        (BEGIN.parse::<Date>().unwrap(), 0_i64, 0_i64, false, false);
    for _ in 0..DAYS {
        if story.ends.contains(&day) {
            (over, paid) = (true, 0);
        }
        for term in story.terms.iter().filter(|term| term.since == day) {
            (begun, over) = (true, false);
            paid = i64::from(term.since.until(term.until).unwrap().get_days()) + 1;
            owed = story.grace;
        }
        let rests = resting.contains(&day);
        out.push(match () {
            () if !begun => Standing::NotYet,
            () if over => Standing::Ended,
            () if rests => Standing::Suspended,
            () if paid > 0 => Standing::Active,
            () if owed > 0 => Standing::Grace,
            () => Standing::Lapsed,
        });
        if paid > 0 {
            paid -= 1;
        } else if begun && !over {
            owed -= 1;
        }
        day = day.tomorrow().unwrap();
    }
    out
}

#[test]
fn every_day_of_many_random_histories_is_what_a_clerk_would_say() {
    let dice = Dice(SeededChance::new(20));
    let begin: Date = BEGIN.parse().unwrap();
    let mut counted = std::collections::BTreeMap::new();
    for number in 0..10_000 {
        let (story, year) = story(&dice);
        let course =
            Course { terms: &story.terms, grace: story.grace, breaks: &story.breaks, ends: &story.ends };
        assert_eq!(course.faults(), [], "history {number}, {year:?}: {story:?}");
        let days = lived(&story);
        // Every day of some histories, days here and there of the others.
        let every = if number % 50 == 0 { 1 } else { 7 };
        for (at, said) in days.iter().enumerate().skip(usize::try_from(dice.below(7)).unwrap()).step_by(every)
        {
            let day = plus(begin, i64::try_from(at).unwrap());
            assert_eq!(course.standing(day), *said, "history {number} on {day}, {year:?}: {story:?}");
            *counted.entry(*said).or_insert(0_u64) += 1;
        }
        assert_eq!(course.since(), story.terms.first().map(|term| term.since));
    }
    assert_eq!(counted.len(), 6, "each standing occurs: {counted:?}");
}
