//! What a checkpoint costs: alone, beside others, and at the end of a long execution.

use std::path::Path;
use std::time::Duration;

use super::bench::Bench;
use super::load::{self, Failure, within};
use super::measure;
use super::process::{Server, Subject};
use super::table::{Cell, Table, Unit};

/// So many executions at once, of so many steps each.
#[derive(Clone, Copy)]
struct Shape {
    at_once: u64,
    steps: u32,
    /// How often in one measurement, where it is quick: CPU time is counted in hundredths of a second.
    repeats: u32,
}

impl Shape {
    fn of(at_once: u64, steps: u32) -> Self {
        let once = steps * u32::try_from(at_once).expect("few executions");
        Self {
            at_once,
            steps,
            repeats: CHECKPOINTS.div_ceil(once),
        }
    }

    fn checkpoints(self) -> f64 {
        f64::from(self.steps) * f64::from(self.repeats) * load::float(self.at_once)
    }
}

/// Executions at once.
const AT_ONCE: [u64; 3] = [1, 16, 64];
/// Steps of each.
const STEPS: u32 = 100;
/// Steps of each where an emulator cannot take those.
const FEW_STEPS: u32 = 10;
/// Checkpoints of one measurement, at least.
const CHECKPOINTS: u32 = 3_000;
/// Steps of a long execution: AWS allows 3,000 operations.
const LONG: [u32; 2] = [1_000, 2_900];
/// Steps to warm a server up: connections, caches, the allocator.
const WARM: u32 = 20;
/// How long one measurement of ours may take before we say that it hangs.
const LIMIT: Duration = Duration::from_mins(2);

/// What one measurement found, by checkpoint.
struct Sample {
    seconds: f64,
    per_second: f64,
    cpu_us: f64,
    /// The load generator's.
    own_cpu_us: f64,
    peak_mb: f64,
    /// What the store takes when its log is moved into it.
    store_bytes: f64,
    /// What the log takes beside it as it stands.
    log_mb: f64,
}

/// What all rounds of one subject found.
type Samples = Result<Vec<Sample>, Failure>;

/// Measures and fills the table.
pub(crate) async fn run(bench: &Bench, table: &mut Table) {
    let mut own = Vec::new();
    let skipped = if bench.is_quick {
        vec![
            (Subject::OfficialMemory, Failure::Skipped),
            (Subject::OfficialSqlite, Failure::Skipped),
        ]
    } else {
        Vec::new()
    };
    for at_once in AT_ONCE {
        let shape = Shape::of(at_once, STEPS);
        let all = rounds(bench, shape, skipped.clone()).await;
        fill(table, shape, &all);
        table.row(
            "… peak memory",
            cells(&all, Unit::Megabytes, |sample| sample.peak_mb),
        );
        table.row(
            "… store on disk, per checkpoint",
            cells(&all, Unit::Bytes, |sample| sample.store_bytes),
        );
        table.row("… its log", cells(&all, Unit::Megabytes, |sample| sample.log_mb));
        own.extend(median(&all[0], |sample| sample.own_cpu_us));
        let cannot = |samples: &Samples| matches!(samples, Err(Failure::Over(_) | Failure::Skipped));
        if all.iter().any(cannot) {
            let shape = Shape::of(at_once, FEW_STEPS);
            fill(table, shape, &rounds(bench, shape, Vec::new()).await);
        }
    }
    let mut failures = skipped;
    for steps in LONG {
        let shape = Shape {
            at_once: 1,
            steps,
            repeats: 1,
        };
        let all = rounds(bench, shape, failures).await;
        let steps = load::thousands(steps.into());
        table.row(
            format!("{steps} steps in one execution"),
            cells(&all, Unit::Seconds, |sample| sample.seconds),
        );
        table.row(
            "… CPU per checkpoint",
            cells(&all, Unit::Micros, |sample| sample.cpu_us),
        );
        // Who cannot take these cannot take more.
        failures = Subject::ALL
            .into_iter()
            .zip(all)
            .filter_map(|(subject, samples)| Some((subject, samples.err()?)))
            .collect();
    }
    let own = measure::median(own).unwrap_or(0.0);
    table.note(format!(
        "Checkpoints: medians of {} rounds, ours and the floor in turn, the official emulator in one; every time a new \
         server and a new store. The function under load and the load generator are one process, which takes {own:.0} \
         µs of CPU for each checkpoint of ours.",
        bench.rounds()
    ));
}

fn fill(table: &mut Table, shape: Shape, all: &[Samples; 4]) {
    let Shape { at_once, steps, .. } = shape;
    let s = if at_once == 1 { "" } else { "s" };
    table.row(
        format!("checkpoints of {at_once} execution{s} at once, {steps} steps each"),
        cells(all, Unit::PerSecond, |sample| sample.per_second),
    );
    table.row(
        "… CPU per checkpoint",
        cells(all, Unit::Micros, |sample| sample.cpu_us),
    );
}

/// Interleaved, so that a machine that drifts does the same to all.
async fn rounds(bench: &Bench, shape: Shape, failures: Vec<(Subject, Failure)>) -> [Samples; 4] {
    let mut all = [const { Ok(Vec::new()) }; 4];
    for (subject, failure) in failures {
        all[subject as usize] = Err(failure);
    }
    for round in 0..bench.rounds() {
        for (subject, samples) in Subject::ALL.into_iter().zip(&mut all) {
            if samples.is_err() || round > 0 && subject.is_official() {
                continue;
            }
            let sample = sample(bench, subject, shape).await;
            if let Err(failure) = &sample {
                assert!(
                    subject.is_official(),
                    "{subject:?}, {} at once: {failure:?}",
                    shape.at_once
                );
            }
            match (sample, samples) {
                (Ok(sample), Ok(samples)) => samples.push(sample),
                (Err(failure), samples) => *samples = Err(failure),
                (Ok(_), Err(_)) => {}
            }
        }
    }
    all
}

async fn sample(bench: &Bench, subject: Subject, mut shape: Shape) -> Result<Sample, Failure> {
    let folder = bench.folder();
    let server = bench.server(subject, folder.path()).await?;
    if subject == Subject::Floor {
        load::streams(&server, 1, WARM).await;
    } else {
        let function = format!("steps-{WARM}");
        let warm = load::run(&server, &function, "warm", 1);
        within(bench.limit(), warm).await?;
    }
    let limit = if subject.is_official() {
        shape.repeats = 1;
        bench.limit()
    } else {
        LIMIT
    };
    let mut sample = within(limit, work(subject, &server, folder.path(), shape)).await?;
    drop(server);
    sample.store_bytes = measure::fold(folder.path()) / shape.checkpoints();
    Ok(sample)
}

async fn work(subject: Subject, server: &Server, store: &Path, shape: Shape) -> Result<Sample, Failure> {
    let own_cpu = || measure::cpu(std::process::id());
    let (cpu, own) = (server.cpu(), own_cpu());
    let mut seconds = 0.0;
    let mut peak_mb = 0.0;
    let mut arns = Vec::new();
    for repeat in 0..shape.repeats {
        if subject == Subject::Floor {
            seconds += load::streams(server, shape.at_once, shape.steps)
                .await
                .as_secs_f64();
        } else {
            let (function, prefix) = (format!("steps-{}", shape.steps), format!("load-{repeat}"));
            let (took, begun) = load::run(server, &function, &prefix, shape.at_once).await?;
            seconds += took.as_secs_f64();
            arns.extend(begun);
        }
        if repeat == 0 {
            peak_mb = server.peak_memory_mb();
        }
    }
    let count = shape.checkpoints();
    let sample = Sample {
        seconds: seconds / f64::from(shape.repeats),
        per_second: count / seconds,
        cpu_us: server.cpu().saturating_sub(cpu).as_secs_f64() * 1e6 / count,
        own_cpu_us: own_cpu().saturating_sub(own).as_secs_f64() * 1e6 / count,
        peak_mb,
        store_bytes: 0.0,
        log_mb: measure::log_bytes(store) / 1e6,
    };
    match load::unsuccessful(server, &arns).await {
        0 => Ok(sample),
        lost => Err(Failure::Broke(format!("{lost} of {} lost", arns.len()))),
    }
}

fn cells(all: &[Samples; 4], unit: Unit, number: impl Fn(&Sample) -> f64) -> Vec<Cell> {
    let cell = |samples: &Samples| match samples {
        Ok(_) => Cell::of(median(samples, &number), unit),
        Err(failure) => Cell::from(failure),
    };
    all.iter().map(cell).collect()
}

fn median(samples: &Samples, number: impl Fn(&Sample) -> f64) -> Option<f64> {
    measure::median(samples.as_ref().ok()?.iter().map(number).collect())
}
