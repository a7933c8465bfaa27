//! Which checks are made.

use crate::cli::failure::Failure;
use crate::compat::check::{Check, Severity, table};

/// `--severity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Least {
    /// What breaks clients, SDKs or functions
    Breaks,
    /// What hides the service's behaviour, too
    Hides,
    /// Everything
    Cosmetic,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Self {
        match least {
            Least::Breaks => Self::Breaks,
            Least::Hides => Self::Hides,
            Least::Cosmetic => Self::Cosmetic,
        }
    }
}

/// The checks that are meant, in the table's order.
pub(super) fn checks(
    only: &[String],
    skip: &[String],
    least: Severity,
) -> Result<Vec<&'static Check>, Failure> {
    for word in only.iter().chain(skip) {
        if !table::all().any(|check| is_meant(check, word)) {
            let mut areas: Vec<_> = table::all().map(Check::area).collect();
            areas.dedup();
            return Err(
                Failure::usage("UnknownCheck", format!("no check is called `{word}`"))
                    .hint(format!("the areas are {}", areas.join(", "))),
            );
        }
    }
    let meant = |words: &[String], check: &Check| words.iter().any(|word| is_meant(check, word));
    let chosen: Vec<_> = table::all()
        .filter(|check| only.is_empty() || meant(only, check))
        .filter(|check| !meant(skip, check) && check.severity >= least)
        .collect();
    if chosen.is_empty() {
        return Err(Failure::usage("NothingToCheck", "these options leave no check"));
    }
    Ok(chosen)
}

fn is_meant(check: &Check, word: &str) -> bool {
    check.id == word || check.area() == word
}
