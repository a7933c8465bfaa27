//! Reading what a replay needs, page by page: contract 1.5, 3.1; and journals that are none.

use cargo_durable::execution::limits::{INVOCATION_PAGE_BYTES, PAGE_BYTES};
use cargo_durable::execution::{CorruptJournal, Execution, Page};

use super::{Play, script};

fn play(lines: &[&str]) -> Execution {
    let mut play = Play::default();
    for line in lines {
        play.line(line);
    }
    play.world.expect("it has started").execution
}

fn ids(page: &Page) -> Vec<&str> {
    page.operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect()
}

/// Reads to the end, one page after the other.
fn read(execution: &Execution, max_items: usize, budget_bytes: usize) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut from = Some(0);
    while let Some(position) = from {
        let page = execution.page(position, max_items, budget_bytes);
        pages.push(ids(&page).into_iter().map(str::to_owned).collect());
        assert!(page.next.is_none_or(|next| next > position), "reading gets on");
        from = page.next;
    }
    pages
}

#[test]
fn pages_cover_each_operation_once() {
    let execution = play(&[
        "running",
        "checkpoint a=StepStart, p=ContextSucceed, b=StepStart, c=StepStart",
    ]);
    assert_eq!(
        read(&execution, 1, PAGE_BYTES),
        [["exec"], ["a"], ["p"], ["b"], ["c"]]
    );
    assert_eq!(
        read(&execution, 2, PAGE_BYTES),
        [vec!["exec", "a"], vec!["p", "b"], vec!["c"]]
    );
    assert_eq!(read(&execution, 5, PAGE_BYTES), [["exec", "a", "p", "b", "c"]]);
    assert_eq!(read(&execution, 0, PAGE_BYTES).len(), 5);
}

#[test]
fn what_is_hidden_makes_no_empty_page() {
    let batch = "checkpoint p=ContextStart, a=StepStart parent=p, b=StepStart parent=p, p=ContextSucceed";
    let execution = play(&["running", batch]);
    assert_eq!(read(&execution, 2, PAGE_BYTES), [["exec", "p"]]);
    let execution = play(&["running", batch, "checkpoint c=StepStart"]);
    assert_eq!(read(&execution, 2, PAGE_BYTES), [vec!["exec", "p"], vec!["c"]]);
}

#[test]
fn pages_are_cut_by_size() {
    let result = "x".repeat(1000);
    let batch = format!("checkpoint a=StepSucceed {result}, b=StepSucceed {result}, c=StepSucceed");
    let execution = play(&["running", &batch]);
    assert_eq!(read(&execution, 100, 2000), [vec!["exec", "a"], vec!["b", "c"]]);
    assert_eq!(read(&execution, 100, 1), [["exec"], ["a"], ["b"], ["c"]]);
}

#[test]
fn an_input_of_six_mebibytes_is_read_all_the_same() {
    let input = format!("running input={}", "x".repeat(6 << 20));
    let execution = play(&[&input, "checkpoint a=StepStart"]);
    let first = execution.first_page(INVOCATION_PAGE_BYTES);
    assert_eq!((ids(&first), first.next), (vec![], Some(0)));
    assert_eq!(read(&execution, 100, PAGE_BYTES), [["exec"], ["a"]]);
}

#[test]
fn an_input_of_an_ordinary_size_leads_the_first_page() {
    let execution = play(&["running input={}", "checkpoint a=StepStart"]);
    let first = execution.first_page(INVOCATION_PAGE_BYTES);
    assert_eq!((ids(&first), first.next), (vec!["exec", "a"], None));
    let root = &first.operations[0];
    assert_eq!(
        root.name.as_ref().map(ToString::to_string),
        Some("order".to_owned())
    );
}

#[test]
fn an_execution_without_input_was_given_null() {
    let root = script::id("exec");
    let shown = super::print::details(play(&["running"]).operation(&root).expect("there is a root"));
    assert_eq!(shown, "exec EXECUTION STARTED order from +0 input \"null\"");
}

#[test]
fn a_journal_begins_at_its_beginning_and_has_no_gap() {
    let mut play = Play::default();
    for line in ["running", "checkpoint a=StepStart", "finish ok"] {
        play.line(line);
    }
    let journal = play.world.expect("it has started").journal;
    assert!(matches!(Execution::replay(&[]), Err(CorruptJournal::Empty)));
    assert!(matches!(
        Execution::replay(&journal[1..]),
        Err(CorruptJournal::NoStart)
    ));
    let torn = [&journal[..1], &journal[2..]].concat();
    assert!(matches!(
        Execution::replay(&torn),
        Err(CorruptJournal::Gap { .. })
    ));
    assert!(Execution::replay(&journal).is_ok());
}

#[test]
fn retention_has_no_end() {
    let execution = play(&["running retention=4000000000", "finish ok"]);
    assert!(execution.row().expires_at > execution.row().ended_at);
}
