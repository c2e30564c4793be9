//! The program as a person at a terminal starts it.

use std::process::Command;

/// As in `entente routes | head`, with a reader that has gone before the first line.
#[test]
fn a_command_whose_reader_has_gone_ends_without_a_word() {
    let data = std::env::temp_dir().join(format!("entente-commands-{}", std::process::id()));
    for arguments in [&["routes"][..], &["routes", "--json"], &["kinds"], &["verify"], &["check"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_entente"));
        let done = command.arg("--data").arg(&data).args(arguments).stdout(writer).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!((done.status.code(), said.as_str()), (Some(141), ""), "{arguments:?}");
    }
    std::fs::remove_dir_all(data).ok();
}

/// And one whose reader stays says what it has to say.
#[test]
fn a_command_says_it_all_to_a_reader_who_stays() {
    let done = Command::new(env!("CARGO_BIN_EXE_entente")).arg("kinds").output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success() && said.lines().count() > 20, "{said}");
    assert!(said.lines().any(|line| line == "need\tneed\tNED\t/needs"), "{said}");
}
