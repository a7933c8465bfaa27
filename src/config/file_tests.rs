//! What `durable.toml` may say, and how it is told what it may not.

use expect_test::{Expect, expect};

use super::*;

fn read(text: &str) -> Result<Found, ConfigError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("durable.toml");
    std::fs::write(&path, text).unwrap();
    durable_toml(&path)
}

fn check(text: &str, expected: &Expect) {
    let error = read(text).unwrap_err();
    let said = error.to_string();
    let from_line = said
        .split_once("durable.toml:")
        .map_or(said.as_str(), |(_, rest)| rest);
    let hint = error
        .hint()
        .map(|hint| format!("\nhint: {hint}"))
        .unwrap_or_default();
    expected.assert_eq(&format!("{from_line}{hint}"));
}

#[test]
fn the_whole_shape() {
    let found = read(
        r#"
        [functions.order]
        runtime = "python3.13"
        code = "functions/order"
        handler = "app.handler"
        timeout_s = 30
        memory_mb = 256
        env = { STAGE = "local" }
        durable = { execution_timeout_s = 3600, retention_days = 7 }
        aliases = ["live"]

        [functions.pricing]
        cargo = { package = "shop", example = "pricing" }

        [functions.tax]
        durable = false

        [functions.ship]
        command = ["./ship", "--fast"]

        [functions.far]
        endpoint = "http://127.0.0.1:9001"
        "#,
    )
    .unwrap();
    let [far, order, pricing, ship, tax] = &found.functions[..] else {
        panic!("five functions, by name")
    };
    assert!(
        matches!(&order.code, Code::Python { handler, dir } if handler == "app.handler" && dir.ends_with("functions/order"))
    );
    assert_eq!((order.timeout_s, order.memory_mb), (30, 256));
    assert_eq!(order.durable.unwrap().execution_timeout_s, 3600);
    assert!(order.durable.unwrap().timeout_configured);
    assert_eq!(pricing.code.to_string(), "cargo example pricing of shop");
    assert_eq!(tax.code.to_string(), "cargo bin tax");
    assert_eq!(tax.durable, None);
    assert_eq!(ship.code.to_string(), "command ./ship --fast");
    assert_eq!(far.code.to_string(), "endpoint http://127.0.0.1:9001");
}

#[test]
fn unknown_keys_have_a_line_and_a_suggestion() {
    check(
        "[functions.order]\ncargo = { bin = \"order\" }\ntiemout_s = 3\n",
        &expect![[r"
            3: unknown key `tiemout_s`
            hint: did you mean `timeout_s`?"]],
    );
    check(
        "[function.order]\n",
        &expect![[r"
            1: unknown key `function`
            hint: did you mean `functions`?"]],
    );
    check(
        "[functions.a]\ndurable = { forever = true }\n",
        &expect![[r"
            2: unknown key `forever`
            hint: the keys are `execution_timeout_s`, `retention_days`"]],
    );
}

#[test]
fn contradictions_and_bounds() {
    check(
        "\n[functions.a]\ncommand = [\"x\"]\nendpoint = \"http://x\"\n",
        &expect![[r"
            2: function `a`: `command` and `endpoint` both say what to run
            hint: keep one of them"]],
    );
    check(
        "[functions.a]\nruntime = \"python3.13\"\n",
        &expect![[r#"
            1: function `a`: runtime `python3.13` needs a `handler`
            hint: for example `handler = "app.handler"`"#]],
    );
    check(
        "[functions.a]\nruntime = \"java21\"\n",
        &expect![[r#"
            1: function `a`: runtime `java21` needs a `handler`
            hint: for example `handler = "app.handler"`"#]],
    );
    check(
        "[functions.a]\ntimeout_s = 901\n",
        &expect!["1: function `a`: `timeout_s` is 1 to 900, not 901"],
    );
    check(
        "[functions.a]\ndurable = \"yes\"\n",
        &expect![[
            r#"2: invalid type: string "yes", expected a boolean, or a table of `execution_timeout_s` and `retention_days`"#
        ]],
    );
    check(
        "[functions.a]\naliases = [\"live\", \"$LATEST\"]\n",
        &expect!["1: function `a`: `$LATEST` is not an alias: 1 to 128 letters, digits, `-` and `_`"],
    );
    check(
        "[functions.a]\nenv = { \"A B\" = \"x\" }\n",
        &expect!["1: function `a`: `A B` is not the name of a variable"],
    );
    check(
        "[functions.a]\ncommand = [\"\"]\n",
        &expect!["1: function `a`: the command is empty"],
    );
    check("[functions.a\n", &expect!["1: unclosed table, expected `]`"]);
}

#[test]
fn cargo_toml_has_the_same_shape() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("Cargo.toml");
    let text = r#"
        [package]
        name = "shop"
        version = "0.1.0"
        [package.metadata.durable.functions.tax]
        durable = false
        [package.metadata.lambda.env]
        STAGE = "local"
    "#;
    std::fs::write(&path, text).unwrap();
    let found = cargo_toml(&path, Some("shop")).unwrap();
    assert_eq!(found.functions[0].code.to_string(), "cargo bin tax of shop");
    assert_eq!(found.lambda_env["STAGE"], "local");

    std::fs::write(&path, "[package.metadata.lambda.env]\nA = \"\\u0000\"\n").unwrap();
    let error = cargo_toml(&path, Some("shop")).unwrap_err().to_string();
    assert!(
        error.ends_with("Cargo.toml:1: the variable `A` holds a NUL"),
        "{error}"
    );
}
