//! What officers decide about candidates: judging, placing and inviting them.

use entente_kernel::{Id, Problem, Result, Text};
use entente_record::{Choice, visible};
use entente_web::{Act, Reply};

use super::candidates::{SHOWN, place};
use crate::acts::{self, Chosen, Invitation, Judgement, Moment};
use crate::candidacy::{Feedback, MatchBand, Placement};
use crate::json::band;
use crate::ranking::Matching;
use crate::{Engagement, Need};

/// Keeps what the officer decided about a candidate, with where it stood at this moment.
pub(crate) fn judge(act: &mut Act<'_, '_>, matching: &Matching) -> Result<Reply> {
    let id = act.ask.id()?;
    let need = acts::refuse_others(act.tx, &act.actor, id)?;
    let chosen = chosen(act)?;
    let fields = &act.ask.fields;
    let shortlisted = match fields.one("shortlist") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let feedback = Feedback::from_word(fields.one("feedback"));
    let placement = match fields.one("place") {
        "ranked" => Some(None),
        word => Placement::from_word(word).map(Some),
    };
    let moment = moment(act, matching, &need, chosen)?;
    let judgement = Judgement { shortlisted, feedback, placement };
    acts::judge(act.tx, &act.actor, id, chosen, moment, &judgement)?;
    let key = match (shortlisted, placement) {
        (Some(true), _) => "shortlisted",
        (Some(false), _) => "unshortlisted",
        (None, Some(Some(Placement::Pinned))) => "pinned",
        (None, Some(Some(Placement::Excluded))) => "excluded",
        (None, Some(None)) => "unplaced",
        (None, None) => "judged",
    };
    Ok(Reply::see(format!("/needs/{id}/candidates")).toast(key, ""))
}

fn chosen(act: &Act<'_, '_>) -> Result<Chosen> {
    let of = |name: &str| Id::parse(act.ask.fields.one(name));
    let chosen = of("expert").map(Chosen::Expert).or_else(|| of("technology").map(Chosen::Technology));
    chosen.ok_or_else(Problem::not_found)
}

fn moment(act: &mut Act<'_, '_>, matching: &Matching, need: &Need, chosen: Chosen) -> Result<Option<Moment>> {
    let found = matching.rank(act.tx, need, SHOWN[1])?;
    let (all, id) = match chosen {
        Chosen::Expert(id) => (&found.experts, id),
        Chosen::Technology(id) => (&found.technologies, id),
    };
    let at = all.iter().position(|c| c.id == id);
    Ok(at.and_then(|at| all.get(at).map(|c| (at, c))).map(|(at, c)| Moment {
        rank: Some(place(at)),
        score: millionths(c.score),
        band: MatchBand::from_word(band(c.band)).unwrap_or(MatchBand::Weak),
    }))
}

/// A score between 0 and 1 in whole millionths.
#[expect(clippy::as_conversions, reason = "between 0 and 1,000,000 after the clamp")]
fn millionths(score: f64) -> i64 {
    (score.clamp(0.0, 1.0) * 1_000_000.0).round() as i64
}

/// Invites an expert.
pub(crate) fn invite(act: &mut Act<'_, '_>, matching: &Matching) -> Result<Reply> {
    let id = act.ask.id()?;
    let need = acts::refuse_others(act.tx, &act.actor, id)?;
    visible(act.tx, &act.actor, Need::KIND, id)?;
    let Chosen::Expert(expert) = chosen(act)? else { return Err(Problem::not_found()) };
    let expert = matching.experts(act.tx, &[expert])?.pop().ok_or_else(Problem::not_found)?;
    let standing = matching.standing(act.tx, &need, &expert)?;
    let fields = &act.ask.fields;
    let invitation = Invitation {
        subject: Text::new(fields.one("subject_en"), fields.one("subject_zh")),
        message: Text::new(fields.one("message_en"), fields.one("message_zh")),
        permission: fields.one("permission").to_owned(),
        notice_given: fields.one("notice_given") == "yes",
    };
    let site = act.web.house().site.clone();
    let made = acts::invite(act.tx, &act.actor, id, (&expert, &standing), &invitation, &site)?;
    let to = format!("/{}/{}", Engagement::KIND.path, made.meta.id);
    Ok(Reply::see(to).toast("invited", ""))
}
