//! `entente doctor`: what an operator should know before others notice. It changes nothing.

mod around;
mod database;

use clap::Args;
use entente_kernel::{Clock, Instant, Lang, SystemClock};
use entente_web::{Locales, T};

use super::explain;
use crate::settings::Settings;

/// What to look at besides.
#[derive(Args)]
pub(super) struct Doctor {
    /// Asks the mail server, too.
    #[arg(long)]
    mail: bool,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    Ok,
    Warn,
    Fail,
}

/// One thing looked at: a text's key, and its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    grade: Grade,
    key: &'static str,
    variables: Vec<(&'static str, String)>,
}

/// An installation and the moment at which it is looked at.
struct Patient<'a> {
    settings: &'a Settings,
    now: Instant,
    found: Vec<Finding>,
}

impl Patient<'_> {
    fn note(&mut self, grade: Grade, key: &'static str, variables: &[(&'static str, String)]) {
        self.found.push(Finding { grade, key, variables: variables.to_vec() });
    }
}

impl Doctor {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), String> {
        let t = texts(settings)?;
        let found = look(settings, SystemClock.now(), self.mail);
        for finding in &found {
            let word = match finding.grade {
                Grade::Ok => t.m("doctor-ok"),
                Grade::Warn => t.m("doctor-warn"),
                Grade::Fail => t.m("doctor-fail"),
            };
            println!("{word:<6} {}", t.with(finding.key, &finding.variables));
        }
        let count = |grade: Grade| found.iter().filter(|f| f.grade == grade).count();
        let (fail, warn) = (count(Grade::Fail), count(Grade::Warn));
        let sum = t.with("doctor-sum", &[("fail", fail.to_string()), ("warn", warn.to_string())]);
        if fail > 0 {
            return Err(sum);
        }
        println!("{sum}");
        Ok(())
    }
}

/// Looks at everything in order: what is around the database, the database, what hangs on it.
fn look(settings: &Settings, now: Instant, mail: bool) -> Vec<Finding> {
    let mut patient = Patient { settings, now, found: Vec::new() };
    patient.note(Grade::Ok, "doctor-settings", &[]);
    patient.zone();
    patient.data();
    patient.space();
    patient.address();
    patient.papers(entente_paper::fonts());
    patient.database();
    patient.mail(mail);
    patient.backups();
    patient.found
}

/// In the language of the terminal.
fn texts(settings: &Settings) -> Result<T, String> {
    let source =
        [include_str!("../../../locales/en-doctor.ftl"), include_str!("../../../locales/zh-Hans-doctor.ftl")];
    let locales = Locales::new(&[source], settings.zone()?, Vec::new()).map_err(|p| explain(&p))?;
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()));
    let lang = if set.is_some_and(|set| set.starts_with("zh")) { Lang::Zh } else { Lang::En };
    Ok(locales.of(lang))
}

#[cfg(test)]
mod tests;
