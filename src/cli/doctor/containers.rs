//! The engine for containers: whether one answers, whether its containers reach this machine, and which images of
//! functions are here. Functions can run as processes without one.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;

use super::{Check, Verdict};
use crate::cli::containers::Engine;
use crate::cli::images::pull_command;
use crate::config::{Plan, WantedImage};
use crate::docker::network::Reach;
use crate::docker::probe::Probed;
use crate::docker::{Docker, DockerError};
use crate::emulator::{StoreChoice, owner};

const NAME: &str = "containers";
const PROBE: &str = "container to host";
const IMAGES: &str = "images";
const WITHOUT: &str = "functions run as processes without one";
/// The base images of Lambda, which can open a connection whatever the runtime is.
const BASE: &str = "public.ecr.aws/lambda/";
/// One to pull if there is none.
const SMALLEST: &str = "public.ecr.aws/lambda/provided:al2023";
/// How many images are tried.
const TRIED: usize = 3;
/// An engine that is busy still answers.
const PATIENCE: Duration = Duration::from_secs(5);

/// All that is to be said of containers.
pub(super) async fn all(engine: &Engine, plan: Option<&Plan>) -> Vec<Check> {
    let mut checks = vec![answers(engine)];
    let Some(docker) = &engine.docker else {
        return checks;
    };
    let wanted = plan.map(|plan| plan.images(engine.isolation)).unwrap_or_default();
    let (probe, images) = tokio::join!(probe(docker, &wanted), images(docker, &wanted));
    checks.push(probe);
    checks.extend(images);
    checks
}

fn answers(engine: &Engine) -> Check {
    if let Some(docker) = &engine.docker {
        let about = docker.about();
        let found = format!(
            "{} (API {}, {}) answers at {}; {WITHOUT}",
            about.name, about.api, about.platform, about.place
        );
        return Check::new(NAME, Verdict::Ok, found);
    }
    let Some(nowhere) = &engine.nowhere else {
        return Check::new(NAME, Verdict::NotNeeded, WITHOUT);
    };
    let verdict = if nowhere.tried.is_empty() || nowhere.is_foreign {
        Verdict::NotNeeded
    } else {
        Verdict::Warning
    };
    let check = Check::new(NAME, verdict, format!("{}; {WITHOUT}", nowhere.sentence()));
    match verdict {
        Verdict::Warning => check.hint(nowhere.hint()),
        _ => check,
    }
}

/// Tries whether a container reaches this machine.
async fn probe(docker: &Docker, wanted: &BTreeSet<WantedImage>) -> Check {
    let asked = tokio::time::timeout(PATIENCE, async {
        Ok((docker.reach().await?, candidates(docker, wanted).await?))
    });
    let probed = match asked.await.unwrap_or(Err(DockerError::Slow)) {
        Ok((reach, candidates)) => try_with(docker, &candidates, reach).await,
        Err(error) => Err(error),
    };
    match probed {
        Ok((reach, reached)) => judge(docker, &reach, reached).await,
        Err(error) => Check::new(PROBE, Verdict::Warning, format!("not probed: {error}")),
    }
}

/// With the first image that can do it.
async fn try_with(
    docker: &Docker,
    candidates: &[String],
    reach: Reach,
) -> Result<(Reach, Option<bool>), DockerError> {
    for image in candidates {
        // What `start` knows for an earlier emulator's, if we are killed before it is removed.
        let labels = owner(&StoreChoice::Memory).labels("doctor");
        match docker.probe(image, &reach, labels).await? {
            Probed::Cannot => {}
            probed => return Ok((reach, Some(probed == Probed::Reached))),
        }
    }
    Ok((reach, None))
}

/// Images to try it with: those of the functions first, then Lambda's own, then any other.
async fn candidates(docker: &Docker, wanted: &BTreeSet<WantedImage>) -> Result<Vec<String>, DockerError> {
    let mut candidates: Vec<String> = docker.image_names().await?;
    let of_functions: BTreeSet<&str> = wanted.iter().map(|(image, _)| image.as_str()).collect();
    candidates.sort_by_key(|name| {
        let is_of_function = of_functions.contains(name.as_str());
        (!is_of_function, !name.starts_with(BASE), name.clone())
    });
    let mut ours = Vec::new();
    for name in candidates {
        let image = docker.image(&name).await?;
        // Emulated, it would be slow to start, and may not start at all.
        if image.is_some_and(|image| image.platform == docker.about().platform) {
            ours.push(name);
        }
        if ours.len() == TRIED {
            break;
        }
    }
    Ok(ours)
}

async fn judge(docker: &Docker, reach: &Reach, reached: Option<bool>) -> Check {
    match (reached, reach.peers) {
        (Some(true), Some(_)) => {
            let found = format!("a container reaches this machine at {}", reach.host);
            Check::new(PROBE, Verdict::Ok, found)
        }
        (Some(true), None) => {
            let found = format!("a container reaches this machine by the name {}", reach.host);
            Check::new(PROBE, Verdict::Ok, found)
        }
        (Some(false), Some(peers)) => Check::new(
            PROBE,
            Verdict::Warning,
            format!(
                "a container does not reach this machine at {}; functions in containers cannot run",
                reach.host
            ),
        )
        .hint(format!(
            "a firewall may be in between: let {peers} in, by `sudo ufw allow from {peers}`, or \
             `sudo firewall-cmd --permanent --zone=trusted --add-source={peers}` and `sudo firewall-cmd --reload`"
        )),
        (Some(false), None) => {
            let found = format!(
                "a container does not reach this machine by the name {}; functions in containers cannot run",
                reach.host
            );
            let check = Check::new(PROBE, Verdict::Warning, found);
            if docker.is_rootless().await.unwrap_or(false) {
                check.hint(
                    "the engine is rootless, and keeps this machine's loopback from its containers: set \
                     `DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK=false` for it, and restart it",
                )
            } else {
                check.hint("pass `--host ADDRESS` with an address of this machine that containers reach")
            }
        }
        (None, _) => Check::new(
            PROBE,
            Verdict::NotNeeded,
            "not probed: no image here can open a connection",
        )
        .hint(format!("{}, then look again", pull_command(docker, SMALLEST, None))),
    }
}

/// Which images of functions are here; `None` if no function wants one.
async fn images(docker: &Docker, wanted: &BTreeSet<WantedImage>) -> Option<Check> {
    if wanted.is_empty() {
        return None;
    }
    let looked = join_all(wanted.iter().map(async |(image, platform)| {
        let is_here = match (docker.image(image).await?, platform) {
            (Some(found), Some(platform)) => docker.is_for(image, &found, platform).await?,
            (found, _) => found.is_some(),
        };
        Ok::<_, DockerError>((image, platform, is_here))
    }));
    let looked = match tokio::time::timeout(PATIENCE, looked).await {
        Ok(looked) => looked.into_iter().collect::<Result<Vec<_>, _>>(),
        Err(_) => Err(DockerError::Slow),
    };
    let looked = match looked {
        Ok(looked) => looked,
        Err(error) => return Some(Check::new(IMAGES, Verdict::Warning, error.to_string())),
    };
    let missing: Vec<_> = looked.iter().filter(|(_, _, is_here)| !is_here).collect();
    if missing.is_empty() {
        let found = match looked.len() {
            1 => "the one that functions run in is here".to_owned(),
            count => format!("all {count} that functions run in are here"),
        };
        return Some(Check::new(IMAGES, Verdict::Ok, found));
    }
    let names: Vec<String> = missing
        .iter()
        .map(|(image, platform, _)| match platform {
            Some(platform) => format!("`{image}` for {platform}"),
            None => format!("`{image}`"),
        })
        .collect();
    let pulls: Vec<String> = missing
        .iter()
        .map(|(image, platform, _)| pull_command(docker, image, **platform))
        .collect();
    Some(
        Check::new(
            IMAGES,
            Verdict::Warning,
            format!("not here: {}", names.join(", ")),
        )
        .hint(format!(
            "pulled when they are needed, or now: {}",
            pulls.join(", ")
        )),
    )
}
