//! Lists: filters, pages and what they cost.

use super::index::plan;
use super::*;
use crate::store::list::Query;

/// Ids of a list, all pages of a size.
async fn ids(store: &Store, filter: &Filter, limit: u32) -> Vec<String> {
    let mut after = None;
    let mut ids = Vec::new();
    loop {
        let page = store.list(filter, after, limit, at(1_000)).await.unwrap();
        assert!(page.rows.len() <= limit as usize);
        ids.extend(page.rows.iter().map(|listed| listed.arn.id().to_owned()));
        match page.next {
            None => return ids,
            // As it travels in a marker.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
        }
    }
}

async fn populated() -> Store {
    let store = Store::in_memory().unwrap();
    for n in 0..30_i64 {
        let function = if n % 3 == 0 { "billing" } else { "order" };
        let closed = n % 5 == 0;
        let row = Row {
            status: if closed {
                ExecutionStatus::Failed
            } else {
                ExecutionStatus::Running
            },
            ended_at: closed.then(|| at(n + 1)),
            expires_at: (n == 29).then(|| at(1_000)).or((n == 28).then(|| at(1_001))),
            // Three at each instant.
            ..running(n / 3)
        };
        start(&store, &format!("{function}/name-{}/{n}", n % 7), row).await;
    }
    store
}

fn expected(keep: impl Fn(i64) -> bool) -> Vec<String> {
    (0..29)
        .rev()
        .filter(|n| keep(*n))
        .map(|n| n.to_string())
        .collect()
}

#[tokio::test]
async fn pages_of_any_size_show_each_execution_once_in_either_order() {
    let store = populated().await;
    let all = expected(|_| true);
    for limit in [1, 2, 7, 29, 30, 1_000] {
        let newest = Filter::default();
        assert_eq!(ids(&store, &newest, limit).await, all, "by {limit}");
        let oldest = Filter {
            oldest_first: true,
            ..newest
        };
        let mut shown = ids(&store, &oldest, limit).await;
        shown.reverse();
        assert_eq!(shown, all, "oldest first, by {limit}");
    }
}

#[tokio::test]
async fn filters_combine() {
    let store = populated().await;
    let order = Filter {
        function: Some(function("order")),
        ..Filter::default()
    };
    assert_eq!(ids(&store, &order, 4).await, expected(|n| n % 3 != 0));
    let failed = Filter {
        statuses: vec![ExecutionStatus::Failed],
        ..Filter::default()
    };
    assert_eq!(ids(&store, &failed, 4).await, expected(|n| n % 5 == 0));
    let failed_orders = Filter {
        statuses: failed.statuses.clone(),
        ..order.clone()
    };
    let both = expected(|n| n % 3 != 0 && n % 5 == 0);
    assert_eq!(ids(&store, &failed_orders, 4).await, both);
    let either = Filter {
        statuses: vec![ExecutionStatus::Failed, ExecutionStatus::Running],
        ..order.clone()
    };
    assert_eq!(ids(&store, &either, 4).await, expected(|n| n % 3 != 0));
    let named = Filter {
        name: Some(name("name-2")),
        ..Filter::default()
    };
    assert_eq!(ids(&store, &named, 1).await, expected(|n| n % 7 == 2));
    let between = Filter {
        started_after: Some(at(3)),
        started_before: Some(at(5)),
        ..Filter::default()
    };
    assert_eq!(
        ids(&store, &between, 2).await,
        expected(|n| (3..=5).contains(&(n / 3)))
    );
    let published = Filter {
        version: Some("1".into()),
        ..order
    };
    assert!(ids(&store, &published, 4).await.is_empty());
}

#[test]
fn a_position_is_text() {
    let position: Position = "-5.7".parse().unwrap();
    assert_eq!((position.to_string().as_str(), position.at()), ("-5.7", at(-5)));
    for text in [
        "",
        ".",
        "1",
        "1.",
        ".1",
        "1.2.3",
        "one.2",
        "99999999999999999999.1",
    ] {
        assert_eq!(text.parse::<Position>(), Err(UnknownPosition), "{text}");
    }
}

#[test]
fn no_list_scans_or_sorts() {
    let store = Store::in_memory().unwrap();
    let mut lines = Vec::new();
    for statuses in [vec![], vec![ExecutionStatus::Failed]] {
        for function in [None, Some(function("order"))] {
            for name in [None, Some(name("monday"))] {
                for oldest_first in [false, true] {
                    let filter = Filter {
                        function: function.clone(),
                        name: name.clone(),
                        statuses: statuses.clone(),
                        oldest_first,
                        ..Filter::default()
                    };
                    let after = Some("5.7".parse().unwrap());
                    let query = Query::new(&filter, after, 9, at(0));
                    let parameters = rusqlite::params_from_iter(query.parameters);
                    lines.push(plan(&store, &query.sql, parameters).join("; "));
                }
            }
        }
    }
    expect_test::expect![[r"
        SEARCH execution USING INDEX execution_all ((started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_all ((started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_name (name=?); USE TEMP B-TREE FOR ORDER BY
        SEARCH execution USING INDEX execution_name (name=?); USE TEMP B-TREE FOR ORDER BY
        SEARCH execution USING INDEX execution_function (function=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_function (function=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_name (name=? AND function=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_name (name=? AND function=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_status (status=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_status (status=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_name (name=?); USE TEMP B-TREE FOR ORDER BY
        SEARCH execution USING INDEX execution_name (name=?); USE TEMP B-TREE FOR ORDER BY
        SEARCH execution USING INDEX execution_function_status (function=? AND status=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_function_status (function=? AND status=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_name (name=? AND function=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))
        SEARCH execution USING INDEX execution_name (name=? AND function=? AND (started_at,place)>(?,?) AND (started_at,place)<(?,?))"]].assert_eq(&lines.join("\n"));
}
