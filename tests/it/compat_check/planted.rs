//! Faults in the emulator, one at a time: which checks see it.

use axum::http::HeaderValue;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::proxy::{Fault, Proxy, Said};
use super::{checked, with_outcome};

/// The checks of an area that are red because of a fault.
async fn check(area: &str, fault: Fault, expected: Expect) {
    let proxy = Proxy::start(fault).await;
    let (dir, url) = (proxy.dir.path().to_owned(), proxy.url.clone());
    let area = area.to_owned();
    let asked = tokio::task::spawn_blocking(move || checked(&dir, &[&url, "--only", &area]));
    let (report, code) = asked.await.unwrap();
    let red = with_outcome(&report, "Differs");
    let lines: String = red.iter().flat_map(|(id, _)| [id.as_str(), "\n"]).collect();
    expected.assert_eq(&lines);
    assert_eq!(code, 1, "{red:?}");
}

/// A fault in what is said.
const fn says(says: fn(&str, Said) -> Said) -> Fault {
    Fault { says, ..Fault::NONE }
}

/// Changes each operation that an answer shows.
fn operations(said: Said, change: impl Fn(&mut Value)) -> Said {
    said.with(|body| {
        for place in ["/NewExecutionState/Operations", "/Operations"] {
            let found = body.pointer_mut(place).and_then(Value::as_array_mut);
            found.into_iter().flatten().for_each(&change);
        }
    })
}

/// Changes each event that an answer shows.
fn events(said: Said, change: impl Fn(&mut Value)) -> Said {
    said.with(|body| {
        let found = body.pointer_mut("/Events").and_then(Value::as_array_mut);
        found.into_iter().flatten().for_each(change);
    })
}

#[tokio::test]
async fn errors_have_no_type() {
    let fault = says(|_, mut said| {
        said.headers.remove("x-amzn-errortype");
        said
    });
    check(
        "get",
        fault,
        expect![[r#"
        get.unknown
    "#]],
    )
    .await;
}

#[tokio::test]
async fn an_exception_has_another_members_case() {
    let fault = says(|_, said| {
        said.with(|body| {
            if let Some(message) = body.as_object_mut().and_then(|body| body.remove("Message")) {
                body["message"] = message;
            }
        })
    });
    check(
        "callback.error-body",
        fault,
        expect![[r#"
        callback.error-body
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_token_is_not_rotated() {
    let fault = says(|path, said| {
        if path.ends_with("/checkpoint") {
            return said.with(|body| {
                if let Some(token) = body.get_mut("CheckpointToken") {
                    *token = json!("YWx3YXlzIHRoZSBzYW1l");
                }
            });
        }
        said
    });
    check(
        "token",
        fault,
        expect![[r#"
        token.rotates
        token.replay-goes-on
        token.replay-other-inbound
        token.replay-last-only
        token.empty
        token.empty-polls
    "#]],
    )
    .await;
}

#[tokio::test]
async fn attempts_are_counted_from_one() {
    let fault = says(|_, said| {
        operations(said, |operation| {
            if let Some(attempt) = operation.pointer_mut("/StepDetails/Attempt") {
                *attempt = json!(attempt.as_u64().unwrap() + 1);
            }
        })
    });
    check(
        "step.start",
        fault,
        expect![[r#"
        step.start
    "#]],
    )
    .await;
}

#[tokio::test]
async fn steps_have_no_retry_details() {
    let fault = says(|_, said| {
        events(said, |event| {
            if let Some(details) = event.get_mut("StepSucceededDetails") {
                details.as_object_mut().unwrap().remove("RetryDetails");
            }
        })
    });
    check(
        "event",
        fault,
        expect![[r#"
        event.step-succeeded
        event.poll
    "#]],
    )
    .await;
}

#[tokio::test]
async fn an_update_without_a_name_erases_it() {
    let fault = says(|_, said| {
        operations(said, |operation| {
            if operation["Status"] == "SUCCEEDED" {
                operation.as_object_mut().unwrap().remove("Name");
            }
        })
    });
    check(
        "sdk-rust",
        fault,
        expect![[r#"
        sdk-rust.name-kept
    "#]],
    )
    .await;
}

#[tokio::test]
async fn no_items_are_none() {
    let fault = says(|path, said| {
        if path.contains("MaxItems=0") {
            return said.with(|body| {
                *body = json!({"Events": [], "Operations": [], "NextMarker": "1"});
            });
        }
        said
    });
    check(
        "history",
        fault,
        expect![[r#"
        history.zero-is-default
    "#]],
    )
    .await;
}

#[tokio::test]
async fn the_last_checkpoint_gives_a_token() {
    let fault = says(|path, said| {
        if path.ends_with("/checkpoint") {
            return said.with(|body| {
                if body.get("CheckpointToken").is_none() && body.get("NewExecutionState").is_some() {
                    body["CheckpointToken"] = json!("b25lIG1vcmU=");
                }
            });
        }
        said
    });
    check(
        "output",
        fault,
        expect![[r#"
        output.checkpointed
        output.checkpointed-error
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_stop_forgets_its_error() {
    let fault = Fault {
        hears: |mut asked| {
            if asked.path.ends_with("/stop") {
                asked.body.clear();
            }
            asked
        },
        ..Fault::NONE
    };
    check(
        "stop",
        fault,
        expect![[r#"
        stop.error
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_result_is_encoded_again() {
    let fault = Fault {
        hears: |mut asked| {
            if asked.path.ends_with("/succeed") && !asked.body.is_empty() {
                let text = String::from_utf8_lossy(&asked.body).into_owned();
                asked.body = json!(text).to_string().into_bytes();
            }
            asked
        },
        ..Fault::NONE
    };
    check(
        "callback",
        fault,
        expect![[r#"
        callback.succeed
        callback.succeed-event
        callback.succeed-no-json
        callback.while-running
        callback.largest
    "#]],
    )
    .await;
}

#[tokio::test]
async fn times_are_milliseconds() {
    let fault = says(|_, said| {
        operations(said, |operation| {
            let at = operation["StartTimestamp"].as_f64().unwrap();
            operation["StartTimestamp"] = json!(at * 1000.0);
        })
    });
    check(
        "wait",
        fault,
        expect![[r#"
        wait.start
        wait.longest
    "#]],
    )
    .await;
}

#[tokio::test]
async fn the_order_is_always_the_same() {
    let fault = Fault {
        hears: |mut asked| {
            asked.path = asked.path.replace("&ReverseOrder=true", "");
            asked
        },
        ..Fault::NONE
    };
    check(
        "history",
        fault,
        expect![[r#"
        history.backward
    "#]],
    )
    .await;
}

#[tokio::test]
async fn what_is_withheld_is_not_marked() {
    let fault = says(|path, said| {
        if path.contains("IncludeExecutionData=false") {
            let text = String::from_utf8(said.body).unwrap();
            return Said {
                body: text
                    .replace("\"Truncated\":true", "\"Truncated\":false")
                    .into_bytes(),
                ..said
            };
        }
        said
    });
    check(
        "history",
        fault,
        expect![[r#"
        history.without-data
        history.without-errors
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_pause_answers_at_once() {
    let fault = says(|path, mut said| {
        if path.ends_with("/pause") && said.status == 202 {
            said.status = 200;
        }
        said
    });
    check(
        "pause",
        fault,
        expect![[r#"
        pause.running
        pause.no-token
        pause.sleeping
        pause.details
        pause.holds
        pause.resume
        pause.events
        pause.twice
        pause.client-token
        pause.cancelled
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_batch_is_half_applied() {
    let fault = Fault {
        hears: |mut asked| {
            // Whoever sends two updates has sent the first one.
            if asked.path.ends_with("/checkpoint")
                && let Ok(mut body) = serde_json::from_slice::<Value>(&asked.body)
                && let Some(updates) = body.get_mut("Updates").and_then(Value::as_array_mut)
            {
                updates.truncate(1);
                asked.body = body.to_string().into_bytes();
            }
            asked
        },
        ..Fault::NONE
    };
    check(
        "event.batch-order",
        fault,
        expect![[r#"
        event.batch-order
    "#]],
    )
    .await;
}

#[tokio::test]
async fn request_ids_are_all_the_same() {
    let fault = says(|_, mut said| {
        said.headers
            .insert("x-amzn-requestid", HeaderValue::from_static("1"));
        said
    });
    check(
        "door",
        fault,
        expect![[r#"
        door.request-id
        door.request-ids
    "#]],
    )
    .await;
}
