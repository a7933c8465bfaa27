//! Completions, tried with the shells that people have.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
#![expect(clippy::disallowed_methods, reason = "a real shell runs on the real clock")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};

use crate::cli::{PROGRAM, check, command};
use crate::cli_invoke::{Project, project, run};
use crate::support::tool;

/// A shell that waits for something that does not come is given up.
const PATIENCE: Duration = Duration::from_mins(2);

/// A project with one execution, `run`, that waits for `approval`.
fn waiting() -> Project {
    let dir = project();
    let line = ["invoke", "--name", "run", "--callback-timeout", "0.3"];
    let (code, _, err) = run(dir.path(), &line);
    assert_eq!(code, 1, "{err}");
    dir
}

/// The path, with our program on it.
fn path() -> std::ffi::OsString {
    let path = tool::environment()
        .find(|(name, _)| name == "PATH")
        .map(|(_, path)| path);
    let ours = Path::new(PROGRAM).parent().unwrap().to_owned();
    let rest = std::env::split_paths(&path.unwrap_or_default()).collect::<Vec<_>>();
    std::env::join_paths(std::iter::once(ours).chain(rest)).unwrap()
}

/// What a shell says that runs this script in the project.
fn shell(dir: &Path, argv: &[&str], script: &str) -> String {
    let file = dir.join("script");
    std::fs::write(&file, script).unwrap();
    let mut shell = Command::new(argv[0]);
    shell.args(&argv[1..]).arg(&file);
    let ours = command(dir, &[]);
    for (name, value) in ours.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let said = |name: &str| dir.join(format!("script.{name}"));
    let mut child = shell
        .current_dir(dir)
        .env("PATH", path())
        .env("HOME", dir)
        .env("CARGO_HOME", cargo_home())
        .stdin(Stdio::null())
        .stdout(File::create(said("out")).unwrap())
        .stderr(File::create(said("err")).unwrap())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if Instant::now() >= deadline {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let [out, err] = ["out", "err"].map(|name| std::fs::read_to_string(said(name)).unwrap());
    let is_good = status.is_some_and(|status| status.success());
    assert!(is_good && err.is_empty(), "{status:?}: {out}{err}");
    out
}

/// What fish asks cargo for, it finds with the home that we take away.
fn cargo_home() -> PathBuf {
    let of = |wanted: &str| {
        tool::environment()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value)
    };
    of("CARGO_HOME").map_or_else(
        || PathBuf::from(of("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    )
}

#[test]
fn bash() {
    if tool::find("bash", "bash").is_none() {
        return;
    }
    let dir = waiting();
    let script = r#"
try() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    local registered
    registered=$(complete -p "$1")
    [[ $registered =~ -F\ ([^ ]+) ]]
    # There is no line that is edited, and `compopt` complains of that.
    "${BASH_REMATCH[1]}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
    echo "$* -> ${COMPREPLY[*]}"
}
before() { COMPREPLY=(before "$1" "$2" "$3"); }
complete -F before cargo
source <(cargo-durable completions bash)
try cargo-durable ex
try cargo durable ex
try cargo +stable durable ex
try cargo durable execution get ru
try cargo durable -C . execution get @
try cargo durable -C /nowhere execution get @
try cargo-durable callback succeed ''
try cargo durable invoke o
try cargo durable execution list --function ''
try cargo durable execution list -o j
try cargo durable completions z
try cargo durable --store dur
try cargo durable start --detac
try cargo bu
try cargo build --bin dur
# Twice is once.
source <(cargo-durable completions bash)
try cargo bu
"#;
    let told = shell(dir.path(), &["bash", "--norc"], script);
    expect![[r#"
        cargo-durable ex -> execution
        cargo durable ex -> execution
        cargo +stable durable ex -> execution
        cargo durable execution get ru -> run
        cargo durable -C . execution get @ -> @last
        cargo durable -C /nowhere execution get @ -> 
        cargo-durable callback succeed  -> run/approval
        cargo durable invoke o -> order
        cargo durable execution list --function  -> order
        cargo durable execution list -o j -> json jsonl
        cargo durable completions z -> zsh
        cargo durable --store dur -> durable.toml
        cargo durable start --detac -> --detach
        cargo bu -> before cargo bu cargo
        cargo build --bin dur -> before cargo dur --bin
        cargo bu -> before cargo bu cargo
    "#]]
    .assert_eq(&told);
}

/// Where nothing was registered for cargo, what bash-completion would have loaded is.
#[test]
fn bash_with_bash_completion() {
    let library = "/usr/share/bash-completion/bash_completion";
    if tool::find("bash", "bash").is_none() || !Path::new(library).exists() {
        return;
    }
    let dir = project();
    let lazy = dir.path().join("bash-completion/completions");
    std::fs::create_dir_all(&lazy).unwrap();
    std::fs::write(
        lazy.join("cargo"),
        "_cargo() { COMPREPLY=(loaded); }\ncomplete -F _cargo cargo\n",
    )
    .unwrap();
    let script = format!(
        "source {library}\nexport XDG_DATA_HOME=$PWD BASH_COMPLETION_USER_DIR=$PWD/bash-completion\n\
         source <(cargo-durable completions bash)\n\
         COMP_WORDS=(cargo bu); COMP_CWORD=1\n\
         for i in 1 2; do COMPREPLY=(); _cargo__durable__of_cargo cargo bu cargo; echo ${{COMPREPLY[*]}}; done\n\
         complete -p cargo\n"
    );
    let told = shell(dir.path(), &["bash", "--norc"], &script);
    let registered = "complete -o bashdefault -o default -F _cargo__durable__of_cargo cargo";
    assert_eq!(told, format!("loaded\nloaded\n{registered}\n"));
}

#[test]
fn fish() {
    if tool::find("fish", "fish").is_none() {
        return;
    }
    let dir = waiting();
    let script = r#"
cargo-durable completions fish | source
function try
    set -l found (complete -C "$argv" | string split -f1 \t)
    echo "$argv -> $found"
end
try 'cargo-durable ex'
try 'cargo durable ex'
try 'cargo +stable durable ex'
try 'cargo durable execution get ru'
try 'cargo durable -C . execution get @'
try 'cargo durable -C /nowhere execution get @'
try 'cargo-durable callback succeed '
try 'cargo durable invoke o'
try 'cargo durable execution list --function '
try 'cargo durable -o j'
try 'cargo durable execution list -o '
try 'cargo durable completions z'
try 'cargo durable --store dur'
try 'cargo durable start --detac'
try 'cargo durable man '
try 'cargo buil'
"#;
    let told = shell(dir.path(), &["fish"], script);
    expect![[r#"
        cargo-durable ex -> execution
        cargo durable ex -> execution
        cargo +stable durable ex -> execution
        cargo durable execution get ru -> run
        cargo durable -C . execution get @ -> @last
        cargo durable -C /nowhere execution get @ -> 
        cargo-durable callback succeed  -> run/approval
        cargo durable invoke o -> order
        cargo durable execution list --function  -> order
        cargo durable -o j -> json jsonl
        cargo durable execution list -o  -> json jsonl text
        cargo durable completions z -> zsh
        cargo durable --store dur -> durable.toml
        cargo durable start --detac -> --detach
        cargo durable man  -> 
        cargo buil -> build
    "#]]
    .assert_eq(&told);
}

#[test]
fn zsh() {
    let Some(cargo) = cargo_of_zsh() else {
        return tool::skip("zsh");
    };
    if tool::find("zsh", "zsh").is_none() {
        return;
    }
    let dir = waiting();
    let functions = dir.path().join("functions");
    std::fs::create_dir(&functions).unwrap();
    std::fs::copy(cargo, functions.join("_cargo")).unwrap();
    let ours = command(dir.path(), &["completions", "zsh"]).output().unwrap();
    std::fs::write(functions.join("_cargo-durable"), ours.stdout).unwrap();
    // A shell in a terminal of its own. `^X` shows the line as it is, so that nobody must wait for a while.
    let script = r#"
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "fpath=(\$PWD/functions \$fpath); autoload -U compinit; compinit -u -D
    show() { print -r -- \"<\$BUFFER>\" }; zle -N show; bindkey '^X' show; setopt no_beep; print READ''Y"
zpty -r z out '*READY*'
try() {
    zpty -w -n z "$1"$'\t\x18'
    zpty -r z out "*<*>*"
    print -r -- "$1 -> ${${out##*<}%%>*}"
    zpty -w -n z $'\x15'
}
try "cargo-durable exe"
try "cargo durable exe"
try "cargo durable execution get ru"
try "cargo-durable callback succeed r"
try "cargo durable invoke o"
try "cargo durable execution list --function o"
try "cargo durable execution list --output-format jsonl"
try "cargo durable completions z"
try "cargo durable --store dur"
try "cargo durable start --detac"
zpty -d z
"#;
    let told = shell(dir.path(), &["zsh", "-f"], script);
    expect![[r#"
        cargo-durable exe -> cargo-durable execution 
        cargo durable exe -> cargo durable execution 
        cargo durable execution get ru -> cargo durable execution get run 
        cargo-durable callback succeed r -> cargo-durable callback succeed run/approval 
        cargo durable invoke o -> cargo durable invoke order 
        cargo durable execution list --function o -> cargo durable execution list --function order 
        cargo durable execution list --output-format jsonl -> cargo durable execution list --output-format jsonl 
        cargo durable completions z -> cargo durable completions zsh 
        cargo durable --store dur -> cargo durable --store durable.toml 
        cargo durable start --detac -> cargo durable start --detach 
    "#]].assert_eq(&told);
}

/// Cargo's own completion for zsh, which calls ours.
fn cargo_of_zsh() -> Option<PathBuf> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    let sysroot = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    Some(sysroot.join("share/zsh/site-functions/_cargo")).filter(|path| path.is_file())
}

/// What is asked for while somebody types never fails, and never says a word that a shell could take for more.
#[test]
fn names_are_plain_or_there_are_none() {
    let dir = project();
    for args in [
        &["__complete"][..],
        &["__complete", "nonsense", "--"],
        &["__complete", "executions", "--"],
        &["__complete", "executions", "--", "-C", "/nowhere"],
        &[
            "__complete",
            "callbacks",
            "--",
            "--endpoint",
            "http://127.0.0.1:1",
        ],
        &["__complete", "functions", "--", "--manifest-path"],
    ] {
        let (code, out, err) = run(dir.path(), args);
        let wanted = if args[1..].first() == Some(&"functions") {
            "order\n"
        } else {
            ""
        };
        assert_eq!((code, out.as_str(), err.as_str()), (0, wanted, ""), "{args:?}");
    }
    std::fs::write(dir.path().join("durable.toml"), "[functions.order\n").unwrap();
    assert_eq!(
        run(dir.path(), &["__complete", "functions"]),
        (0, String::new(), String::new())
    );
}

#[test]
fn wrong_use() {
    fn on(args: &[&str], expected: &Expect) {
        check(args, expected);
    }
    on(
        &["completions", "tcsh"],
        &expect![[r#"
        ! error: invalid value 'tcsh' for '<SHELL>'
        !   [possible values: bash, elvish, fish, powershell, zsh]
        ! 
        !   tip: a similar value exists: 'zsh'
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    on(
        &["completions"],
        &expect![[r#"
        ! error: the following required arguments were not provided:
        !   <SHELL>
        ! 
        ! Usage: cargo durable completions <SHELL>
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
}
