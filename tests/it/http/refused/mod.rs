//! Every request that is refused: what it is told, and that nothing came of it.
//!
//! | file | what |
//! |---|---|
//! | `table`, `names`, `answer`, `witness` | the machine that sends rows and checks what holds of all of them |
//! | `grid`, `fixture` | every pair of two things, and something of every kind to ask it of |
//! | `rejections` | no reason to say no is without a row |
//! | all others | the rows, each with its section of the contract (`d22` is a decision) |

mod answer;
mod bounds;
mod callbacks;
mod cells;
mod door;
mod executions;
mod fixture;
mod full;
mod grid;
mod invoke;
mod kinds;
mod logs;
mod members;
mod names;
mod official;
mod queries;
mod rejections;
mod statuses;
mod table;
mod tokens;
mod updates;
mod witness;

pub(super) use self::answer::faults;
use self::table::Table;

/// Every table.
fn tables() -> Vec<fn() -> Table> {
    [
        bounds::TABLES,
        callbacks::TABLES,
        cells::TABLES,
        door::TABLES,
        executions::TABLES,
        full::TABLES,
        invoke::TABLES,
        kinds::TABLES,
        logs::TABLES,
        members::TABLES,
        official::TABLES,
        queries::TABLES,
        statuses::TABLES,
        tokens::TABLES,
        updates::TABLES,
    ]
    .concat()
}
