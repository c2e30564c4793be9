//! Random courses of edit, send, approve, withdraw, sign and take back against a naive reading of the log.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "places in the file of this test")]

use entente_signing::Paper;

/// Courses that are tried, and acts in each.
const COURSES: u64 = 100_000;
const ACTS: usize = 32;

/// A small generator (xorshift64*), so that every course can be repeated by its number.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }

    fn number(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(u64::try_from(bound).unwrap())).unwrap()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Write(String),
    Send(usize),
    Withdraw(usize),
    Approve(u8, usize, String),
    Sign(u8, usize, String),
    TakeBack(u8, usize),
}

/// The checker: everything is read anew out of the acts that were accepted, as a clerk with the file would.
struct Clerk {
    approvers: Vec<u8>,
    signers: Vec<u8>,
    file: Vec<Act>,
}

impl Clerk {
    fn texts(&self) -> Vec<&String> {
        self.file
            .iter()
            .filter_map(|act| if let Act::Write(hash) = act { Some(hash) } else { None })
            .collect()
    }

    fn is_withdrawn(&self, number: usize) -> bool {
        self.file.contains(&Act::Withdraw(number))
    }

    fn is_out(&self, number: usize) -> bool {
        self.file.contains(&Act::Send(number)) && !self.is_withdrawn(number)
    }

    /// What holds of a side and a version: (approved, signed).
    fn said(&self, side: u8, number: usize) -> (bool, bool) {
        let mut said = (false, false);
        for act in &self.file {
            match act {
                Act::Approve(s, n, _) if (*s, *n) == (side, number) => said.0 = true,
                Act::Sign(s, n, _) if (*s, *n) == (side, number) => said.1 = true,
                Act::TakeBack(s, n) if (*s, *n) == (side, number) => {
                    if said.1 {
                        said.1 = false;
                    } else {
                        said.0 = false;
                    }
                }
                _ => {}
            }
        }
        said
    }

    /// Every version that all signers have signed.
    fn finals(&self) -> Vec<usize> {
        let all = |number: &usize| {
            !self.is_withdrawn(*number) && self.signers.iter().all(|side| self.said(*side, *number).1)
        };
        (1..=self.texts().len()).filter(all).collect()
    }

    fn may(&self, act: &Act) -> bool {
        let count = self.texts().len();
        if !self.finals().is_empty() {
            return false;
        }
        let open = |number: usize, hash: &String| {
            number == count && number > 0 && self.is_out(number) && self.texts()[number - 1] == hash
        };
        match act {
            Act::Write(hash) => count == 0 || self.texts()[count - 1] != hash || self.is_withdrawn(count),
            Act::Send(n) => *n == count && *n > 0 && !self.file.contains(act) && !self.is_withdrawn(*n),
            Act::Withdraw(n) => *n == count && *n > 0 && !self.is_withdrawn(*n),
            Act::Approve(side, n, hash) => {
                open(*n, hash) && self.approvers.contains(side) && !self.said(*side, *n).0
            }
            Act::Sign(side, n, hash) => {
                open(*n, hash)
                    && self.signers.contains(side)
                    && !self.said(*side, *n).1
                    && self.approvers.iter().all(|other| self.said(*other, *n).0)
            }
            Act::TakeBack(side, n) => {
                *n == count && *n > 0 && (self.said(*side, *n).0 || self.said(*side, *n).1)
            }
        }
    }
}

/// An act that is likely to be of the last version and to name its hash; sometimes it is not.
fn some_act(chance: &mut Chance, clerk: &Clerk) -> Act {
    let texts = clerk.texts();
    let last = texts.len();
    let number = if chance.below(8) == 0 { chance.number(last + 2) } else { last };
    let hash = match number.checked_sub(1).and_then(|at| texts.get(at)) {
        Some(hash) if chance.below(12) > 0 => (*hash).clone(),
        _ => format!("h{}", chance.below(4)),
    };
    let side = u8::try_from(chance.below(4)).unwrap();
    match chance.below(16) {
        0 | 1 => Act::Write(format!("h{}", chance.below(4))),
        2 | 3 => Act::Send(number),
        4 => Act::Withdraw(number),
        5 => Act::TakeBack(side, number),
        6..=10 => Act::Approve(side, number, hash),
        _ => Act::Sign(side, number, hash),
    }
}

fn do_it(paper: &mut Paper<u8>, act: &Act) -> bool {
    match act {
        Act::Write(hash) => paper.write(hash).is_ok(),
        Act::Send(number) => paper.send(*number).is_ok(),
        Act::Withdraw(number) => paper.withdraw(*number).is_ok(),
        Act::Approve(side, number, hash) => paper.approve(*side, *number, hash).is_ok(),
        Act::Sign(side, number, hash) => paper.sign(*side, *number, hash).is_ok(),
        Act::TakeBack(side, number) => paper.take_back(side, *number).is_ok(),
    }
}

#[test]
fn no_course_of_events_yields_two_final_texts() {
    let (mut finished, mut refused) = (0_u64, 0_u64);
    for course in 0..COURSES {
        let mut chance = Chance(course.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let sides = 1 + u8::try_from(chance.below(3)).unwrap();
        let signers: Vec<u8> = (0..sides).collect();
        let approvers: Vec<u8> = (0..sides).filter(|_| chance.below(3) > 0).collect();
        let mut paper = Paper::new(approvers.clone(), signers.clone());
        let mut clerk = Clerk { approvers, signers, file: Vec::new() };
        let mut final_text = None;
        for _ in 0..ACTS {
            let act = some_act(&mut chance, &clerk);
            let may = clerk.may(&act);
            assert_eq!(do_it(&mut paper, &act), may, "course {course}: {act:?} after {:?}", clerk.file);
            if may {
                clerk.file.push(act);
            } else {
                refused += 1;
            }
            let finals = clerk.finals();
            assert!(finals.len() <= 1, "course {course}: two final texts after {:?}", clerk.file);
            assert_eq!(paper.last_text(), finals.first().copied(), "course {course}");
            assert!(final_text.is_none() || final_text == paper.last_text(), "course {course}");
            final_text = paper.last_text();
            let kept = Paper::kept(clerk.approvers.clone(), clerk.signers.clone(), paper.versions().to_vec());
            assert_eq!(kept, paper, "course {course}: a kept paper is the same paper");
        }
        finished += u64::from(final_text.is_some());
    }
    println!("{COURSES} courses, {finished} ended with a final text, {refused} acts refused");
    assert!(finished > COURSES / 20 && refused > COURSES, "the courses reach ends and refusals");
}

#[test]
fn what_was_said_of_an_old_version_counts_for_no_other() {
    let mut paper = Paper::new([1, 2], [1, 2]);
    let first = paper.write("a").unwrap();
    paper.send(first).unwrap();
    paper.approve(1, first, "a").unwrap();
    paper.approve(2, first, "a").unwrap();
    paper.sign(1, first, "a").unwrap();
    let second = paper.write("b").unwrap();
    assert!(paper.sign(2, first, "a").is_err(), "an old version is not signed");
    paper.send(second).unwrap();
    let third = paper.write("a").unwrap();
    paper.send(third).unwrap();
    assert_eq!(paper.to_approve().count(), 2, "the same words as before are a new version all the same");
    assert_eq!(paper.to_sign().count(), 2);
}
