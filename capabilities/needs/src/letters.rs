//! The letter that invites an expert: fixed words around the disclosable summary. Its subject says nothing of the need.

use entente_access::{Site, mail::Message};
use entente_contracts::Available;
use entente_kernel::{Id, Lang, Text};

use crate::Need;

/// The invitation, in the expert's language, or in both where it is not known.
pub(crate) fn invitation(
    need: &Need,
    expert: &Available,
    message: &Text,
    (to, lang): (String, Option<Lang>),
    site: &Site,
    engagement: Id,
) -> Message {
    let link = format!("{}/engagements/{engagement}", site.base_url.trim_end_matches('/'));
    let written = |lang: Lang| body(lang, expert, &need.summary, message, site, &link);
    let (subject, text) = match lang {
        Some(lang) => (subject(lang, site), written(lang)),
        None => (
            format!("{} / {}", subject(Lang::Zh, site), subject(Lang::En, site)),
            format!("{}\n\n----\n\n{}", written(Lang::Zh), written(Lang::En)),
        ),
    };
    Message::plain(to, subject, text)
}

fn subject(lang: Lang, site: &Site) -> String {
    let name = site.name.show(lang);
    match lang {
        Lang::En => format!("{name}: a question to you"),
        Lang::Zh => format!("{name}：请您回复一项咨询"),
    }
}

fn body(lang: Lang, expert: &Available, summary: &Text, message: &Text, site: &Site, link: &str) -> String {
    let (name, house) = (expert.name.show(lang), site.name.show(lang));
    let (summary, message) = (summary.show(lang), message.show(lang));
    let said = if message.is_empty() { String::new() } else { format!("\n\n{message}") };
    match lang {
        Lang::En => format!(
            "Dear {name},\n\na partner of the university is looking for help, and we think of you:\n\n{summary}{said}\n\n\
             Please tell us whether you would like to talk about it. This does not commit you to anything:\n\n{link}\n\n\
             If you do not want to be asked such questions, you can say so in your profile.\n\n{house}"
        ),
        Lang::Zh => format!(
            "{name}老师：\n\n学校的一位合作方希望得到帮助，我们想到了您：\n\n{summary}{said}\n\n\
             请告知您是否愿意进一步了解，答复并不构成承诺：\n\n{link}\n\n\
             如不希望收到此类咨询，可在您的资料页面中注明。\n\n{house}"
        ),
    }
}
