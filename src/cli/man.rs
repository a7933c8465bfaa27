//! `man`: manual pages, made from the definition of the command line.

use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::context::Context;
use super::exit::ExitStatus;
use super::failure::Failure;
use crate::config::did_you_mean;

const SECTION: &str = "1";
/// When the command line was last changed in a way that a reader should know of.
const DATE: &str = "2026-11-27";
const MANUAL: &str = "Cargo Durable Manual";
/// In a command's notes, what comes before its exit codes.
const EXIT_CODES: &str = "Exit codes:";

/// Print a manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "\
`cargo durable man invoke > ~/.local/share/man/man1/cargo-durable-invoke.1` installs a page, and
`man cargo-durable-invoke` shows it.")]
pub(super) struct Args {
    /// The command that the page is about; nothing is the program
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// Prints the page.
pub(super) fn run(args: &Args, cx: &Context) -> anyhow::Result<ExitStatus> {
    let mut root = super::definition().disable_help_subcommand(true);
    root.build();
    let mut command = &root;
    let mut parents = Vec::new();
    for word in &args.command {
        parents.push(page_name(command));
        let found = command.find_subcommand(word).filter(|found| !found.is_hide_set());
        command = found.ok_or_else(|| unknown(cx, command, word))?;
    }
    let page = page(command, parents.last().map(String::as_str))?;
    cx.printer.verbatim(page.trim_end())?;
    Ok(ExitStatus::Success)
}

fn unknown(cx: &Context, command: &clap::Command, word: &str) -> Failure {
    let known: Vec<String> = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| command.get_name().to_owned())
        .collect();
    let failure = Failure::usage(
        "UnknownCommand",
        format!(
            "`{}` has no command `{word}`",
            command.get_bin_name().unwrap_or_else(|| command.get_name())
        ),
    );
    let hint = did_you_mean(word, &known);
    failure.hint(hint.unwrap_or_else(|| format!("see `{}`", cx.command(&["--help"]))))
}

/// `cargo-durable-execution-list`.
fn page_name(command: &clap::Command) -> String {
    let name = command.get_display_name();
    name.unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &clap::Command, parent: Option<&str>) -> anyhow::Result<String> {
    let name = page_name(command);
    let source = format!("cargo-durable {}", env!("CARGO_PKG_VERSION"));
    let title = format!(".TH \"{name}\" \"{SECTION}\" \"{DATE}\" \"{source}\" \"{MANUAL}\"\n");
    let man = Man::new(with_environment(command.clone()));
    let mut out = Vec::new();
    man.render_name_section(&mut out)?;
    synopsis(command).to_writer(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut out)?;
    }
    if let Some(notes) = command.get_after_long_help().or(command.get_after_help()) {
        sections(&notes.to_string()).to_writer(&mut out)?;
    }
    if let Some(parent) = parent {
        let mut also = Roff::default();
        also.control("SH", ["SEE ALSO"]);
        also.text([bold(parent), roman(format!("({SECTION})"))]);
        also.to_writer(&mut out)?;
    }
    Ok(tidy(&title, &String::from_utf8_lossy(&out)))
}

/// As `--help` has it: options are not listed twice.
fn synopsis(command: &clap::Command) -> Roff {
    let usage = command.clone().render_usage().to_string();
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let mut roff = Roff::default();
    roff.control("SH", ["SYNOPSIS"]);
    for (index, line) in usage.trim_start_matches("Usage:").lines().enumerate() {
        let line = line.trim();
        let rest = line.strip_prefix(name).unwrap_or(line);
        if index > 0 {
            roff.control("br", []);
        }
        roff.text([bold(name), roman(rest)]);
    }
    roff
}

/// Says which variable gives an option its value: the library knows it only with a feature of its own.
fn with_environment(command: clap::Command) -> clap::Command {
    command.mut_args(|arg| {
        let variable = arg.get_env().map(|name| name.to_string_lossy().into_owned());
        let said = arg.get_long_help().or(arg.get_help()).map(ToString::to_string);
        match (variable, said) {
            (Some(variable), Some(said)) => arg
                .help(format!("{said} (or the variable {variable})"))
                .long_help(None::<&str>),
            _ => arg,
        }
    })
}

/// What is said after the options: notes, and exit codes.
fn sections(notes: &str) -> Roff {
    let mut roff = Roff::default();
    let (notes, codes) = match notes.split_once(EXIT_CODES) {
        Some((notes, codes)) => (notes.trim(), Some(codes)),
        None => (notes.trim(), None),
    };
    if !notes.is_empty() {
        roff.control("SH", ["NOTES"]);
        for (index, paragraph) in notes.split("\n\n").enumerate() {
            if index > 0 {
                roff.control("PP", []);
            }
            for (index, line) in paragraph.lines().enumerate() {
                // A line that begins with a capital and is told apart by a colon stands alone.
                if index > 0 && line.split(' ').next().is_some_and(|word| word.ends_with(':')) {
                    roff.control("br", []);
                }
                roff.text([roman(line.trim())]);
            }
        }
    }
    if let Some(codes) = codes {
        roff.control("SH", ["EXIT STATUS"]);
        // One a line, or a sentence with semicolons.
        let is_table = codes.starts_with('\n');
        let codes = codes.trim();
        let sentence = codes.replace('\n', " ");
        let items: Vec<&str> = if is_table {
            codes.lines().collect()
        } else {
            sentence.split(';').collect()
        };
        for item in items {
            code(&mut roff, item);
        }
    }
    roff
}

fn code(roff: &mut Roff, item: &str) {
    let item = item.trim();
    let (number, meaning) = item.split_once(' ').unwrap_or((item, ""));
    roff.control("TP", []);
    roff.text([bold(number)]);
    roff.text([roman(meaning.trim().trim_end_matches('.'))]);
}

/// One page of several: the lines that each part begins with stand once, before the title.
fn tidy(title: &str, parts: &str) -> String {
    let is_preamble = |line: &&str| line.starts_with(".ie ") || line.starts_with(".el ");
    let mut page: Vec<&str> = parts.lines().filter(is_preamble).take(2).collect();
    page.push(title.trim_end());
    page.extend(parts.lines().filter(|line| !is_preamble(line)).map(str::trim_end));
    page.join("\n")
}
