//! `completions`: what a shell needs to complete our command line, made from the definition of it.
//!
//! `clap_complete` writes the scripts. What they cannot know of is put in place of marks: the values of an argument
//! that names an execution, a callback or a function come from [`complete`](super::complete), and `cargo durable` is
//! completed as `cargo-durable` is.

use std::fmt::Write as _;

use clap::builder::ValueParser;
use clap::{Arg, ArgGroup, ValueHint};
use clap_complete::Shell;

use super::complete::Kind;
use super::context::Context;
use super::exit::ExitStatus;

const PROGRAM: &str = "cargo-durable";
const BASH: &str = include_str!("completions/names.bash");
const FISH: &str = include_str!("completions/names.fish");
const ZSH: &str = include_str!("completions/names.zsh");

/// Print what a shell needs to complete our commands
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Bash: put `source <(cargo durable completions bash)` into ~/.bashrc, after what completes cargo.
Zsh:  `cargo durable completions zsh > DIR/_cargo-durable`, where DIR is in $fpath.
Fish: `cargo durable completions fish > ~/.config/fish/conf.d/cargo-durable.fish`.
PowerShell and Elvish: let the profile run what is printed.

Bash, zsh and fish complete `cargo durable` and `cargo-durable`, and the names of executions, callbacks
and functions; PowerShell and Elvish complete `cargo-durable` alone, without names.")]
pub(super) struct Args {
    /// The shell: bash, elvish, fish, powershell or zsh
    #[arg(value_name = "SHELL", value_enum, hide_possible_values = true)]
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(args: &Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    cx.printer
        .verbatim(script(args.shell, &super::definition()).trim_end())?;
    Ok(ExitStatus::Success)
}

/// The script for a shell.
fn script(shell: Shell, definition: &clap::Command) -> String {
    let mut command = completable(definition);
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut command, PROGRAM, &mut bytes);
    let script = String::from_utf8_lossy(&bytes).into_owned();
    match shell {
        Shell::Bash => bash(script),
        Shell::Zsh => zsh(&script),
        Shell::Fish => fish(script, &command),
        _ => script,
    }
}

/// The command without what is hidden, with marks for the values that a shell must ask for. Clap's generators show
/// hidden options, and nothing can be taken out of a command: so it is made again.
fn completable(command: &clap::Command) -> clap::Command {
    let word = |text: &str| -> &'static str { String::leak(text.to_owned()) };
    let mut shown = clap::Command::new(word(command.get_name()));
    if let Some(about) = command.get_about() {
        shown = shown.about(about.clone());
    }
    if let Some(version) = command.get_version() {
        shown = shown.version(word(version)).propagate_version(true);
    }
    shown = shown.visible_aliases(command.get_visible_aliases().map(word));
    let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set());
    shown = shown.args(arguments.cloned().map(marked));
    for group in command.get_groups() {
        let members: Vec<_> = group
            .get_args()
            .filter(|id| shown.get_arguments().any(|arg| arg.get_id() == *id))
            .cloned()
            .collect();
        let kept = ArgGroup::new(group.get_id().clone()).args(members);
        shown = shown.group(kept.multiple(group.clone().is_multiple()));
    }
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set());
    for command in commands {
        // `help` at the top helps with every command.
        shown = shown.subcommand(completable(command).disable_help_subcommand(true));
    }
    shown
}

/// An argument with what its value's name says of the value.
fn marked(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() || arg.get_value_parser().possible_values().is_some() {
        return arg;
    }
    let name = arg.get_value_names().and_then(<[_]>::first);
    let name = name.map(ToString::to_string).unwrap_or_default();
    match (Kind::of_value(&name), name.as_str()) {
        (Some(kind), _) => arg.value_parser(ValueParser::from([kind.mark()])),
        (None, "PATH") => arg.value_hint(ValueHint::FilePath),
        (None, "DIR") => arg.value_hint(ValueHint::DirPath),
        (None, _) => arg.value_hint(ValueHint::Other),
    }
}

fn bash(mut script: String) -> String {
    for kind in Kind::ALL {
        let ask = format!("$(_cargo__durable__names {})", kind.word());
        script = script.replace(kind.mark(), &ask);
    }
    // Clap spells a program with a hyphen in two ways, and then does not find its own commands.
    script.replace("cargo__subcmd__durable", "cargo__durable") + BASH
}

fn zsh(script: &str) -> String {
    let mut script = script.to_owned();
    for kind in Kind::ALL {
        let ask = format!(":_cargo-durable_names {}", kind.word());
        script = script.replace(&format!(":({})", kind.mark()), &ask);
    }
    // What is defined must stand before the last lines, which call.
    let call = format!("if [ \"$funcstack[1]\" = \"_{PROGRAM}\" ]; then");
    script.replace(&call, &format!("{ZSH}\n{call}"))
}

fn fish(mut script: String, command: &clap::Command) -> String {
    for kind in Kind::ALL {
        let option = format!("\"{}\\t''\"", kind.mark());
        script = script.replace(&option, &format!("\"{}\"", fish_names(*kind)));
    }
    // An option that still lacks its value is no reason to complete nothing.
    let parse = "    argparse -s (__fish_cargo_durable_global_optspecs) -- $cmd 2>/dev/null\n";
    let again = parse
        .replace("argparse", "or argparse")
        .replace("$cmd", "$cmd[1..-2]");
    script = script.replace(parse, &format!("{parse}{again}"));
    // Clap's generator knows no arguments but options.
    script.push('\n');
    for command in command.get_subcommands() {
        let here = format!("__fish_cargo_durable_using_subcommand {}", command.get_name());
        fish_positionals(&mut script, &here, command);
        for below in command.get_subcommands() {
            let here = format!("{here}; and __fish_seen_subcommand_from {}", below.get_name());
            fish_positionals(&mut script, &here, below);
        }
    }
    script + FISH
}

fn fish_positionals(script: &mut String, here: &str, command: &clap::Command) {
    for arg in command.get_positionals() {
        let values: Vec<_> = arg
            .get_value_parser()
            .possible_values()
            .into_iter()
            .flatten()
            .map(|value| value.get_name().to_owned())
            .collect();
        let words = values.join(" ");
        let words = match Kind::ALL.iter().find(|kind| words == kind.mark()) {
            Some(kind) => fish_names(*kind),
            None => words,
        };
        let _ = match (words.as_str(), arg.get_value_hint()) {
            ("", ValueHint::FilePath | ValueHint::DirPath) => Ok(()),
            ("", _) => writeln!(script, "complete -c {PROGRAM} -n \"{here}\" -f"),
            (words, _) => writeln!(script, "complete -c {PROGRAM} -n \"{here}\" -f -a \"{words}\""),
        };
    }
}

fn fish_names(kind: Kind) -> String {
    format!("(__fish_cargo_durable_names {})", kind.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_is_left_and_nothing_hidden_is_shown() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let script = script(shell, &super::super::definition());
            for kind in Kind::ALL {
                assert!(!script.contains(kind.mark()), "{shell}: {}", kind.mark());
                assert!(script.contains(&format!("names {}", kind.word())), "{shell}");
            }
            assert!(!script.contains("detached"), "{shell}");
        }
    }
}
