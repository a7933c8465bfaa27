//! Functions of a SAM template, with the real binary: found, listed, run, and invoking each other.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::path::Path;
use std::process::Command;

use expect_test::expect;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{check_in, command, shown};
use crate::support::guests::guests;

const TEMPLATE: &str = r#"
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Rate: {Type: Number, Default: 19}
Globals:
  Function:
    Runtime: python3.13
    CodeUri: src/
    Timeout: 30
Resources:
  OrderFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: order
      Handler: app.order
      DurableConfig: {ExecutionTimeout: 60}
      Environment:
        Variables:
          PRICING: !Ref PricingFunction
          TAX: !GetAtt TaxFunction.Arn
          TABLE: !Ref Table
  PricingFunction:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.pricing
      DurableConfig: {}
      AutoPublishAlias: live
  TaxFunction:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        import os
        def handler(event, context):
            return {"tax": event["net"] * int(os.environ["RATE"]) // 100}
      Handler: index.handler
      Environment: {Variables: {RATE: !Ref Rate}}
  Stored:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: s3://bucket/key, Handler: app.handler}
  Table:
    Type: AWS::DynamoDB::Table
"#;

/// Durable functions that invoke each other as the template's variables say.
const APP: &str = r#"
import os
from aws_durable_execution_sdk_python import DurableContext, durable_execution

@durable_execution
def order(event: dict, context: DurableContext) -> dict:
    net = context.invoke(os.environ["PRICING"], {"items": event["items"]}, name="pricing")
    tax = context.invoke(os.environ["TAX"], {"net": net}, name="tax")["tax"]
    return {"net": net, "tax": tax, "table": os.environ.get("TABLE")}

@durable_execution
def pricing(event: dict, context: DurableContext) -> int:
    return context.step(lambda _: 100 * len(event["items"]), name="price")
"#;

fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("template.yaml"), TEMPLATE).unwrap();
    std::fs::create_dir_all(dir.path().join("src")).unwrap();
    std::fs::write(dir.path().join("src/app.py"), APP).unwrap();
    dir
}

/// The program, with a Python that nobody starts.
fn looking(dir: &Path, args: &[&str]) -> Command {
    let python = dir.join("python");
    std::fs::write(&python, "").unwrap();
    let mut command = command(dir, args);
    command
        .env("CARGO_DURABLE_PYTHON", python)
        .env_remove("AWS_REGION");
    command
}

#[test]
fn functions_are_listed() {
    let dir = project();
    let list = |args: &[&str]| {
        let output = looking(dir.path(), args).output().unwrap();
        shown(dir.path(), &output)
    };
    expect![[r#"
        FUNCTION         KIND                        LIMITS                       RUNS                                                      FROM
        PricingFunction  durable (`DurableConfig`)   30s 128MB, execution 1d 00h  python3.13, process python -m awslambdaric app.pricing    template.yaml
        Stored           plain (no `DurableConfig`)  3s 128MB                     cannot run: see below                                     template.yaml
        TaxFunction      plain (no `DurableConfig`)  30s 128MB                    python3.13, process python -m awslambdaric index.handler  template.yaml
        order            durable (`DurableConfig`)   30s 128MB, execution 1m 00s  python3.13, process python -m awslambdaric app.order      template.yaml
        Stored: [DIR]/template.yaml:40: function `Stored`: `CodeUri` is in S3, not here
          hint: name a directory or an archive, or declare the function in `durable.toml`
        ! warning: [DIR]/template.yaml:22: the variable `TABLE` is left out: `Ref Table`, of an `AWS::DynamoDB::Table`, has no value here; pass `--env-var TABLE=…`
        = 0
    "#]].assert_eq(&list(&["function", "list"]));
    expect![[r#"
        {"FunctionName":"PricingFunction","Runtime":"python3.13","Handler":"app.pricing","Timeout":30,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":86400,"RetentionPeriodInDays":14},"Durable":true,"Because":"`DurableConfig`","DeclaredIn":"template.yaml","RunsAs":"Process","Command":["[DIR]/python","-m","awslambdaric","app.pricing"],"Directory":"[DIR]/src"}
        {"FunctionName":"Stored","Timeout":3,"MemorySize":128,"Durable":false,"Because":"no `DurableConfig`","DeclaredIn":"template.yaml","Problem":"[DIR]/template.yaml:40: function `Stored`: `CodeUri` is in S3, not here","Hint":"name a directory or an archive, or declare the function in `durable.toml`"}
        {"FunctionName":"TaxFunction","Runtime":"python3.13","Handler":"index.handler","Timeout":30,"MemorySize":128,"Durable":false,"Because":"no `DurableConfig`","DeclaredIn":"template.yaml","RunsAs":"Process","Command":["[DIR]/python","-m","awslambdaric","index.handler"],"Directory":"[DIR]"}
        {"FunctionName":"order","Runtime":"python3.13","Handler":"app.order","Timeout":30,"MemorySize":128,"DurableConfig":{"ExecutionTimeout":60,"RetentionPeriodInDays":14},"Durable":true,"Because":"`DurableConfig`","DeclaredIn":"template.yaml","RunsAs":"Process","Command":["[DIR]/python","-m","awslambdaric","app.order"],"Directory":"[DIR]/src"}
        = 0
    "#]].assert_eq(&list(&[
        "function",
        "list",
        "-o",
        "jsonl",
        "--env-var",
        "TABLE=orders",
    ]));
    // Below the template, it is found as well; a declaration in `durable.toml` comes first.
    std::fs::write(
        dir.path().join("durable.toml"),
        "[functions.order]\nendpoint = \"http://127.0.0.1:9001\"\n",
    )
    .unwrap();
    let output = looking(&dir.path().join("src"), &["function", "list", "-q"])
        .output()
        .unwrap();
    expect![[r#"
        FUNCTION         KIND                        LIMITS                        RUNS                                                          FROM
        PricingFunction  durable (`DurableConfig`)   30s 128MB, execution 1d 00h   python3.13, process src/python -m awslambdaric app.pricing    template.yaml
        Stored           plain (no `DurableConfig`)  3s 128MB                      cannot run: see below                                         template.yaml
        TaxFunction      plain (no `DurableConfig`)  30s 128MB                     python3.13, process src/python -m awslambdaric index.handler  template.yaml
        order            durable (default)           900s 128MB, execution 1d 00h  calls http://127.0.0.1:9001                                   durable.toml
        Stored: [DIR]/template.yaml:40: function `Stored`: `CodeUri` is in S3, not here
          hint: name a directory or an archive, or declare the function in `durable.toml`
        = 0
    "#]].assert_eq(&shown(dir.path(), &output));
}

/// Decisions 24: outside any project, a template that is named is one.
#[test]
fn the_store_is_beside_a_template_that_is_named() {
    let dir = project();
    let elsewhere = tempfile::tempdir().unwrap();
    let template = dir.path().join("template.yaml");
    let template = template.to_str().unwrap();
    // A handler that does not start ends its execution at once.
    let output = looking(
        dir.path(),
        &[
            "-C",
            elsewhere.path().to_str().unwrap(),
            "invoke",
            "order",
            "-t",
            template,
            "--data",
            "{}",
        ],
    )
    .output()
    .unwrap();
    let said = shown(dir.path(), &output);
    assert!(dir.path().join(".durable/executions.db").is_file(), "{said}");
    assert!(
        said.contains("--store [DIR]/.durable/executions.db"),
        "what is told to be typed finds it: {said}"
    );
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0, "{said}");
    // Whoever lives with the variable needs no option.
    let mut list = command(elsewhere.path(), &["execution", "list", "-o", "jsonl"]);
    let output = list.env("CARGO_DURABLE_TEMPLATE", template).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().count(),
        1,
        "{output:?}"
    );
}

#[test]
fn what_is_named_wrongly_is_told() {
    let dir = project();
    check_in(
        dir.path(),
        &["invoke", "Stored"],
        &expect![[r#"
        ! warning: [DIR]/template.yaml:22: the variable `TABLE` is left out: `Ref Table`, of an `AWS::DynamoDB::Table`, has no value here; pass `--env-var TABLE=…`
        ! error: [DIR]/template.yaml:40: function `Stored`: `CodeUri` is in S3, not here
        ! hint: name a directory or an archive, or declare the function in `durable.toml`
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["invoke", "PricingFuncton"],
        &expect![[r#"
        ! warning: [DIR]/template.yaml:22: the variable `TABLE` is left out: `Ref Table`, of an `AWS::DynamoDB::Table`, has no value here; pass `--env-var TABLE=…`
        ! error: there is no function `PricingFuncton` here
        ! hint: did you mean `PricingFunction`?
        = 2
    "#]],
    );
    check_in(
        dir.path(),
        &["invoke", "order", "--parameter-overrides", "Rat=7"],
        &expect![[r#"
            ! error: invalid value for `--parameter-overrides`: the template has no parameter `Rat`
            ! hint: did you mean `Rate`?
            = 2
        "#]],
    );
    check_in(
        dir.path(),
        &["invoke", "order", "-t", "nowhere.yaml"],
        &expect![[r#"
            ! error: cannot read `[DIR]/nowhere.yaml`
            !   cause: No such file or directory (os error 2)
            = 2
        "#]],
    );
    std::fs::write(dir.path().join("other.yml"), "Resources: {A: [}\n").unwrap();
    check_in(
        dir.path(),
        &["function", "list", "--template", "other.yml"],
        &expect![[r#"
            ! error: [DIR]/other.yml:1: not YAML: while parsing a node, did not find expected node content
            = 2
        "#]],
    );
    std::fs::remove_file(dir.path().join("template.yaml")).unwrap();
    check_in(
        dir.path(),
        &["function", "list", "--parameter-overrides", "Rate=7"],
        &expect![[r#"
            ! error: invalid value for `--parameter-overrides`: there is no template here
            ! hint: name it by `--template PATH`
            = 2
        "#]],
    );
}

/// A file of that name that speaks of something else is nobody's template.
#[test]
fn others_have_templates_too() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("template.yaml"),
        "kind: {{ chart }}\n  no: yaml\n",
    )
    .unwrap();
    check_in(
        dir.path(),
        &["function", "list"],
        &expect![[r#"
        no functions
        ! hint: write a `durable.toml`: `[functions.NAME]` and, for example, `runtime = "python3.13"`, `handler = "app.handler"`; or pass `--function NAME=SPEC`
        = 0
    "#]],
    );
}

#[test]
fn functions_of_one_template_invoke_each_other() {
    let Some(guests) = guests() else { return };
    let dir = project();
    let invoke = |args: &[&str]| {
        let mut args = args.to_vec();
        args.extend(["-d", r#"{"items": [1, 2, 3]}"#, "-q", "--isolation", "process"]);
        let output = command(dir.path(), &args)
            .env("CARGO_DURABLE_PYTHON", guests.python())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        serde_json::from_slice::<Value>(&output.stdout)
            .unwrap()
            .to_string()
    };
    let by_id = invoke(&["invoke", "OrderFunction"]);
    assert_eq!(by_id, r#"{"net":300,"table":null,"tax":57}"#);
    let with = [
        "invoke",
        "order",
        "--parameter-overrides",
        "Rate=7",
        "--env-var",
        "TABLE=orders",
    ];
    assert_eq!(invoke(&with), r#"{"net":300,"table":"orders","tax":21}"#);
}

/// A Rust function needs no `sam build`: cargo builds the package that `CodeUri` names.
#[test]
fn a_cargo_package_beside_the_template() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "template.yaml",
        "Globals: {Function: {Runtime: provided.al2023, Handler: bootstrap, DurableConfig: {}}}
Resources:
  One:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: rust-cargolambda}
    Properties: {CodeUri: one}
  Two:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: two}
  Named:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: b}}
    Properties: {CodeUri: two/}
",
    );
    for name in ["one", "two"] {
        write(
            &format!("{name}/Cargo.toml"),
            &format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        );
    }
    for path in ["one/src/main.rs", "two/src/bin/a.rs", "two/src/bin/b.rs"] {
        write(path, "fn main() {}\n");
    }
    check_in(
        dir.path(),
        &["function", "list"],
        &expect![[r#"
        FUNCTION  KIND                       LIMITS                      RUNS                               FROM
        Named     durable (`DurableConfig`)  3s 128MB, execution 1d 00h  cargo bin b of two, to be built    template.yaml
        One       durable (`DurableConfig`)  3s 128MB, execution 1d 00h  cargo bin one of one, to be built  template.yaml
        Two       durable (`DurableConfig`)  3s 128MB, execution 1d 00h  cannot run: see below              template.yaml
        Two: [DIR]/two/Cargo.toml:1: which binary of the package?
          hint: write `BuildProperties: { Binary: … }` below `Metadata`, with one of `a`, `b`
        = 0
    "#]],
    );
    let output = command(dir.path(), &["invoke", "Named", "-q", "--max-crash-retries", "0"])
        .output()
        .unwrap();
    let built = dir.path().join("two/target/debug/b");
    assert!(built.is_file(), "{}", shown(dir.path(), &output));
    assert!(
        !dir.path().join("two/target/debug/a").exists(),
        "only what is needed"
    );
}
