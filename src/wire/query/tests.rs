//! Queries, read and written.

use super::*;

fn at(text: &str) -> Result<i64, String> {
    ListQuery::parse(&format!("StartedAfter={text}"))
        .map(|query| query.started_after.unwrap().as_millis())
        .map_err(|no| no.to_string())
}

#[test]
fn instants_come_in_many_forms() {
    let moment = Ok(1_767_323_045_000);
    assert_eq!(at("2026-01-02T03:04:05Z"), moment);
    assert_eq!(at("2026-01-02T03%3A04%3A05Z"), moment);
    assert_eq!(at("2026-01-02T05:04:05%2B02:00"), moment);
    assert_eq!(at("2026-01-02T05:04:05+02:00"), moment);
    assert_eq!(at("2026-01-02T03:04:05.678Z"), Ok(1_767_323_045_678));
    assert_eq!(at("1767323045"), moment);
    assert_eq!(at("1767323045.678"), Ok(1_767_323_045_678));
    for bad in ["yesterday", "NaN", "inf", "1e12", "2026-13-01T00:00:00Z"] {
        assert_eq!(at(bad), Err(format!("'{bad}' can not be converted to Timestamp")));
    }
}

#[test]
fn pages_are_checked() {
    let limit = |query: &str| {
        HistoryQuery::parse(query)
            .map(|query| query.page.limit())
            .map_err(|no| no.to_string())
    };
    assert_eq!(limit(""), Ok(100));
    assert_eq!(limit("MaxItems="), Ok(100));
    assert_eq!(limit("MaxItems=0"), Ok(100));
    assert_eq!(limit("MaxItems=1000"), Ok(1000));
    assert_eq!(
        limit("MaxItems=1001"),
        Err("1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000".into())
    );
    assert_eq!(
        limit("MaxItems=-1"),
        Err("1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0".into())
    );
    assert_eq!(
        limit("MaxItems=x"),
        Err("'x' can not be converted to Integer".into())
    );
}

#[test]
fn a_bare_plus_is_a_plus_in_base64() {
    let query = StateQuery::parse("CheckpointToken=a+b%2Bc==&Marker=d+e").unwrap();
    assert_eq!(query.checkpoint_token, "a+b+c==");
    assert_eq!(query.page.marker.as_deref(), Some("d+e"));
    let missing = StateQuery::parse("MaxItems=0").unwrap_err();
    assert_eq!(
        missing.to_string(),
        "1 validation error detected: Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn statuses_repeat() {
    let query = ListQuery::parse("Statuses=RUNNING&Statuses=FAILED").unwrap();
    assert_eq!(
        query.statuses,
        [ExecutionStatus::Running, ExecutionStatus::Failed]
    );
    let no = ListQuery::parse("Statuses=RUNNING&Statuses=running").unwrap_err();
    assert!(
        no.to_string().contains("'running' at 'statuses.2.member'"),
        "{no}"
    );
}

#[test]
fn what_is_written_is_read() {
    let query = ListQuery {
        function: Some("fn:$LATEST".into()),
        qualifier: Some("1".into()),
        name: Some(ExecutionName::parse("n").unwrap()),
        statuses: vec![ExecutionStatus::TimedOut],
        started_after: Some(Timestamp::from_millis(1_767_323_045_678)),
        started_before: Some(Timestamp::from_millis(1_767_323_045_000)),
        reverse_order: true,
        page: Page {
            max_items: Some(3),
            marker: Some("a+b/c=".into()),
        },
    };
    assert_eq!(ListQuery::parse(&query.write()), Ok(query));
    let query = HistoryQuery {
        include_execution_data: false,
        reverse_order: true,
        page: Page::default(),
    };
    assert_eq!(HistoryQuery::parse(&query.write()), Ok(query));
}
