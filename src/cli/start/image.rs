//! `start --emulator image`: AWS's own emulator, in a container, in the place of ours.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::started::{OfficialEmulator, environment};
use super::{Args, Started, already, port};
use crate::cli::context::{Context, StorePlace};
use crate::cli::exit::ExitStatus;
use crate::cli::failure::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::official::container::{Keeps, Launch, Official, from_container};
use crate::cli::official::{OfficialImage, official_image};
use crate::cli::sam::{StoreType, Whose};
use crate::cli::{containers, images, link, speed};
use crate::client::Client;
use crate::config::parse_function_configs;
use crate::docker::Docker;
use crate::emulator::{StoreChoice, owner};
use crate::engine::clock::Clock;
use crate::execution::Speed;
use crate::sandbox::{Owner, Yard};
use crate::store::{Hold, Holder, StoreError};

/// What stands at the end of our store's name where AWS's emulator keeps its own.
const BESIDE: &str = ".official";

/// Runs it until it is told to end.
pub(super) async fn run(args: &Args, tag: Option<&str>, cx: &Context) -> anyhow::Result<ExitStatus> {
    refuse(args, cx)?;
    let mut interrupt = Interrupt::install()?;
    let prepared = tokio::select! {
        prepared = prepare(args, tag, cx) => prepared?,
        () = interrupt.heard() => return Ok(ExitStatus::Interrupted),
    };
    let Prepared {
        docker,
        image,
        launch,
        hold,
    } = prepared;
    let lambda_endpoint = launch.lambda_endpoint().to_owned();
    let (region, keeps) = (launch.region.clone(), launch.keeps.clone());
    let official = Official::start(docker, launch).await?;
    let ready = tokio::select! {
        ready = official.ready() => ready,
        () = interrupt.heard() => {
            official.stop().await?;
            return Ok(ExitStatus::Interrupted);
        }
    };
    if let Err(failure) = ready {
        official.stop().await?;
        return Err(failure.into());
    }
    let url = official.url();
    let ran = async {
        if let Some(hold) = &hold {
            hold.announce(&Holder {
                address: Some(official.address()),
                started_at: Some(Clock::Wall.now()),
                drives_all: true,
                ..Holder::this_process()
            })?;
        }
        let started = Started {
            process_id: std::process::id(),
            store: stored(&keeps),
            time: (args.hosting.time == Some(Speed::Skip)).then(|| "skip".to_owned()),
            environment: environment(&url, &region),
            functions: Vec::new(),
            emulator: Some(OfficialEmulator {
                image: image.tagged(),
                image_digest: image.digest.clone(),
                lambda_endpoint,
            }),
            endpoint: url.clone(),
        };
        if args.detached {
            cx.printer.verbatim(&serde_json::to_string(&started)?)?;
        } else {
            cx.printer.answer(&started)?;
        }
        tokio::select! {
            () = interrupt.heard() => anyhow::Ok(None),
            end = official.ended() => Ok(Some(official.failure(end))),
        }
    };
    let ran = ran.await;
    cx.printer.note("stopping");
    official.stop().await?;
    match ran? {
        None => Ok(ExitStatus::Success),
        Some(failure) => Err(failure.into()),
    }
}

/// All that is needed before there is a container.
struct Prepared {
    docker: Docker,
    image: OfficialImage,
    launch: Launch,
    /// The store of this project, in whose place it serves; `None` where nothing is kept.
    hold: Option<Hold>,
}

async fn prepare(args: &Args, tag: Option<&str>, cx: &Context) -> anyhow::Result<Prepared> {
    let port = port(args, cx)?;
    let store_type = StoreType::read(cx)?;
    let image = official_image(cx, None, tag)?;
    let lambda_endpoint = args.hosting.lambda_endpoint.as_deref();
    let lambda_endpoint = lambda_endpoint.map(|url| reached(cx, url)).transpose()?;
    let arguments = arguments(args, cx)?;
    if let Some((holder, address)) = link::holder(cx).await? {
        return Err(already(cx, holder.pid, Some(address)).into());
    }
    let docker = Docker::connect(&containers::places(cx))
        .await
        .map_err(|nowhere| {
            Failure::new(ExitStatus::Trouble, "NoEngine", nowhere.sentence()).hint(nowhere.hint())
        })?;
    images::provide_one(cx, &docker, &image.reference(), None, args.functions.pull)
        .await
        .map_err(|no| {
            let mut failure = Failure::new(ExitStatus::Trouble, "NoImage", no.why);
            failure.hint = no.hint;
            failure
        })?;
    let (store, keeps, hold) = store(cx, store_type)?;
    let owner = owner(&store);
    clear(cx, &docker, &owner).await;
    let printer = Arc::clone(&cx.printer);
    let launch = Launch {
        image: image.reference(),
        platform: None,
        host: args.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        port,
        lambda_endpoint,
        keeps,
        region: link::region(cx, &args.hosting).to_owned(),
        arguments,
        env: speed::SCALES
            .iter()
            .filter_map(|name| Some(format!("{name}={}", cx.variable(name)?)))
            .collect(),
        owner,
        lines: Arc::new(move |line| printer.guest("emulator", line)),
    };
    Ok(Prepared {
        docker,
        image,
        launch,
        hold,
    })
}

/// The store in whose place it serves, where it keeps its own, and the lock that says so.
fn store(cx: &Context, kind: Option<StoreType>) -> anyhow::Result<(StoreChoice, Keeps, Option<Hold>)> {
    let StorePlace::File(path) = &cx.store else {
        return Ok((StoreChoice::Memory, Keeps::Nothing, None));
    };
    if kind == Some(StoreType::Memory) && !cx.names_store {
        return Ok((StoreChoice::Memory, Keeps::Nothing, None));
    }
    cx.make_state_dir()?;
    let hold = match Hold::take(path) {
        Ok(hold) => hold,
        Err(StoreError::Locked { holder, .. }) => {
            let (pid, address) = holder.map_or((0, None), |holder| (holder.pid, holder.address));
            return Err(already(cx, pid, address).into());
        }
        Err(error) => return Err(error.into()),
    };
    let dir = beside(path);
    std::fs::create_dir_all(&dir).map_err(|error| {
        let message = format!("cannot create the directory `{}`", dir.display());
        Failure::new(ExitStatus::Trouble, "StoreUnusable", message).because(error)
    })?;
    let keeps = match kind {
        Some(StoreType::Filesystem) => Keeps::Files(dir),
        Some(StoreType::Sqlite | StoreType::Memory) | None => Keeps::Database(dir),
    };
    Ok((StoreChoice::File(path.clone()), keeps, Some(hold)))
}

/// `executions.db.official`, beside `executions.db`.
fn beside(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(BESIDE);
    name.into()
}

fn stored(keeps: &Keeps) -> String {
    match keeps {
        Keeps::Nothing => ":memory:".to_owned(),
        Keeps::Database(dir) | Keeps::Files(dir) => dir.display().to_string(),
    }
}

/// Removes what an emulator that is no more has left behind.
async fn clear(cx: &Context, docker: &Docker, owner: &Owner) {
    let Ok(reach) = docker.reach().await else {
        return;
    };
    let yard = Yard {
        docker: docker.clone(),
        reach,
        owner: owner.clone(),
    };
    if let Err(error) = yard.clear().await {
        let message = format!("what earlier emulators left behind is still there: {error}");
        cx.printer.warn(&message);
    }
}

/// Where functions are, as the container reaches them.
fn reached(cx: &Context, url: &str) -> Result<String, Failure> {
    let wrong = |why: String| {
        Failure::usage("InvalidEndpoint", why).hint("`--lambda-endpoint` looks like `http://127.0.0.1:3001`")
    };
    Client::new(url).map_err(|error| wrong(error.to_string()))?;
    let reached = from_container(url).ok_or_else(|| wrong(format!("`{url}` is no URL")))?;
    if reached != url {
        cx.printer.note(&format!(
            "note: from its container, the emulator calls `{url}` as `{reached}`: it must listen where containers come"
        ));
    }
    Ok(reached)
}

/// What it is told beside SAM's arguments.
fn arguments(args: &Args, cx: &Context) -> anyhow::Result<Vec<String>> {
    let mut arguments = Vec::new();
    match args.hosting.time {
        None | Some(Speed::REAL) => {}
        Some(Speed::Skip) => arguments.push("--skip-time".to_owned()),
        Some(speed @ Speed::Thousandths(_)) => {
            let message = format!("AWS's emulator has no `--time {}`", speed::word(speed));
            return Err(Failure::usage("ConflictingOptions", message)
                .hint("it has `real` and `skip`")
                .into());
        }
    }
    if let Some(value) = &args.hosting.function_configs {
        parse_function_configs(value, &cx.dir)?;
        // Its container has no files of ours.
        let text = match value.strip_prefix("file://") {
            Some(path) => std::fs::read_to_string(cx.dir.join(path))?,
            None => value.clone(),
        };
        arguments.extend(["--function-configs".to_owned(), text]);
    }
    Ok(arguments)
}

/// Refuses what means nothing to an emulator that is not ours.
fn refuse(args: &Args, cx: &Context) -> Result<(), Failure> {
    let hosting = &args.hosting;
    // What a variable says is for every command; what is typed is meant for this one.
    let is_typed = |names: &[&str]| {
        let is_one = |word: &String| {
            let long = |name: &&str| word == name || word.starts_with(&format!("{name}="));
            names.iter().any(long)
        };
        cx.line.iter().any(is_one)
    };
    let functions = &args.functions;
    let meaningless = [
        ("--allow-host", !args.allow_host.is_empty()),
        ("--answers-as", args.answers_as != Whose::Service),
        ("--bin", !args.bin.is_empty()),
        ("--example", !args.example.is_empty()),
        ("--package", !functions.package.is_empty()),
        ("--template", is_typed(&["--template", "--template-file", "-t"])),
        ("--isolation", is_typed(&["--isolation"])),
        ("--account", hosting.account.is_some()),
        ("--max-crash-retries", hosting.max_crash_retries.is_some()),
        ("--endpoint-concurrency", hosting.endpoint_concurrency.is_some()),
        ("--lenient-qualifiers", hosting.lenient_qualifiers),
        ("--sync", hosting.sync.is_some()),
    ];
    let meaningless = meaningless
        .into_iter()
        .find_map(|(name, given)| given.then_some(name));
    let build = || {
        let options = functions
            .build_options()
            .into_iter()
            .chain(functions.lock_options());
        options.into_iter().find(|option| option.starts_with("--"))
    };
    let given = functions.given_functions().or(meaningless);
    let Some(option) = given.map(str::to_owned).or_else(build) else {
        return Ok(());
    };
    let message = format!("`{option}` means nothing to AWS's emulator, which has no functions of its own");
    Err(Failure::usage("ConflictingOptions", message).hint(format!(
        "leave `{option}` away; `--lambda-endpoint URL` says where functions are"
    )))
}
