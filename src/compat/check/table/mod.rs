//! The checks, by area. An id stays what it is: baselines and reports name it.

use super::Check;

/// Rows of checks: id, severity, section of the contract, faults of AWS's emulator that explain a failure, and what is
/// so; then the scene that shows it.
macro_rules! checks {
    ($($id:literal $severity:ident $section:literal [$($fault:literal),*] $title:literal => $scene:expr;)*) => {
        pub(super) const CHECKS: &[$crate::compat::check::Check] = &[$(
            $crate::compat::check::Check {
                id: $id,
                title: $title,
                section: $section,
                severity: $crate::compat::check::Severity::$severity,
                faults: &[$($fault),*],
                alone: false,
                run: |world| Box::pin($scene(world)),
            }
        ),*];
    };
}

#[macro_use]
mod rows;

mod batch;
mod batch_actions;
mod callbacks;
mod chained;
mod clients;
mod contexts;
mod crashes;
mod door_errors;
mod doors;
mod events;
mod histories;
mod inputs;
mod invoke_names;
mod invoke_plain;
mod invokes;
mod limits;
mod lists;
mod outputs;
mod pauses;
mod restarts;
mod shapes;
mod starts;
mod states;
mod step_cells;
mod steps;
mod stops;
mod tokens;
mod waits;

const AREAS: &[&[Check]] = &[
    doors::CHECKS,
    doors::ROUTES,
    doors::ADDRESSES,
    door_errors::CHECKS,
    door_errors::HEADERS,
    door_errors::ERRORS,
    door_errors::PATHS,
    door_errors::MALFORMED,
    door_errors::TYPES,
    door_errors::ARNS,
    door_errors::UNKNOWN,
    starts::CHECKS,
    starts::MISSING,
    starts::WRONG,
    starts::AGAIN,
    invokes::CHECKS,
    invokes::QUALIFIERS,
    invoke_plain::CHECKS,
    invoke_names::CHECKS,
    invoke_names::AGAIN,
    inputs::CHECKS,
    outputs::CHECKS,
    shapes::UPDATES,
    shapes::BODIES,
    shapes::RULES,
    shapes::TAKEN,
    shapes::PAGES,
    tokens::CHECKS,
    batch::CHECKS,
    batch::REFUSED,
    batch::TAKEN,
    batch_actions::REFUSED,
    steps::CHECKS,
    steps::RULES,
    step_cells::MOVES,
    step_cells::REFUSALS,
    waits::CHECKS,
    callbacks::CHECKS,
    contexts::CHECKS,
    chained::CHECKS,
    crashes::CHECKS,
    stops::CHECKS,
    pauses::CHECKS,
    states::CHECKS,
    histories::CHECKS,
    events::CHECKS,
    lists::CHECKS,
    limits::CHECKS,
    clients::CHECKS,
    restarts::CHECKS,
];

/// All of them, in the order of a report.
pub fn all() -> impl Iterator<Item = &'static Check> {
    AREAS.iter().copied().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::compat::check::faults;

    #[test]
    fn ids_are_unique_and_well_formed() {
        let mut seen = BTreeSet::new();
        for check in all() {
            let well = |part: &str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            };
            let (area, name) = check.id.split_once('.').expect("AREA.NAME");
            assert!(well(area) && well(name), "{}", check.id);
            assert!(seen.insert(check.id), "{} is there twice", check.id);
            assert!(!check.title.ends_with('.'), "{}: a title has no period", check.id);
            for fault in check.faults {
                assert!(faults::sentence(*fault).is_some(), "{}: fault {fault}", check.id);
            }
        }
    }
}
