//! Settings: one TOML file, then environment variables `ENTENTE_<NAME>`, then the command line. Unknown keys are
//! refused with the list of those that exist.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use entente_access::{Mailer, Secret, Security, Smtp};
use entente_documents::Limits;
use entente_kernel::{Currency, TimeZone};
use entente_web::Uploads;
use serde::Deserialize;

/// Everything an operator can set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// Folder for the database and the search index.
    pub(crate) data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; the file `entente.db` in the data folder when empty.
    pub(crate) database: String,
    /// The folder for `entente backup`; `entente doctor` looks at the age of the last one there.
    pub(crate) backups: Option<PathBuf>,
    /// Address to listen on.
    pub(crate) listen: String,
    /// Host names under which the installation is known, besides `localhost` and loopback addresses.
    pub(crate) hosts: Vec<String>,
    /// IANA name of the time zone in which the institution's days begin.
    pub(crate) time_zone: String,
    /// ISO 4217 code of the home currency.
    pub(crate) currency: String,
    /// First month of the fiscal year, 1 to 12.
    pub(crate) fiscal_year_starts: u8,
    /// ISO 3166 code of the home country.
    pub(crate) country: String,
    /// The address under which the installation is reached, for links in mail and secure cookies; from `listen` when
    /// empty.
    pub(crate) base_url: String,
    /// Days after which what lies in the trash is removed for good, 1 to 3650.
    pub(crate) trash_days: i64,
    /// Our institution.
    pub(crate) institution: Institution,
    /// Our offices.
    pub(crate) offices: Vec<Office>,
    /// How letters are sent.
    pub(crate) mail: Mail,
    /// How much documents may take.
    pub(crate) documents: Documents,
    /// Most rows of a file that is sent at once; longer ones are made in the background.
    pub(crate) export_rows: usize,
}

/// How much documents may take, in MiB.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Documents {
    /// One file.
    pub(crate) file: u64,
    /// What one account brings.
    pub(crate) account: u64,
    /// All of them together.
    pub(crate) all: u64,
}

impl Default for Documents {
    fn default() -> Self {
        let Limits { file, account, all } = Limits::default();
        Self { file: file >> 20, account: account >> 20, all: all >> 20 }
    }
}

/// How letters are sent: into a folder, to an SMTP server, or not at all.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Mail {
    /// The sender, `Name <address>`.
    pub(crate) from: String,
    /// The folder in which each letter becomes a file.
    pub(crate) folder: Option<PathBuf>,
    /// The SMTP server.
    pub(crate) host: String,
    /// Its port, if it is not the usual one.
    pub(crate) port: Option<u16>,
    /// `tls`, `starttls`, or `loopback` for a relay on this machine.
    pub(crate) security: String,
    /// The name to log in with, if the server wants one.
    pub(crate) user: String,
    /// The password that goes with it; better set in the environment as `ENTENTE_MAIL_PASSWORD`.
    pub(crate) password: String,
}

/// Our institution.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Institution {
    /// Name in English.
    pub(crate) name_en: String,
    /// Name in Chinese.
    pub(crate) name_zh: String,
}

/// One of our offices.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Office {
    /// Stable id, as grants and records name it.
    pub(crate) id: String,
    /// Name in English.
    pub(crate) name_en: String,
    /// Name in Chinese.
    pub(crate) name_zh: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: PathBuf::from("entente-data"),
            database: String::new(),
            backups: None,
            listen: String::from("127.0.0.1:8080"),
            hosts: Vec::new(),
            time_zone: String::from("UTC"),
            currency: String::from("CNY"),
            fiscal_year_starts: 1,
            country: String::from("CN"),
            base_url: String::new(),
            trash_days: entente_privacy::KEPT_DAYS,
            institution: Institution::default(),
            offices: Vec::new(),
            mail: Mail::default(),
            documents: Documents::default(),
            export_rows: 5_000,
        }
    }
}

impl Settings {
    /// Reads the file (when one is named) and the environment, and checks every value.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, String> {
        let mut settings = match file {
            None => Self::default(),
            Some(path) => {
                let text =
                    fs::read_to_string(path).map_err(|e| format!("settings {}: {e}", path.display()))?;
                Self::parse(&text).map_err(|e| format!("settings {}: {e}", path.display()))?
            }
        };
        settings.overlay(env::vars())?;
        settings.check()?;
        Ok(settings)
    }

    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// `ENTENTE_DATABASE=…` and the like; test variables `ENTENTE_TEST_…` are not ours.
    fn overlay(&mut self, variables: impl Iterator<Item = (String, String)>) -> Result<(), String> {
        for (name, value) in variables {
            match name.strip_prefix("ENTENTE_") {
                None => {}
                Some("DATA") => self.data = PathBuf::from(value),
                Some("DATABASE") => self.database = value,
                Some("BACKUPS") => self.backups = Some(PathBuf::from(value)),
                Some("LISTEN") => self.listen = value,
                Some("TIME_ZONE") => self.time_zone = value,
                Some("CURRENCY") => self.currency = value,
                Some("COUNTRY") => self.country = value,
                Some("BASE_URL") => self.base_url = value,
                Some("MAIL_PASSWORD") => self.mail.password = value,
                Some(other) if other.starts_with("TEST_") || other == "COMMIT" => {}
                Some(_) => {
                    return Err(format!(
                        "unknown setting {name} in the environment; known are ENTENTE_DATA, ENTENTE_DATABASE, ENTENTE_BACKUPS, \
                         ENTENTE_LISTEN, ENTENTE_TIME_ZONE, ENTENTE_CURRENCY, ENTENTE_COUNTRY, ENTENTE_BASE_URL and ENTENTE_MAIL_PASSWORD"
                    ));
                }
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        self.zone()?;
        if Currency::parse(&self.currency).is_none() {
            return Err(format!("currency: {:?} is not an ISO 4217 code such as CNY", self.currency));
        }
        if !(1..=12).contains(&self.fiscal_year_starts) {
            return Err("fiscal_year_starts: a month from 1 to 12".into());
        }
        if !(1..=3650).contains(&self.trash_days) {
            return Err("trash_days: a number from 1 to 3650".into());
        }
        if self.country.len() != 2 || !self.country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(format!("country: {:?} is not an ISO 3166 code such as CN", self.country));
        }
        for (at, office) in self.offices.iter().enumerate() {
            if office.id.is_empty() || (office.name_en.is_empty() && office.name_zh.is_empty()) {
                return Err(format!("offices: number {} needs an id and a name", at + 1));
            }
            if self.offices.iter().take(at).any(|other| other.id == office.id) {
                return Err(format!("offices: the id {:?} stands twice", office.id));
            }
        }
        let url = &self.base_url;
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(format!("base_url: {url:?} is not an address such as https://entente.example.org"));
        }
        self.mailer()?;
        let Documents { file, account, all } = self.documents.clone();
        if !(1..=1 << 20).contains(&file) || account < file || all < account || all > 1 << 30 {
            return Err(
                "documents: file, account and all are MiB, at least 1, and none larger than the next".into(),
            );
        }
        if self.institution.name_en.len() + self.institution.name_zh.len() > 400 {
            return Err("institution: the name is too long".into());
        }
        Ok(())
    }

    /// The address of the first page.
    pub(crate) fn base(&self) -> String {
        let given = self.base_url.trim_end_matches('/');
        if given.is_empty() { format!("http://{}", self.listen) } else { given.to_owned() }
    }

    /// Where files stand on their way in, and how much may come.
    pub(crate) fn uploads(&self) -> Uploads {
        let Documents { file, account, all } = self.documents.clone();
        let limits = Limits { file: file << 20, account: account << 20, all: all << 20 };
        Uploads { folder: self.data.join("uploads"), limits }
    }

    /// Where letters go.
    pub(crate) fn mailer(&self) -> Result<Mailer, String> {
        let mail = &self.mail;
        let wrong = |p: entente_kernel::Problem| format!("mail: {p}");
        if let Some(folder) = &mail.folder {
            return Mailer::folder(folder, &mail.from).map_err(wrong);
        }
        if mail.host.is_empty() {
            return Ok(Mailer::Off);
        }
        let security = match mail.security.as_str() {
            "tls" | "" => Security::Tls,
            "starttls" => Security::StartTls,
            "loopback" => Security::Loopback,
            other => return Err(format!("mail: security {other:?} is none of tls, starttls, loopback")),
        };
        let login = (!mail.user.is_empty()).then(|| (mail.user.clone(), Secret::new(mail.password.clone())));
        let smtp = Smtp { host: mail.host.clone(), port: mail.port, security, login };
        Mailer::smtp(&smtp, &mail.from).map_err(wrong)
    }

    /// The time zone.
    pub(crate) fn zone(&self) -> Result<TimeZone, String> {
        let name = &self.time_zone;
        TimeZone::get(name).map_err(|_| format!("time_zone: {name:?} is not a name such as Asia/Shanghai"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_by_name() {
        assert!(Settings::parse("tiem_zone = \"UTC\"").unwrap_err().contains("tiem_zone"));
        let unknown = [(String::from("ENTENTE_COLOUR"), String::from("red"))];
        assert!(Settings::default().overlay(unknown.into_iter()).unwrap_err().contains("ENTENTE_COLOUR"));
    }

    #[test]
    fn every_wrong_value_names_its_setting() {
        for (text, word) in [
            ("time_zone = \"Mars\"", "time_zone"),
            ("currency = \"XX\"", "currency"),
            ("country = \"china\"", "country"),
            ("fiscal_year_starts = 13", "fiscal_year_starts"),
            ("trash_days = 0", "trash_days"),
            ("[documents]\nfile = 0", "documents"),
            ("[documents]\nfile = 9000", "documents"),
            ("[[offices]]\nid = \"\"\nname_en = \"\"\nname_zh = \"\"", "offices"),
        ] {
            assert!(Settings::parse(text).unwrap().check().unwrap_err().contains(word), "{text}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut settings = Settings::parse("database = \"sqlite:a.db\"").unwrap();
        settings
            .overlay([(String::from("ENTENTE_DATABASE"), String::from("sqlite:b.db"))].into_iter())
            .unwrap();
        assert_eq!(settings.database, "sqlite:b.db");
    }
}
