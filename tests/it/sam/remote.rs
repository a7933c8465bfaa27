//! `sam remote` and the commands that need no container: functions are processes here, and there is no Docker.

use expect_test::expect;

use super::World;

const ORDER: &str = "arn:aws:lambda:us-east-1:123456789012:function:order";
const PLAIN: &str = "arn:aws:lambda:us-east-1:123456789012:function:plain";

#[tokio::test]
async fn an_invocation_whose_callback_is_answered_from_elsewhere() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let invoke = [
        "remote",
        "invoke",
        ORDER,
        "-e",
        "{\"id\": 1}",
        "--durable-execution-name",
        "first",
    ];
    let (invoked, answered) = tokio::join!(world.types(&invoke), async {
        let id = world.callback().await;
        let heartbeat = world.types(&["remote", "callback", "heartbeat", &id]).await;
        let answer = ["remote", "callback", "succeed", &id, "-r", "{\"ok\": true}"];
        let succeed = world.types(&answer).await;
        let late = world.types(&["remote", "callback", "fail", &id]).await;
        heartbeat + &succeed + &late
    });
    expect![[""]].assert_eq(&(invoked + &answered));
    let arn = world.arn("first").await;
    let mut said = String::new();
    for what in ["get", "history"] {
        said += &world.types(&["remote", "execution", what, &arn]).await;
    }
    said += &world
        .types(&["remote", "execution", "get", &arn, "--format", "json"])
        .await;
    said += &world.types(&["remote", "execution", "stop", &arn]).await;
    expect![[""]].assert_eq(&said);
    let history = world
        .types(&["remote", "execution", "history", &arn, "--format", "json"])
        .await;
    expect![[""]].assert_eq(&history);
}

#[tokio::test]
async fn what_ends_otherwise() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let begin = |name: &'static str| {
        let parameter = "InvocationType=Event";
        [
            "remote",
            "invoke",
            ORDER,
            "--parameter",
            parameter,
            "--durable-execution-name",
            name,
        ]
    };
    let mut said = world.types(&begin("refused")).await;
    let id = world.callback().await;
    let error = [
        "--error-type",
        "Refused",
        "--error-message",
        "no",
        "--error-data",
        "d",
        "--stack-trace",
        "a",
    ];
    said += &world
        .types(&[&["remote", "callback", "fail", &id][..], &error].concat())
        .await;
    world.project.run(&["execution", "wait", "refused"]).await;
    said += &world
        .types(&["remote", "execution", "get", &world.arn("refused").await])
        .await;
    said += &world.types(&begin("stopped")).await;
    let arn = world.arn("stopped").await;
    said += &world
        .types(&[&["remote", "execution", "stop", &arn][..], &error].concat())
        .await;
    said += &world.types(&["remote", "execution", "get", &arn]).await;
    expect![[""]].assert_eq(&said);
}

#[tokio::test]
async fn a_plain_function_and_one_that_is_not_there() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let mut said = world
        .types(&["remote", "invoke", PLAIN, "-e", "{\"a\": 1}"])
        .await;
    said += &world
        .types(&["remote", "invoke", PLAIN, "-e", "{\"mode\": \"raise\"}"])
        .await;
    said += &world
        .types(&["remote", "invoke", &PLAIN.replace("plain", "none")])
        .await;
    expect![[""]].assert_eq(&said);
}

/// What SAM's own tests pin, and what it says of the service's answers instead.
#[tokio::test]
async fn refusals_as_the_service_has_them_and_as_the_official_emulator_had_them() {
    for (options, expected) in [
        (&[][..], expect![[""]]),
        (&["--answers-as", "emulator-1.2"], expect![[""]]),
    ] {
        let Some(world) = World::start(options).await else {
            return;
        };
        let event = ["remote", "invoke", ORDER, "--parameter", "InvocationType=Event"];
        assert_eq!(world.run(&event).await.code, Some(0));
        let id = world.callback().await;
        let mut said = world.types(&["local", "callback", "succeed", &id]).await;
        said += &world
            .types(&["local", "callback", "succeed", &id, "-r", "1"])
            .await;
        said += &world.types(&["local", "callback", "fail", &id]).await;
        said += &world.types(&["local", "callback", "heartbeat", &id]).await;
        for what in ["get", "history", "stop"] {
            said += &world.types(&["local", "execution", what, "no/such"]).await;
        }
        expected.assert_eq(&said);
    }
}

/// SAM prints commands to paste, and a shell takes `$LATEST` for a variable.
#[tokio::test]
async fn an_arn_that_was_pasted_without_quotes() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let event = ["remote", "invoke", ORDER, "--parameter", "InvocationType=Event"];
    assert_eq!(world.run(&event).await.code, Some(0));
    let pasted = world.arn("@last").await.replace("$LATEST", "");
    assert_ne!(pasted, world.arn("@last").await);
    for what in ["get", "history", "stop"] {
        let ran = world.run(&["local", "execution", what, &pasted]).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}
