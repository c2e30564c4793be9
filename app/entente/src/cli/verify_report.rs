//! `entente verify-report`

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use entente_packet::{Packet, Refused, Verified, verify};

/// Checks a report's signed packet with nothing else at hand: no database is opened.
#[derive(Args)]
pub(super) struct VerifyReport {
    /// The packet, `….packet.json`.
    file: PathBuf,
    /// The public key that must have signed it, in hex, as the report's page shows it.
    #[arg(long)]
    key: Option<String>,
    /// A stored form of the report, HTML or PDF, that must be one of those that the packet names.
    #[arg(long)]
    form: Vec<PathBuf>,
}

impl VerifyReport {
    /// Prints what holds; fails with the first fault.
    pub(super) fn run(&self) -> Result<(), String> {
        let found = check(&read(&self.file)?, self.key.as_deref())?;
        for line in summary(&found) {
            println!("{line}");
        }
        for path in &self.form {
            println!("{}", of_report(&found.packet, path, &read(path)?)?);
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|e| format!("{} cannot be read / 无法读取: {e}", path.display()))
}

fn check(bytes: &[u8], key: Option<&str>) -> Result<Verified, String> {
    verify(bytes, key).map_err(|refused| {
        let (en, zh) = reason(&refused);
        format!("the packet does not hold: {en} / 数据包未通过验证：{zh} ({refused})")
    })
}

/// Why, in both languages.
fn reason(refused: &Refused) -> (&'static str, &'static str) {
    match refused {
        Refused::NotJson => ("it is not JSON", "不是 JSON 文件"),
        Refused::Shape(_) => ("a part of it is missing or of another shape", "缺少内容或结构不符"),
        Refused::NotCanonical => ("its bytes are not those that were signed", "文件内容与签名时不同"),
        Refused::BadKey => ("its key is none", "密钥无效"),
        Refused::OtherKey(_) => ("another key signed it", "由其他密钥签名"),
        Refused::BadSignature => ("its signature does not fit", "签名不符"),
        Refused::Disordered(_) => ("the rows of a figure do not stand in order", "数字对应的记录顺序有误"),
        Refused::Doubled(_) => ("a row of a figure stands twice", "数字对应的记录重复"),
        Refused::DoesNotAddUp(_) => ("a figure is not what its rows add up to", "数字与其记录合计不符"),
    }
}

fn summary(found: &Verified) -> Vec<String> {
    let Packet { reference, title, as_of, known_at, figures, forms, .. } = &found.packet;
    let rows: usize = figures.iter().map(|figure| figure.rows.len()).sum();
    let mut lines = vec![
        format!(
            "{reference}: {} / {}",
            title.show(entente_kernel::Lang::En),
            title.show(entente_kernel::Lang::Zh)
        ),
        format!("as of {as_of}, as known at {known_at} / 统计时点 {as_of}，数据截至 {known_at}"),
        format!(
            "the signature holds; {n} figures add up to their {rows} rows; {f} stored forms are named / 签名有效；{n} \
             个数字与其 {rows} 条记录相符；列明 {f} 份文件",
            n = figures.len(),
            f = forms.len()
        ),
        format!("signed with key / 签名密钥 {}: {}", found.key_id, found.public),
    ];
    if !found.expected {
        lines.push(
            "anybody could have made this key: compare it with the one that the report's page shows, or give --key / \
             请与报告页面所示公钥核对，或用 --key 指定"
                .into(),
        );
    }
    lines
}

fn of_report(packet: &Packet, path: &Path, bytes: &[u8]) -> Result<String, String> {
    let name = path.display();
    match packet.form(bytes) {
        Some(form) => Ok(format!("{name}: {} ({}), unchanged / 未改动", form.media, form.lang)),
        None => {
            Err(format!("{name} is not a form of this report, or was changed / 不是本报告的文件，或已被改动"))
        }
    }
}

#[cfg(test)]
mod tests {
    use entente_kernel::{Chance, SeededChance, Text};
    use entente_packet::{Form, Key, SEED, sha256};

    use super::*;

    fn key(seed: u64) -> Key {
        let mut bytes = [0; SEED];
        SeededChance::new(seed).fill(&mut bytes);
        Key::of(&bytes).unwrap()
    }

    fn packet() -> Packet {
        let form = Form { lang: "en".into(), media: "text/html".into(), sha256: sha256(b"page") };
        Packet {
            report: "1".into(),
            reference: "RPT-2026-0001".into(),
            title: Text::new("Report", "报告"),
            institution: Text::default(),
            audience: "public".into(),
            as_of: "2025-12-31".into(),
            known_at: "2026-01-01T00:00:00Z".into(),
            languages: vec!["en".into()],
            figures: Vec::new(),
            forms: vec![form],
        }
    }

    #[test]
    fn a_packet_is_checked_from_its_file_and_says_so_in_both_languages() {
        let folder = std::env::temp_dir().join(format!("entente-packet-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (file, page) = (folder.join("a.json"), folder.join("a.html"));
        let mut bytes = packet().sign(&key(1)).unwrap();
        fs::write(&file, &bytes).unwrap();
        fs::write(&page, b"page").unwrap();
        let run =
            |key: Option<String>, form: Vec<PathBuf>| VerifyReport { file: file.clone(), key, form }.run();
        assert_eq!(run(None, vec![page.clone()]), Ok(()));
        assert_eq!(run(Some(key(1).public()), Vec::new()), Ok(()));
        let other = run(Some(key(2).public()), Vec::new()).unwrap_err();
        assert!(other.contains("another key signed it") && other.contains("由其他密钥签名"), "{other}");
        fs::write(&page, b"pages").unwrap();
        assert!(run(None, vec![page.clone()]).unwrap_err().contains("was changed"));
        let at = bytes.iter().position(|b| *b == b'5').unwrap();
        bytes[at] = b'4';
        fs::write(&file, &bytes).unwrap();
        assert!(run(None, Vec::new()).unwrap_err().contains("does not hold"));
        let lines = summary(&verify(&packet().sign(&key(1)).unwrap(), None).unwrap()).join("\n");
        assert!(lines.contains("anybody could have made this key") && lines.contains("签名有效"), "{lines}");
        fs::remove_dir_all(&folder).ok();
    }
}
