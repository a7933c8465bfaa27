//! Every request that is refused: what it is told, and that nothing came of it.
//!
//! | file | what |
//! |---|---|
//! | `table`, `names`, `answer`, `witness` | the machine that sends rows and checks what holds of all of them |
//! | `rejections` | no reason to say no is without a row |
//! | all others | the rows, each with its section of the contract (`d22` is a decision) |

mod answer;
mod callbacks;
mod door;
mod executions;
mod invoke;
mod members;
mod names;
mod official;
mod queries;
mod rejections;
mod table;
mod tokens;
mod updates;
mod witness;

pub(super) use self::answer::faults;
