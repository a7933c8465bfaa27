//! `compat image build`: an image with us in the place of the official emulator's.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::mpsc;

use crate::cli::containers;
use crate::cli::context::Context;
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::output::{Human, View, size, style};
use crate::compat::image::{OFFICIAL, Recipe, RecipeError, Wanted};
use crate::compat::libraries::LibraryError;
use crate::docker::{Docker, DockerError};

/// Bytes of the archive that are sent at once, and how many such pieces may wait for the engine.
const PIECE: usize = 256 << 10;
const PIECES: usize = 16;

/// The image that SAM starts
#[derive(Debug, clap::Subcommand)]
pub(in crate::cli) enum Command {
    Build(Build),
}

/// Make an image with this program in the place of AWS's emulator
#[derive(Debug, clap::Args)]
#[command(after_help = "\
SAM starts the image of this name as its emulator. It takes `latest` if nobody says another tag, and
pulls it again and again, so it is better to say one:
  image=public.ecr.aws/durable-functions/aws-durable-execution-emulator
  cargo durable compat image build --tag $image:cargo-durable
  export DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG=cargo-durable
Exit codes: 0 built; 2 wrong use, or the program does not go into an image; 3 trouble with the engine.")]
pub(in crate::cli) struct Build {
    /// The image's name
    #[arg(short, long, value_name = "TAG", value_parser = tag)]
    tag: String,

    /// An image that has all that the program needs [default: none, and the libraries of this machine]
    #[arg(long, value_name = "IMAGE")]
    base: Option<String>,

    /// A program of ours for Linux [default: this one]
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,

    /// What the image is for, such as linux/arm64 [default: what the program is for]
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
}

fn tag(text: &str) -> Result<String, String> {
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err("the name of an image, such as `emulator:latest`".to_owned());
    }
    Ok(text.to_owned())
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Built {
    tag: String,
    image_id: String,
    size_bytes: u64,
    platform: String,
    program: String,
    base: Option<String>,
    libraries: Vec<String>,
}

/// Runs one of them.
pub(super) async fn run(command: Command, cx: &Context) -> anyhow::Result<ExitStatus> {
    match command {
        Command::Build(args) => build(args, cx).await,
    }
}

async fn build(args: Build, cx: &Context) -> anyhow::Result<ExitStatus> {
    let program = match &args.binary {
        Some(path) => cx.dir.join(path),
        None if cfg!(target_os = "linux") => cx.program.clone(),
        None => return Err(not_here().into()),
    };
    let recipe = find(&args, &program, cx).await?;
    let docker = Docker::connect(&containers::places(cx))
        .await
        .map_err(|nowhere| {
            Failure::new(ExitStatus::Trouble, "NoEngine", nowhere.sentence()).hint(nowhere.hint())
        })?;
    cx.printer.progress(&format!("building `{}`", args.tag));
    let platform = args.platform.as_deref().unwrap_or(recipe.platform);
    let libraries = recipe.libraries.found.keys().cloned().collect();
    let image = make(&docker, &args, platform, recipe.clone()).await?;
    cx.printer.answer(&Built {
        image_id: image.id,
        size_bytes: image.size,
        platform: image.platform,
        program: program.display().to_string(),
        base: args.base,
        libraries,
        tag: args.tag.clone(),
    })?;
    if let Some(hint) = for_sam(&args.tag) {
        cx.printer.note(&format!("hint: {hint}"));
    }
    Ok(ExitStatus::Success)
}

/// How SAM is told to start an image of the official emulator's name.
fn for_sam(tag: &str) -> Option<String> {
    match tag.strip_prefix(OFFICIAL)?.strip_prefix(':').unwrap_or("latest") {
        "latest" => Some(
            "SAM pulls AWS's `latest` over it wherever it can; a tag that AWS has not stays, such as `:cargo-durable`"
                .to_owned(),
        ),
        tag => Some(format!(
            "SAM starts it with `DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG={tag}` in its environment"
        )),
    }
}

fn not_here() -> Failure {
    Failure::usage("NotLinux", "this program is not for Linux, and what runs in an image is").hint(
        "pass `--binary PATH`: a `cargo-durable` for Linux, static or with `--base IMAGE` that has its libraries",
    )
}

async fn find(args: &Build, program: &Path, cx: &Context) -> anyhow::Result<Recipe> {
    let (path, base, platform) = (program.to_owned(), args.base.clone(), args.platform.clone());
    let library_path = cx.variable("LD_LIBRARY_PATH").map(str::to_owned);
    let found = tokio::task::spawn_blocking(move || {
        Recipe::find(Wanted {
            program: &path,
            base: base.as_deref(),
            platform: platform.as_deref(),
            library_path: library_path.as_deref(),
        })
    });
    found.await?.map_err(|error| {
        let hint = match &error {
            RecipeError::Library(LibraryError::Missing { .. }) => {
                "pass `--base IMAGE` that has the library, or a static program by `--binary PATH`"
            }
            RecipeError::Platform { .. } => {
                "pass a program for it by `--binary PATH`, or leave `--platform` away"
            }
            RecipeError::Elf(_) | RecipeError::Library(_) | RecipeError::UnknownMachine(_) => {
                "pass `--binary PATH`: a `cargo-durable` for Linux"
            }
        };
        let mut failure = Failure::usage("NoProgram", error.to_string()).hint(hint);
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        failure.causes.extend(cause);
        failure.into()
    })
}

async fn make(
    docker: &Docker,
    args: &Build,
    platform: &str,
    recipe: Recipe,
) -> anyhow::Result<crate::docker::image::Image> {
    let (sender, receiver) = mpsc::channel(PIECES);
    let writing = tokio::task::spawn_blocking(move || {
        let written = recipe.write(io::BufWriter::with_capacity(PIECE, Pieces(&sender)));
        // The engine must not take half of it for the whole.
        if written.is_err() {
            let _ = sender.blocking_send(Err(io::ErrorKind::BrokenPipe.into()));
        }
        written
    });
    let archive = stream::unfold(receiver, async |mut receiver| {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    let built = docker.build(&args.tag, platform, archive).await;
    let written = writing.await?;
    match (built, written) {
        (Ok(image), _) => Ok(image),
        // Who hears of it last has only a broken connection to tell of.
        (Err(DockerError::Broken(_)), Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(
                ExitStatus::Trouble,
                "CannotRead",
                "the program or a library of it cannot be read",
            )
            .because(error)
            .into())
        }
        (Err(error), _) => {
            let said = Failure::new(
                ExitStatus::Trouble,
                "BuildFailed",
                format!("`{}` cannot be built", args.tag),
            );
            let said = said.because(&error);
            Err(match &args.base {
                Some(base) => said.hint(format!("is `{base}` here? `docker pull {base}` gets it")),
                None => said,
            }
            .into())
        }
    }
}

/// Writes to whoever reads a stream.
struct Pieces<'a>(&'a mpsc::Sender<io::Result<Bytes>>);

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl View for Built {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let (bold, dim) = (style::BOLD, style::DIM);
        writeln!(
            out,
            "{bold}{}{bold:#}  {}, {}",
            self.tag,
            self.platform,
            size::bytes(self.size_bytes)
        )?;
        writeln!(out, "  {}", self.image_id)?;
        let with = match (&self.base, &self.libraries[..]) {
            (Some(base), _) => format!(" on {base}"),
            (None, []) => " alone: it is static".to_owned(),
            (None, libraries) => format!(" with {}", libraries.join(", ")),
        };
        writeln!(out, "  {dim}{}{with}{dim:#}", self.program)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sam_must_be_told() {
        let hint = |tag: &str| for_sam(&format!("{OFFICIAL}{tag}")).unwrap();
        assert!(hint("").starts_with("SAM pulls AWS's `latest`"));
        assert!(hint(":latest").starts_with("SAM pulls AWS's `latest`"));
        assert!(hint(":mine").contains("`DURABLE_EXECUTIONS_EMULATOR_IMAGE_TAG=mine`"));
        assert_eq!(for_sam("emulator:latest"), None);
    }
}
