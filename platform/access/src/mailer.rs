//! Where letters go: a folder, an SMTP server, or nowhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use entente_kernel::{Class, Problem, Result};
use lettre::message::Mailbox;
use lettre::message::MultiPart;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, SmtpTransport, Transport};

use crate::Secret;
use crate::mail::Claimed;

/// How the connection to an SMTP server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte, port 465.
    Tls,
    /// TLS after STARTTLS, port 587; without it nothing is sent.
    StartTls,
    /// None, port 25; a relay on this machine only.
    Loopback,
}

/// An SMTP server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Its name, as its certificate says.
    pub host: String,
    /// Its port, if it is not the usual one.
    pub port: Option<u16>,
    /// Privacy of the connection.
    pub security: Security,
    /// User name and password, if it wants them.
    pub login: Option<(String, Secret)>,
}

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// Each letter becomes an `.eml` file of this folder.
    Folder {
        /// The folder; made when missing.
        path: PathBuf,
        /// The sender.
        from: Mailbox,
    },
    /// Each letter goes to an SMTP server.
    Smtp {
        /// The connection.
        transport: Box<SmtpTransport>,
        /// The sender.
        from: Mailbox,
    },
    /// Letters stay in the queue until they expire.
    Off,
}

/// Why a letter did not go out.
pub(crate) struct Failure {
    pub(crate) text: String,
    /// Trying again will not help.
    pub(crate) permanent: bool,
}

impl Mailer {
    /// Letters into a folder. `from` is an address or `Name <address>`. Errors: `mail-settings` (422).
    pub fn folder(path: impl Into<PathBuf>, from: &str) -> Result<Self> {
        Ok(Self::Folder { path: path.into(), from: mailbox(from)? })
    }

    /// Letters to an SMTP server. Errors: `mail-settings` (422), also for a connection without TLS to another machine.
    pub fn smtp(settings: &Smtp, from: &str) -> Result<Self> {
        let host = settings.host.as_str();
        let wrong = |e: lettre::transport::smtp::Error| mail_settings(&e.to_string());
        let builder = match settings.security {
            Security::Tls => SmtpTransport::relay(host).map_err(wrong)?,
            Security::StartTls => SmtpTransport::starttls_relay(host).map_err(wrong)?,
            Security::Loopback if ["localhost", "127.0.0.1", "::1"].contains(&host) => {
                SmtpTransport::builder_dangerous(host)
            }
            Security::Loopback => return Err(mail_settings("without TLS only to this machine")),
        };
        let builder = builder.timeout(Some(Duration::from_secs(30)));
        let builder = match settings.port {
            Some(port) => builder.port(port),
            None => builder,
        };
        let builder = match &settings.login {
            Some((user, password)) => {
                builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()))
            }
            None => builder,
        };
        Ok(Self::Smtp { transport: Box::new(builder.build()), from: mailbox(from)? })
    }

    /// Connects to the server and says goodbye; a folder is always there. Errors: the server's words.
    pub fn reach(&self) -> std::result::Result<(), String> {
        match self {
            Self::Smtp { transport, .. } => match transport.test_connection() {
                Ok(true) => Ok(()),
                Ok(false) => Err("it hung up".into()),
                Err(e) => Err(e.to_string()),
            },
            Self::Folder { .. } | Self::Off => Ok(()),
        }
    }

    pub(crate) fn send(&self, letter: &Claimed) -> std::result::Result<(), Failure> {
        match self {
            Self::Off => Ok(()),
            Self::Folder { path, from } => {
                write_file(path, letter, &compose(letter, from)?.formatted()).map_err(|e| passing(&e))
            }
            Self::Smtp { transport, from } => match transport.send(&compose(letter, from)?) {
                Ok(_) => Ok(()),
                Err(e) => Err(Failure { text: e.to_string(), permanent: e.is_permanent() }),
            },
        }
    }
}

/// Date and Message-ID come from the queue, so that a letter sent again is the same letter.
fn compose(letter: &Claimed, from: &Mailbox) -> std::result::Result<lettre::Message, Failure> {
    let permanent = |text: String| Failure { text, permanent: true };
    let to: Address = letter.to.parse().map_err(|e| permanent(format!("{e}")))?;
    let micros = u64::try_from(letter.created_at.0).unwrap_or(0);
    let builder = lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject.clone())
        .date(UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())));
    let builder = match &letter.unsubscribe {
        Some(address) => builder
            .header(ListUnsubscribe(format!("<{address}>")))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".into())),
        None => builder,
    };
    let whole = match &letter.html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(letter.body.clone(), html.clone())),
        None => builder.header(ContentType::TEXT_PLAIN).body(letter.body.clone()),
    };
    whole.map_err(|e| permanent(e.to_string()))
}

/// A header whose text is ours alone and of ASCII.
macro_rules! header {
    ($name:ident, $word:literal) => {
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($word)
            }

            fn parse(text: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::dangerous_new_pre_encoded(
                    HeaderName::new_from_ascii_str($word),
                    self.0.clone(),
                    self.0.clone(),
                )
            }
        }
    };
}

header!(ListUnsubscribe, "List-Unsubscribe");
header!(ListUnsubscribePost, "List-Unsubscribe-Post");

/// Written under another name first, so that a reader of the folder never sees half a letter.
fn write_file(folder: &Path, letter: &Claimed, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let name = format!("{}-{}", letter.created_at.to_string().replace(':', ""), letter.id);
    let part = folder.join(format!("{name}.part"));
    fs::write(&part, bytes)?;
    fs::rename(part, folder.join(format!("{name}.eml")))
}

fn passing(error: &std::io::Error) -> Failure {
    Failure { text: error.to_string(), permanent: false }
}

fn mailbox(text: &str) -> Result<Mailbox> {
    text.parse().map_err(|e| mail_settings(&format!("{e}")))
}

fn mail_settings(reason: &str) -> Problem {
    Problem::new(Class::Invalid, "mail-settings").with("reason", reason)
}
