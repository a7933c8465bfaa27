//! Templates that are wrong, and how they are told; a function that is wrong leaves the others alone.

use super::*;

fn whole(text: &str, expected: &Expect) {
    check(text, expected);
}

#[test]
fn the_whole_file() {
    whole(
        "",
        &expect![[r#"
        /p/template.yaml:1: the template is empty
    "#]],
    );
    whole(
        "Resources:\n  - a\n",
        &expect![[r#"
        /p/template.yaml:1: a template has `Resources`
    "#]],
    );
    whole(
        "a: [b\n",
        &expect![[r#"
        /p/template.yaml:2: not YAML: while parsing a flow sequence, expected ',' or ']'
    "#]],
    );
    whole(
        "a: b\n\tc: d\n",
        &expect![[r#"
        /p/template.yaml:1: not YAML: while scanning a plain scalar, found a tab
    "#]],
    );
    whole(
        "a: 1\nb: 2\na: 3\n",
        &expect![[r#"
        /p/template.yaml:3: `a` stands here twice: in line 1, too
    "#]],
    );
    whole(
        "a: *nobody\n",
        &expect![[r#"
        /p/template.yaml:1: not YAML: while parsing node, found unknown anchor
    "#]],
    );
    whole(
        "Resources: {}\n---\nResources: {}\n",
        &expect![[r#"
        /p/template.yaml:2: a template is one document, and here begins another
    "#]],
    );
    whole(
        "? [a]\n: b\n",
        &expect![[r#"
        /p/template.yaml:1: a key is a text
    "#]],
    );
    whole(
        "{\n\t\"Resources\": {\n\t\t\"A\": \"\\ud83d\"}}",
        &expect![[r#"
        /p/template.yaml:3: not YAML: while parsing a quoted scalar, found invalid Unicode character escape code
    "#]],
    );
    whole(
        &format!("a: {}1{}\n", "[".repeat(70), "]".repeat(70)),
        &expect![[r#"
            /p/template.yaml:1: lists and maps lie too deep in each other
        "#]],
    );
    whole(
        &"x".repeat((1 << 20) + 1),
        &expect![[r#"
        /p/template.yaml:1: a template has at most 1 MB
    "#]],
    );
    whole("Resources: {}\n", &expect![[""]]);
    whole("\u{feff}Resources: {}\n", &expect![[""]]);
}

#[test]
fn anchors_are_taken_and_bounded() {
    check(
        "
Base: &base
  Runtime: python3.13
  Handler: app.handler
  Timeout: 9
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      <<: *base
      Timeout: 4
  Tax:
    Type: AWS::Serverless::Function
    Properties: *base
",
        &expect![[r#"
            Order: plain, 4s, 128MB: python app.handler in /p
              python3.13, app.handler
            Tax: plain, 9s, 128MB: python app.handler in /p
              python3.13, app.handler
        "#]],
    );
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", [before.as_str(); 10].join(", "));
    }
    check(
        &bomb,
        &expect![[r#"
        /p/template.yaml:7: the template's aliases come to too much
    "#]],
    );
    check(
        "a: &a [*a]\n",
        &expect![[r#"
        /p/template.yaml:1: an alias stands inside of what it names
    "#]],
    );
    check(
        "a: {<<: b}\n",
        &expect![[r#"
        /p/template.yaml:1: `<<` takes a map, or a list of maps
    "#]],
    );
}

const FUNCTIONS: &str = "
Globals:
  Function:
    Runtime: python3.13
    Handler: app.handler
Resources:
  Good: {Type: AWS::Serverless::Function}
  NoRuntime: {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}
  NoHandler: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x}}
  OldRuntime: {Type: AWS::Serverless::Function, Properties: {Runtime: go1.x}}
  BadHandler: {Type: AWS::Serverless::Function, Properties: {Handler: app}}
  Long: {Type: AWS::Serverless::Function, Properties: {Timeout: 901}}
  Half: {Type: AWS::Serverless::Function, Properties: {Timeout: 1.5}}
  Unknown: {Type: AWS::Serverless::Function, Properties: {MemorySize: !ImportValue memory}}
  Stored: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://bucket/key}}
  Bucket: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Code: {S3Bucket: b, S3Key: k}}}
  Inline: {Type: AWS::Serverless::Function, Properties: {Runtime: java21, InlineCode: x}}
  Typo: {Type: AWS::Serverless::Function, Properties: {CodeURI: x}}
  Typo2: {Type: AWS::Serverless::Function, Properties: {Timout: 3}}
  Key: {Type: AWS::Serverless::Function, Properties: {DurableConfig: {ExecutionTimeOut: 60}}}
  Key2: {Type: AWS::Serverless::Function, Properties: {DurableConfig: {Name: x}}}
  Bounds: {Type: AWS::Serverless::Function, Properties: {DurableConfig: {ExecutionTimeout: 0}}}
  Days: {Type: AWS::Serverless::Function, Properties: {DurableConfig: {RetentionPeriodInDays: 91}}}
  Empty:
    Type: AWS::Serverless::Function
    Properties:
      DurableConfig:
  Text: {Type: AWS::Serverless::Function, Properties: {DurableConfig: yes}}
  Arch: {Type: AWS::Serverless::Function, Properties: {Architectures: [riscv]}}
  Alias: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: 'not one'}}
  Variable: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {'A=B': x}}}}
  Conditional: {Type: AWS::Serverless::Function, Condition: Prod}
  Off: {Type: AWS::Serverless::Function, Condition: 'Off'}
  Twin: {Type: AWS::Serverless::Function, Properties: {FunctionName: Good}}
  Nameless: {Type: AWS::Serverless::Function, Properties: {FunctionName: !ImportValue name}}
  Misnamed: {Type: AWS::Serverless::Function, Properties: {FunctionName: 'a b'}}
  One: {Type: AWS::Serverless::Function, Properties: {FunctionName: !Ref Other}}
  Other: {Type: AWS::Serverless::Function, Properties: {FunctionName: !Ref One}}
  Nested: {Type: AWS::Serverless::Application, Properties: {Location: nested/template.yaml}}
  Fn::ForEach::Each: [X, [a], {}]
Conditions:
  Off: !Equals [a, b]
";

#[test]
#[expect(clippy::too_many_lines, reason = "each fault is one of them")]
fn functions() {
    check(
        FUNCTIONS,
        &expect![[r#"
            Alias: cannot run
              /p/template.yaml:30: function `Alias`: `not one` is not an alias: 1 to 128 letters, digits, `-` and `_`
            Arch: cannot run
              /p/template.yaml:29: function `Arch`: `Architectures` is a list of one: `x86_64` or `arm64`
            BadHandler: cannot run
              /p/template.yaml:11: function `BadHandler`: `app` is not a handler: a module and a function, as `app.handler`
            Bounds: cannot run
              /p/template.yaml:22: function `Bounds`: `ExecutionTimeout` is 1 to 31622400, not 0
            Bucket: cannot run
              /p/template.yaml:16: function `Bucket`: `Code` is in S3, not here
              hint: name a directory or an archive, or declare the function in `durable.toml`
            Conditional: cannot run
              /p/template.yaml:32: function `Conditional`: its `Condition`: there is no condition `Prod`
              hint: there is `Off`
            Days: cannot run
              /p/template.yaml:23: function `Days`: `RetentionPeriodInDays` is 1 to 90, not 91
            Empty: cannot run
              /p/template.yaml:27: function `Empty`: `DurableConfig` is empty
            Good: plain, 3s, 128MB: python app.handler in /p
              python3.13, app.handler
            Half: cannot run
              /p/template.yaml:13: function `Half`: `Timeout` is 1 to 900, not 1.5
            Inline: cannot run
              /p/template.yaml:17: function `Inline`: `java21` takes no code in the template
            Key: cannot run
              /p/template.yaml:20: function `Key`: unknown key `ExecutionTimeOut` in `DurableConfig`
              hint: did you mean `ExecutionTimeout`?
            Key2: cannot run
              /p/template.yaml:21: function `Key2`: unknown key `Name` in `DurableConfig`
              hint: the keys are `ExecutionTimeout`, `RetentionPeriodInDays`
            Long: cannot run
              /p/template.yaml:12: function `Long`: `Timeout` is 1 to 900, not 901
            Misnamed: plain, 3s, 128MB: python app.handler in /p
              python3.13, app.handler
            Nameless: plain, 3s, 128MB: python app.handler in /p
              python3.13, app.handler
            NoHandler: cannot run
              /p/template.yaml:9: function `NoHandler`: there is no `Handler`
            NoRuntime: cannot run
              /p/template.yaml:8: function `NoRuntime`: there is no `Runtime`
            OldRuntime: cannot run
              /p/template.yaml:10: function `OldRuntime`: `go1.x` is no runtime of Lambda's
              hint: for example `python3.13`, `nodejs22.x`, `java21`, `provided.al2023`
            One: plain, 3s, 128MB: python app.handler in /p
              python3.13, app.handler
            Stored: cannot run
              /p/template.yaml:15: function `Stored`: `CodeUri` is in S3, not here
              hint: name a directory or an archive, or declare the function in `durable.toml`
            Text: cannot run
              /p/template.yaml:28: function `Text`: `DurableConfig`: a map is wanted here
              hint: write `{}` for the defaults
            Typo: cannot run
              /p/template.yaml:18: function `Typo`: unknown property `CodeURI`
              hint: did you mean `CodeUri`?
            Typo2: cannot run
              /p/template.yaml:19: function `Typo2`: unknown property `Timout`
              hint: did you mean `Timeout`?
            Unknown: cannot run
              /p/template.yaml:14: function `Unknown`: `MemorySize`: `Fn::ImportValue` has no value here
            Variable: cannot run
              /p/template.yaml:31: function `Variable`: `A=B` is not the name of a variable
            - /p/template.yaml:34: function `Twin` is left out: another one is called `Good`
            - /p/template.yaml:35: function `Nameless` is called by its logical id: `Fn::ImportValue` has no value here
            - /p/template.yaml:36: function `Misnamed` is called by its logical id: `a b` is not a function's name
            - /p/template.yaml:38: function `Other` is left out: another one is called `One`
            - /p/template.yaml:39: the nested template `nested/template.yaml` is not read
            - /p/template.yaml:40: `Fn::ForEach::Each`, which may make functions, is not read
        "#]],
    );
}

/// No property that SAM or CloudFormation knows is taken for a misspelled one.
#[test]
fn properties_of_others() {
    let known = "AssumeRolePolicyDocument AutoPublishAliasAllProperties AutoPublishCodeSha256 CapacityProviderConfig \
                 CodeSigningConfigArn DeadLetterConfig DeadLetterQueue DeploymentPreference Description EphemeralStorage \
                 EventInvokeConfig Events FileSystemConfigs FunctionScalingConfig FunctionUrlConfig KmsKeyArn LoggingConfig \
                 PassthroughCondition PermissionsBoundary Policies PropagateTags ProvisionedConcurrencyConfig \
                 PublishToLatestPublished RecursiveLoop ReservedConcurrentExecutions Role RolePath RuntimeManagementConfig \
                 SnapStart SourceKMSKeyArn Tags TenancyConfig Tracing TracingConfig VersionDeletionPolicy \
                 VersionDescription VpcConfig";
    let properties: Vec<String> = known
        .split_whitespace()
        .map(|name| format!("{name}: x"))
        .collect();
    let text = format!(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {{Runtime: python3.13, Handler: a.b, {}}}\n",
        properties.join(", ")
    );
    check(
        &text,
        &expect![[r#"
        F: plain, 3s, 128MB: python a.b in /p
          python3.13, a.b
    "#]],
    );
}
