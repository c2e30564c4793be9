//! The letters that the access pages send: plain text with fixed variables, in the language of the account.
//!
//! Subjects name the installation and the kind of letter, nothing else: they are shown on locked screens.

use entente_kernel::{Instant, Lang, Text};

use crate::mail::Message;
use crate::{Account, Secret};

/// Where links of letters lead: `{base_url}{LINK_PATH}{key}`.
pub const LINK_PATH: &str = "/link/";

/// What letters say about the installation; from the settings, never from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The absolute address of the first page.
    pub base_url: String,
    /// Its name in both languages.
    pub name: Text,
}

impl Site {
    /// The absolute address of a link's key.
    #[must_use]
    pub fn link(&self, key: &Secret) -> String {
        format!("{}{LINK_PATH}{}", self.base_url.trim_end_matches('/'), key.reveal())
    }
}

pub(crate) fn invitation(account: &Account, to: &str, site: &Site, key: &Secret, until: Instant) -> Message {
    let (site_name, link) = (site.name.show(account.profile.lang), site.link(key));
    let login = &account.login;
    let (subject, text) = match account.profile.lang {
        Lang::En => (
            format!("{site_name}: your account"),
            format!(
                "An account at {site_name} has been made for you. Your log-in name is:\n\n    {login}\n\n\
                 Please choose your password here. The link works once, within seven days:\n\n{link}\n\n\
                 If you did not expect this, you need not do anything."
            ),
        ),
        Lang::Zh => (
            format!("{site_name}：您的账号"),
            format!(
                "{site_name}已为您开通账号。您的登录名是：\n\n    {login}\n\n\
                 请通过以下链接设置密码。链接七天内有效，只能使用一次：\n\n{link}\n\n\
                 如果您并不知道此事，无需理会本邮件。"
            ),
        ),
    };
    Message { expires_at: Some(until), ..letter(account, to, site, subject, &text) }
}

pub(crate) fn reset(account: &Account, to: &str, site: &Site, key: &Secret, until: Instant) -> Message {
    let (site_name, link) = (site.name.show(account.profile.lang), site.link(key));
    let login = &account.login;
    let (subject, text) = match account.profile.lang {
        Lang::En => (
            format!("{site_name}: a new password"),
            format!(
                "Someone, probably you, asked for a new password for the account {login} at {site_name}.\n\n\
                 Choose it here. The link works once, within one hour:\n\n{link}\n\n\
                 If it was not you, you need not do anything; your password stays as it is."
            ),
        ),
        Lang::Zh => (
            format!("{site_name}：重设密码"),
            format!(
                "有人（很可能是您本人）申请为 {login} 在{site_name}的账号重设密码。\n\n\
                 请通过以下链接设置新密码。链接一小时内有效，只能使用一次：\n\n{link}\n\n\
                 如果不是您本人操作，无需理会本邮件，原密码仍然有效。"
            ),
        ),
    };
    Message { expires_at: Some(until), ..letter(account, to, site, subject, &text) }
}

pub(crate) fn password_changed(account: &Account, to: &str, site: &Site) -> Message {
    let (site_name, login) = (site.name.show(account.profile.lang), &account.login);
    let (subject, text) = match account.profile.lang {
        Lang::En => (
            format!("{site_name}: your password was changed"),
            format!(
                "The password of your account {login} at {site_name} was changed just now, and its sessions were \
                 ended.\n\nIf it was not you, ask for a new password on the log-in page and tell your administrator."
            ),
        ),
        Lang::Zh => (
            format!("{site_name}：密码已修改"),
            format!(
                "您在{site_name}的账号 {login} 刚刚修改了密码，所有登录会话均已退出。\n\n\
                 如果不是您本人操作，请立即在登录页面重设密码，并告知系统管理员。"
            ),
        ),
    };
    letter(account, to, site, subject, &text)
}

pub(crate) fn email_changed(account: &Account, to: &str, site: &Site) -> Message {
    let (site_name, login) = (site.name.show(account.profile.lang), &account.login);
    let (subject, text) = match account.profile.lang {
        Lang::En => (
            format!("{site_name}: your e-mail address was changed"),
            format!(
                "Letters for your account {login} at {site_name} no longer go to this address.\n\n\
                 If you do not know why, please tell your administrator."
            ),
        ),
        Lang::Zh => (
            format!("{site_name}：邮箱地址已修改"),
            format!(
                "您在{site_name}的账号 {login} 已更换邮箱，今后的邮件不再发往本地址。\n\n\
                 如果您不清楚原因，请告知系统管理员。"
            ),
        ),
    };
    letter(account, to, site, subject, &text)
}

/// Greeting and signature around `text`.
fn letter(account: &Account, to: &str, site: &Site, subject: String, text: &str) -> Message {
    let lang = account.profile.lang;
    let (name, site_name) = (account.profile.name.show(lang), site.name.show(lang));
    let address = site.base_url.trim_end_matches('/');
    let body = match lang {
        Lang::En => format!("Dear {name},\n\n{text}\n\n-- \n{site_name}\n{address}\n"),
        Lang::Zh => format!("{name}，您好！\n\n{text}\n\n-- \n{site_name}\n{address}\n"),
    };
    Message::plain(to.to_owned(), subject, body)
}
