//! The reports: for people, as JSON, as `JUnit`'s XML, for GitHub; baselines; and what is refused.

use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::checked;
use super::proxy::{Fault, Proxy};
use crate::cli::{command, shown};

/// An emulator that forgets the retention, and has two more faults.
const FAULT: Fault = Fault {
    says: |path, said| {
        if path.starts_with("GET") {
            return said.with(|body| {
                if let Some(config) = body.get_mut("DurableConfig") {
                    *config = json!({"ExecutionTimeout": 1});
                }
            });
        }
        said
    },
    ..Fault::NONE
};

struct Stage {
    proxy: Proxy,
}

impl Stage {
    async fn new() -> Self {
        Self {
            proxy: Proxy::start(FAULT).await,
        }
    }

    fn dir(&self) -> &Path {
        self.proxy.dir.path()
    }

    /// What it says; `FAULTY` is the emulator's URL.
    fn told(&self, args: &[&str], environment: &[(&str, &Path)]) -> String {
        let args: Vec<&str> = args
            .iter()
            .map(|arg| if *arg == "FAULTY" { &*self.proxy.url } else { arg })
            .collect();
        let mut command = command(self.dir(), &[&["compat", "check"], &args[..]].concat());
        command
            .env_remove("GITHUB_STEP_SUMMARY")
            .envs(environment.iter().copied());
        let said = shown(self.dir(), &command.output().unwrap()).replace(&self.proxy.url, "[FAULTY]");
        let patterns = [
            (r"check-[0-9a-f]{8}[0-9-]*", "[NAME]"),
            (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[UUID]"),
            (r"[0-9]{10}\.[0-9]+", "[TIME]"),
            (r"http%3A//127\.0\.0\.1%3A[0-9]+", "[FAULTY]"),
            (r#" time="[0-9.]+""#, ""),
        ];
        patterns.iter().fold(said, |said, (pattern, name)| {
            regex::Regex::new(pattern)
                .unwrap()
                .replace_all(&said, *name)
                .into_owned()
        })
    }

    fn check(&self, args: &[&str], expected: &Expect) {
        expected.assert_eq(&self.told(args, &[]));
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.dir().join(name)).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn for_people() {
    let stage = Stage::new().await;
    stage.check(&["FAULTY", "--only", "get"], &expect![[r#"
        ✗ get 6 of 7
            differs get.config it has the timeout and the retention that it was started with hides, contract 1.6
              DurableConfig.ExecutionTimeout is 1: 77 is expected
        [FAULTY]: 6 passed, 1 differ
        `-v` shows requests and answers
        = 1
    "#]]);
    stage.check(
        &["embedded", "FAULTY", "--only", "get"],
        &expect![[r#"
        they differ in 1 check
          get.config it has the timeout and the retention that it was started with hides, contract 1.6
            embedded                passed
            [FAULTY]  differs DurableConfig.ExecutionTimeout is 1: 77 is expected
        embedded: 7 passed
        [FAULTY]: 6 passed, 1 differ
        `-v` shows requests and answers
        = 1
    "#]],
    );
    stage.check(
        &["embedded", "FAULTY", "--only", "get.config", "-v"],
        &expect![[r#"
            they differ in 1 check
              get.config it has the timeout and the retention that it was started with hides, contract 1.6
                embedded                passed
                  > GET /2025-12-01/durable-executions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3A[NAME]%3A%24LATEST%2Fdurable-execution%2F[NAME]%2F[UUID]
                  < 200 {"DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:[NAME]:$LATEST/durable-execution/[NAME]/[UUID]","DurableExecutionName":"[NAME]","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:[NAME]:$LATEST","Version":"$LATEST","InputPayload":"{\"from\":\"check\"}","StartTimestamp":[TIME],"Status":"RUNNING","ExecutionDataIncluded":true,"DurableConfig":{"ExecutionTimeout":77,"RetentionPeriodInDays":5},"ExpectedExecutionTimeoutTimestamp":[TIME]}
                [FAULTY]  differs DurableConfig.ExecutionTimeout is 1: 77 is expected
                  > GET /2025-12-01/durable-executions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3A[NAME]%3A%24LATEST%2Fdurable-execution%2F[NAME]%2F[UUID]
                  < 200 {"DurableConfig":{"ExecutionTimeout":1},"DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:[NAME]:$LATEST/durable-execution/[NAME]/[UUID]","DurableExecutionName":"[NAME]","ExecutionDataIncluded":true,"ExpectedExecutionTimeoutTimestamp":[TIME],"FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:[NAME]:$LATEST","InputPayload":"{\"from\":\"check\"}","StartTimestamp":[TIME],"Status":"RUNNING","Version":"$LATEST"}
            embedded: 1 passed
            [FAULTY]: 0 passed, 1 differ
            = 1
        "#]],
    );
    stage.check(
        &["FAULTY", "--only", "list.by-name", "--only", "get.input"],
        &expect![[r#"
            ✓ get 1 of 1
            ✗ list 0 of 1
                cannot run list.by-name a name finds its execution breaks, contract 1.8
                  it needs functions that the target knows by name; they are there in targets that `check` starts
            [FAULTY]: 1 passed, 1 cannot run
            = 3
        "#]],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn for_programs() {
    let stage = Stage::new().await;
    let (report, code) = checked(stage.dir(), &[&stage.proxy.url, "--only", "get.config"]);
    assert_eq!(code, 1);
    assert_eq!(report["SchemaVersion"], 1);
    let row = &report["Checks"][0];
    assert_eq!(
        (&row["Id"], &row["Section"]),
        (&json!("get.config"), &json!("1.6"))
    );
    let found = &row["Results"][0];
    assert_eq!(found["Outcome"], "Differs");
    assert!(
        found["Message"].as_str().unwrap().contains("ExecutionTimeout"),
        "{found}"
    );
    assert!(found["Exchanges"].as_array().unwrap().len() >= 2, "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn as_junit() {
    let stage = Stage::new().await;
    let args = [
        "FAULTY",
        "--only",
        "get",
        "--only",
        "list.by-name",
        "--report",
        "junit",
        "--report-file",
        "junit.xml",
    ];
    let told = stage.told(&args, &[]);
    assert!(told.contains("differs get.config"), "{told}");
    let text = stage.read("junit.xml");
    let document = quick_junit::Report::deserialize_from_str(&text).unwrap();
    assert_eq!((document.tests, document.failures, document.errors), (8, 1, 1));
    let suite = &document.test_suites[0];
    let failed = suite
        .test_cases
        .iter()
        .find(|case| case.name.as_str() == "get.config")
        .unwrap();
    assert!(matches!(
        failed.status,
        quick_junit::TestCaseStatus::NonSuccess {
            kind: quick_junit::NonSuccessKind::Failure,
            ..
        }
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn for_github() {
    let stage = Stage::new().await;
    let summary = stage.dir().join("summary.md");
    std::fs::write(&summary, "of another step\n").unwrap();
    let args = [
        "FAULTY",
        "--only",
        "get",
        "--only",
        "list.by-name",
        "--report",
        "github",
    ];
    let told = stage.told(&args, &[("GITHUB_STEP_SUMMARY", &summary)]);
    expect![[r#"
        ::error title=get.config ([FAULTY])::it has the timeout and the retention that it was started with: DurableConfig.ExecutionTimeout is 1: 77 is expected
        ::warning title=list.by-name ([FAULTY])::a name finds its execution: it needs functions that the target knows by name; they are there in targets that `check` starts
        = 1
    "#]].assert_eq(&told);
    // `::COMMAND NAME=VALUE,…::MESSAGE`, where neither value nor message has what would end it.
    let commands: Vec<&str> = told.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), 2);
    let command = regex::Regex::new(r"^::(error|warning|notice) title=[^:,]+::[^\r\n]+$").unwrap();
    for line in commands {
        assert!(command.is_match(line), "{line}");
    }
    let written = stage.read("summary.md").replace(&stage.proxy.url, "[FAULTY]");
    expect![[r#"
        of another step
        ## Durable functions: the emulator's contract

        | target | passed | differ | known | cannot run | accepted |
        |---|---:|---:|---:|---:|---:|
        | [FAULTY] | 6 | 1 | 0 | 1 | 0 |

        | check | target | | what | known |
        |---|---|---|---|---|
        | `get.config` | [FAULTY] | differs | it has the timeout and the retention that it was started with: DurableConfig.ExecutionTimeout is 1: 77 is expected |  |
        | `list.by-name` | [FAULTY] | cannot run | a name finds its execution: it needs functions that the target knows by name; they are there in targets that \`check\` starts |  |
    "#]].assert_eq(&written);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_no_news() {
    let stage = Stage::new().await;
    let only = ["--only", "get", "--only", "list.by-name"];
    let save = ["FAULTY", "--report", "json", "--report-file", "known.json"];
    stage.told(&[&save[..], &only].concat(), &[]);
    stage.check(
        &[&["FAULTY", "--baseline", "known.json"][..], &only].concat(),
        &expect![[r#"
            ✓ get 6 of 7
                accepted get.config it has the timeout and the retention that it was started with hides, contract 1.6
                  DurableConfig.ExecutionTimeout is 1: 77 is expected
            ✓ list 0 of 1
                accepted list.by-name a name finds its execution breaks, contract 1.8
                  it needs functions that the target knows by name; they are there in targets that `check` starts
            [FAULTY]: 6 passed, 1 differ, 1 cannot run (2 in the baseline)
            `-v` shows requests and answers
            = 0
        "#]],
    );
    stage.check(
        &["embedded", "--baseline", "known.json", "--only", "get.config"],
        &expect![[r#"
            ✓ get 1 of 1
            embedded: 1 passed
            ! note: the baseline has what is right now: get.config
            = 0
        "#]],
    );
    // What the baseline does not have is news.
    let mut report: Value = serde_json::from_str(&stage.read("known.json")).unwrap();
    report["Checks"]
        .as_array_mut()
        .unwrap()
        .retain(|row| row["Id"] != "get.config");
    std::fs::write(stage.dir().join("less.json"), report.to_string()).unwrap();
    let told = stage.told(&[&["FAULTY", "--baseline", "less.json"][..], &only].concat(), &[]);
    assert!(told.ends_with("= 1\n"), "{told}");
    report["SchemaVersion"] = json!(2);
    std::fs::write(stage.dir().join("newer.json"), report.to_string()).unwrap();
    for file in ["newer.json", "none.json", "durable.toml"] {
        let told = stage.told(&["FAULTY", "--baseline", file], &[]);
        assert!(told.contains("hint: ") && told.ends_with("= 2\n"), "{told}");
    }
}

#[test]
fn what_is_refused() {
    let check = |args: &[&str], expected: Expect| {
        let dir = tempfile::tempdir().unwrap();
        let output = command(dir.path(), &[&["compat", "check"], args].concat())
            .output()
            .unwrap();
        expected.assert_eq(&shown(dir.path(), &output));
    };
    check(
        &["--only", "waits"],
        expect![[r#"
        ! error: no check is called `waits`
        ! hint: the areas are door, start, input, output, shape, token, batch, step, wait, callback, context, chained, crash, stop, get, timer, pause, delete, state, history, event, list, limit, sam, sdk-rust, sdk-js, sdk-java, sdk-python, sdk, restart
        = 2
    "#]],
    );
    check(
        &["--only", "wait", "--skip", "wait"],
        expect![[r#"
        ! error: these options leave no check
        = 2
    "#]],
    );
    check(
        &["embedded", "embedded"],
        expect![[r#"
        ! error: `embedded` is to be checked twice
        = 2
    "#]],
    );
    check(
        &["nobody"],
        expect![[r#"
        ! error: invalid value 'nobody' for '[TARGET]...': `embedded`, `image`, `image:TAG`, or a URL such as http://127.0.0.1:9014
        ! 
        ! For more information, try '--help'.
        = 2
    "#]],
    );
    check(
        &["http://127.0.0.1:1"],
        expect![[r#"
        ! error: nothing answers at http://127.0.0.1:1
        !   cause: Connection refused (os error 111)
        ! hint: is it running? A target is `embedded`, `image[:TAG]`, or a URL
        = 3
    "#]],
    );
    check(
        &["--report-file", "none/report"],
        expect![[r#"
        ! error: cannot write the report `[DIR]/none/report`
        !   cause: there is no such directory
        = 3
    "#]],
    );
    check(
        &["image"],
        expect![[r#"
        ! error: nothing is pinned, and no tag is given
        ! hint: `cargo durable compat pin TAG` pins an image
        = 2
    "#]],
    );
}
