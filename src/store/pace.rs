//! The pace of an execution as columns: the two instants at which its clock and the machine's went apart, and a speed;
//! none of them where the journal holds the machine's time.

use super::error::StoreError;
use crate::execution::{Pace, Speed, Timestamp};

/// In the place of a speed.
const SKIP: i64 = -1;

/// `pace_modelled, pace_machine, pace_speed`.
pub(super) type Columns = [Option<i64>; 3];

pub(super) fn columns(pace: Pace) -> Columns {
    if pace == Pace::REAL {
        return [None; 3];
    }
    let (modelled, machine) = pace.since();
    let speed = match pace.speed() {
        Speed::Skip => SKIP,
        Speed::Thousandths(speed) => speed.into(),
    };
    [modelled.as_millis(), machine.as_millis(), speed].map(Some)
}

/// Reads these columns, which begin at one.
pub(super) fn decode(row: &rusqlite::Row<'_>, first: usize) -> Result<Pace, StoreError> {
    let columns: (Option<i64>, Option<i64>, Option<i64>) =
        (row.get(first)?, row.get(first + 1)?, row.get(first + 2)?);
    let (Some(modelled), Some(machine), Some(speed)) = columns else {
        return Ok(Pace::REAL);
    };
    // What is no number of thousandths is the one word that is none.
    let speed = u32::try_from(speed).map_or(Speed::Skip, Speed::Thousandths);
    let at = Timestamp::from_millis;
    Ok(Pace::new(at(modelled), at(machine), speed))
}
