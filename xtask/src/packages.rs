//! The Debian packages that the tests need: found, named, and installed where we may.

use std::process::Command;

use crate::shell::{self, Outcome};
use crate::{browser, postgres};

const APT: &[&str] = &["apt-get", "install", "--yes", "--no-install-recommends"];

/// Debian's package of shared PostgreSQL settings, which decides whether a server package starts a cluster.
const POSTGRES_COMMON: &str = "postgresql-common";
const NO_CLUSTER: &str = r"s/^#?\s*create_main_cluster\s*=.*/create_main_cluster = false/";
const CLUSTER_SETTINGS: &str = "/etc/postgresql-common/createcluster.conf";

/// Succeeds when everything is there, installing it first if `install` says so.
///
/// # Errors
/// Names the missing packages and the exact line that installs them.
pub(crate) fn require(install: bool) -> Outcome {
    let packages = missing();
    if packages.is_empty() {
        return Ok(());
    }
    println!("missing Debian packages: {}", packages.join(" "));
    if !install {
        return Err(advice(&packages, shell::is_root()));
    }
    install_all(&packages).map_err(|error| format!("{error}\n{}", advice(&packages, shell::is_root())))?;
    let still = missing();
    if still.is_empty() {
        Ok(())
    } else {
        Err(format!("installed, but still not found: {}; is their folder in PATH?", still.join(" ")))
    }
}

fn missing() -> Vec<&'static str> {
    needed(&[
        (postgres::programs().is_some(), postgres::PACKAGE),
        (browser::chromium().is_some(), "chromium"),
        (browser::driver().is_some(), "chromium-driver"),
        (browser::has_chinese_font(), "fonts-noto-cjk"),
    ])
}

fn needed(found: &[(bool, &'static str)]) -> Vec<&'static str> {
    found.iter().filter(|(there, _)| !there).map(|(_, package)| *package).collect()
}

fn advice(packages: &[&str], root: bool) -> String {
    let sudo = if root { "" } else { "sudo " };
    format!(
        "install them with:\n  {sudo}{} {}\nor let `cargo xtask test --install` do it",
        APT.join(" "),
        packages.join(" ")
    )
}

fn install_all(packages: &[&str]) -> Outcome {
    shell::run(&mut as_root(&["apt-get", "update"]))?;
    if packages.contains(&postgres::PACKAGE) {
        // The server package would start a system cluster, which the tests neither need nor may touch.
        apt_install(&[POSTGRES_COMMON])?;
        shell::run(&mut as_root(&["sed", "--in-place", "--regexp-extended", NO_CLUSTER, CLUSTER_SETTINGS]))?;
    }
    apt_install(packages)
}

fn apt_install(packages: &[&str]) -> Outcome {
    shell::run(as_root(APT).args(packages))
}

/// A command with root's rights; `sudo -n` fails rather than ask for a password that nobody may be there to type.
fn as_root(words: &[&str]) -> Command {
    let mut command = if shell::is_root() {
        Command::new("env")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "env"]);
        sudo
    };
    command.arg("DEBIAN_FRONTEND=noninteractive").args(words);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_packages_are_named_with_the_exact_line() {
        let packages = needed(&[(false, "postgresql-15"), (true, "chromium"), (false, "fonts-noto-cjk")]);
        assert_eq!(packages, ["postgresql-15", "fonts-noto-cjk"]);
        let line = "apt-get install --yes --no-install-recommends postgresql-15 fonts-noto-cjk\n";
        assert!(advice(&packages, true).contains(&format!("  {line}")));
        assert!(advice(&packages, false).contains(&format!("  sudo {line}")));
    }
}
