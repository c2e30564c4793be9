//! What is around the database: folders, disks, addresses, letters, backups.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use entente_access::Mailer;
use entente_kernel::Instant;
use entente_paper::Fonts;

use super::super::backup::instant_of;
use super::Grade::{Fail, Ok as Fine, Warn};
use super::Patient;

/// MiB below which a disk is called low, and below which it is called full.
const LOW: [u64; 2] = [2048, 200];

/// Hours after which a daily backup is late.
const LATE: i64 = 36;

impl Patient<'_> {
    pub(super) fn zone(&mut self) {
        let zone = self.settings.zone().unwrap_or(entente_kernel::TimeZone::UTC);
        let now = self.now.zoned(&zone).strftime("%Y-%m-%d %H:%M").to_string();
        let name = self.settings.time_zone.clone();
        if name == "UTC" {
            self.note(Warn, "doctor-zone-utc", &[]);
        } else {
            self.note(Fine, "doctor-zone", &[("zone", name), ("now", now)]);
        }
    }

    pub(super) fn data(&mut self) {
        let folder = self.settings.data.clone();
        let path = ("path", folder.display().to_string());
        if !folder.exists() {
            return self.note(Fine, "doctor-data-missing", &[path]);
        }
        let probe = folder.join(format!(".doctor-{}", std::process::id()));
        let written = fs::write(&probe, "").and_then(|()| fs::remove_file(&probe));
        match written {
            Err(e) => self.note(Fail, "doctor-data-unwritable", &[path, ("detail", e.to_string())]),
            Ok(()) if readable_by_others(&folder) => self.note(Warn, "doctor-data-open", &[path]),
            Ok(()) => self.note(Fine, "doctor-data", &[path]),
        }
    }

    pub(super) fn space(&mut self) {
        let mut folders = vec![self.settings.data.clone()];
        folders.extend(self.settings.backups.clone());
        for folder in folders.iter().filter(|folder| folder.exists()) {
            let Ok(bytes) = fs4::available_space(folder) else { continue };
            let free = bytes >> 20;
            let words = [("free", free.to_string()), ("path", folder.display().to_string())];
            let grade = match free {
                free if free < LOW[1] => Fail,
                free if free < LOW[0] => Warn,
                _ => Fine,
            };
            let key = if grade == Fine { "doctor-space" } else { "doctor-space-low" };
            self.note(grade, key, &words);
        }
    }

    pub(super) fn address(&mut self) {
        let url = self.settings.base();
        let host = host_of(&url);
        let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
        let words = [("url", url.clone()), ("host", host.clone())];
        let known = here || self.settings.hosts.iter().any(|h| h.eq_ignore_ascii_case(&host));
        let loopback = self.settings.listen.replace("localhost", "127.0.0.1").parse::<SocketAddr>();
        let private = loopback.is_ok_and(|address| address.ip().is_loopback());
        if !known {
            self.note(Fail, "doctor-address-host", &words);
        } else if self.settings.base_url.is_empty() && !self.settings.hosts.is_empty() {
            self.note(Warn, "doctor-address-unset", &words);
        } else if url.starts_with("http://") && !(here && private) {
            self.note(Warn, "doctor-address-plain", &words);
        } else {
            self.note(Fine, "doctor-address", &words);
        }
    }

    /// Without a Chinese font no paper with Chinese can be made.
    pub(super) fn papers(&mut self, fonts: &Fonts) {
        match fonts.chinese() {
            true => self.note(Fine, "doctor-papers", &[]),
            false => self.note(Warn, "doctor-papers-font", &[]),
        }
    }

    pub(super) fn mail(&mut self, ask: bool) {
        let to = match &self.settings.mail.folder {
            Some(folder) => folder.display().to_string(),
            None => self.settings.mail.host.clone(),
        };
        let to = ("to", to);
        let mailer = self.settings.mailer().unwrap_or(Mailer::Off);
        match &mailer {
            Mailer::Off => self.note(Warn, "doctor-mail-off", &[]),
            Mailer::Smtp { .. } if ask => match mailer.reach() {
                Ok(()) => self.note(Fine, "doctor-mail-reached", &[to]),
                Err(detail) => self.note(Fail, "doctor-mail-away", &[to, ("detail", detail)]),
            },
            Mailer::Smtp { .. } | Mailer::Folder { .. } => self.note(Fine, "doctor-mail", &[to]),
        }
    }

    pub(super) fn backups(&mut self) {
        let Some(folder) = self.settings.backups.clone() else {
            return self.note(Warn, "doctor-backup-unset", &[]);
        };
        let path = ("path", folder.display().to_string());
        let names = fs::read_dir(&folder).into_iter().flatten().flatten();
        let last = names.filter_map(|entry| instant_of(&entry.file_name().to_string_lossy())).max();
        let Some(Instant(last)) = last else { return self.note(Warn, "doctor-backup-none", &[path]) };
        let hours = (self.now.0 - last) / 3_600_000_000;
        if hours > LATE {
            self.note(Warn, "doctor-backup-old", &[path, ("hours", hours.to_string())]);
        } else {
            self.note(Fine, "doctor-backup", &[("hours", hours.max(0).to_string())]);
        }
        let disk = |path: &Path| fs::metadata(path).map(|m| m.dev()).ok();
        if self.settings.database.is_empty() && disk(&folder) == disk(&self.settings.data) {
            self.note(Warn, "doctor-backup-same", &[]);
        }
    }
}

fn readable_by_others(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|meta| meta.permissions().mode() & 0o005 != 0)
}

/// The host of an address, without its port.
fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|b| b.is_ascii_digit()) => bare.to_lowercase(),
        _ => host.to_lowercase(),
    }
}
