//! Functions of every kind.

use super::*;

/// What `sam init` writes, with durable functions.
const SAM: &str = r#"AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: >
  orders

  Sample SAM Template for orders

# More info about Globals: https://github.com/awslabs/serverless-application-model
Globals:
  Function:
    Timeout: 30
    MemorySize: 256
    Runtime: python3.13
    Environment:
      Variables:
        STAGE: local
        RETRIES: 3
    Layers:
      - layers/common

Resources:
  OrderFunction:
    Type: AWS::Serverless::Function # the long one
    Properties:
      CodeUri: order/
      Handler: app.lambda_handler
      Architectures:
        - x86_64
      DurableConfig:
        ExecutionTimeout: 3600
        RetentionPeriodInDays: 7
      AutoPublishAlias: live
      Layers:
        - !Ref Shared
      Environment:
        Variables:
          STAGE: test
          TAX: !Ref TaxFunction
          PAY: !Ref PayFunction
          PAY_ARN: !GetAtt PayFunction.Arn
      Events:
        Order:
          Type: Api
          Properties:
            Path: /order
            Method: get
  TaxFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: tax
      CodeUri: ./tax
      Handler: app.lambda_handler
      Timeout: 5
  PayFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "${AWS::StackName}-pay"
      Runtime: nodejs22.x
      CodeUri: pay.zip
      Handler: dist/pay.handler
      DurableConfig: {}
      AutoPublishAlias: live
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: layers/shared
      CompatibleRuntimes: [python3.13]

Outputs:
  OrderFunction:
    Value: !GetAtt OrderFunction.Arn
"#;

#[test]
fn sams_own() {
    check(
        SAM,
        &expect![[r#"
            OrderFunction: durable for 3600s, 7 days, 30s, 256MB: python app.lambda_handler in /p/order
              python3.13, app.lambda_handler, x86_64
              PAY=local-pay:live
              PAY_ARN=arn:aws:lambda:eu-west-1:123456789012:function:local-pay
              RETRIES=3
              STAGE=test
              TAX=tax
              layer /p/layers/common
              layer /p/layers/shared
              alias live
            local-pay: durable for 86400s by default, 14 days, 30s, 256MB: node dist/pay.handler in /p/pay.zip
              nodejs22.x, dist/pay.handler
              RETRIES=3
              STAGE=local
              layer /p/layers/common
              alias live
            tax: plain, 5s, 256MB: python app.lambda_handler in /p/tax
              python3.13, app.lambda_handler
              RETRIES=3
              STAGE=local
              layer /p/layers/common
            PayFunction is local-pay
            TaxFunction is tax
        "#]],
    );
}

#[test]
fn cloudformations_own() {
    check(
        r#"{
  "Resources": {
    "Order": {
      "Type": "AWS::Lambda::Function",
      "Properties": {
        "Runtime": "nodejs22.x", "Handler": "app.handler", "Code": "build/order",
        "DurableConfig": {"ExecutionTimeout": "60"},
        "Environment": {"Variables": {"NEXT": {"Fn::Sub": "${Ship.Arn}:live"}, "SELF": {"Ref": "Version"},
                                      "LIVE": {"Ref": "Live"}, "FACE": "\ud83d\ude00 \u00e9\/ \\ud83d"}}
      }
    },
    "Ship": {
      "Type": "AWS::Lambda::Function",
      "Properties": {
        "FunctionName": "ship", "Runtime": "python3.13", "Handler": "index.handler",
        "Code": {"ZipFile": {"Fn::Join": ["\n", ["def handler(event, context):", "    return event"]]}},
        "DurableConfig": {"RetentionPeriodInDays": 1}
      }
    },
    "Version": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Order"}}},
    "Live": {
      "Type": "AWS::Lambda::Alias",
      "Properties": {
        "FunctionName": {"Fn::GetAtt": ["Ship", "Arn"]}, "Name": "live",
        "FunctionVersion": {"Fn::GetAtt": ["Version", "Version"]}
      }
    },
    "Table": {"Type": "AWS::DynamoDB::Table"}
  }
}
"#,
        &expect![[r#"
            Order: durable for 60s, 14 days, 3s, 128MB: node app.handler in /p/build/order
              nodejs22.x, app.handler
              FACE=😀 é/ \ud83d
              LIVE=arn:aws:lambda:eu-west-1:123456789012:function:ship:live
              NEXT=arn:aws:lambda:eu-west-1:123456789012:function:ship:live
              SELF=arn:aws:lambda:eu-west-1:123456789012:function:Order:1
            ship: durable for 86400s by default, 1 days, 3s, 128MB: python index.handler in /p
              python3.13, index.handler
              "def handler(event, context):\n    return event"
              alias live
            Ship is ship
        "#]],
    );
}

#[test]
fn images() {
    check(
        r#"
Resources:
  Pulled:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageUri: !Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/order:1"
      ImageConfig:
        EntryPoint: [/lambda-entrypoint.sh]
        Command: ["app.handler"]
        WorkingDirectory: /work
  Made:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Architectures: [arm64]
    Metadata:
      DockerTag: python3.13-v1
      DockerContext: ./hello
      Dockerfile: Dockerfile.dev
      DockerBuildTarget: dev
  Plain:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Code:
        ImageUri: box:latest
  Nothing:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
  Secret:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageUri: !GetAtt Repository.RepositoryUri
"#,
        &expect![[r#"
            Made: plain, 3s, 128MB: image made:python3.13-v1
              build it by `sam build`, or by `docker build -t made:python3.13-v1 -f /p/hello/Dockerfile.dev --target dev /p/hello`
              arm64
            Nothing: cannot run
              /p/template.yaml:28: function `Nothing`: there is no `ImageUri` in an `AWS::Serverless::Function` that is an image
              hint: name one, or say in `Metadata` what to build: `Dockerfile`, `DockerContext`
            Plain: plain, 3s, 128MB: image box:latest
            Pulled: plain, 3s, 128MB: image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/order:1
              (Some(["/lambda-entrypoint.sh"]), Some(["app.handler"]), Some("/work"))
            Secret: cannot run
              /p/template.yaml:36: function `Secret`: `ImageUri`: there is no parameter and no resource `Repository`
        "#]],
    );
}

#[test]
fn programs() {
    check(
        r#"
Resources:
  Built:
    Type: AWS::Serverless::Function
    Properties: {Runtime: provided.al2023, Handler: bootstrap, CodeUri: target/lambda/order/bootstrap}
  Packed:
    Type: AWS::Serverless::Function
    Properties: {Runtime: provided.al2023, Handler: bootstrap, CodeUri: order.zip}
  Rust:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: rust-cargolambda}
    Properties: {Runtime: provided.al2023, Handler: bootstrap, CodeUri: nowhere}
  Java:
    Type: AWS::Serverless::Function
    Properties: {Runtime: java21, Handler: "com.example.App::handle", CodeUri: build/app.jar}
  Cdk:
    Type: AWS::Lambda::Function
    Metadata: {"aws:asset:path": asset.1234, "aws:asset:property": Code}
    Properties: {Runtime: python3.13, Handler: app.handler, Code: {S3Bucket: b, S3Key: k}}
"#,
        &expect![[r#"
            Built: plain, 3s, 128MB: command ./bootstrap
              provided.al2023, bootstrap
            Cdk: plain, 3s, 128MB: python app.handler in /p/asset.1234
              python3.13, app.handler
            Java: plain, 3s, 128MB: com.example.App::handle in /p/build/app.jar
              java21, com.example.App::handle
            Packed: plain, 3s, 128MB: command ./bootstrap
              provided.al2023, bootstrap
            Rust: cannot run
              /p/template.yaml:12: function `Rust`: there is no `/p/nowhere/Cargo.toml`
        "#]],
    );
}

#[test]
fn layers() {
    check(
        r#"
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Layers:
        - !Ref Own
        - !Ref Stored
        - arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86_64:7
        - ./local.zip
        - !If [Never, !Ref Own, !Ref AWS::NoValue]
        - !ImportValue shared
  Own:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: own/}
  Stored:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: s3://bucket/key}
Conditions:
  Never: !Equals [a, b]
"#,
        &expect![[r#"
            Order: plain, 3s, 128MB: python app.handler in /p
              python3.13, app.handler
              layer /p/own
              layer /p/local.zip
            - /p/template.yaml:11: a layer is left out: `arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowerto…` is in an account, not here
            - /p/template.yaml:14: a layer is left out: `Fn::ImportValue` has no value here
            - /p/template.yaml:20: a layer is left out: `ContentUri` is in S3, not here; name a directory or an archive, or declare the function in `durable.toml`
        "#]],
    );
}

#[test]
fn what_sam_has_built() {
    let text = r#"
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Metadata: {DockerContext: /p/hello, Dockerfile: Dockerfile}
    Properties: {PackageType: Image, ImageUri: "hello:latest"}
  Order:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: Order}
"#;
    let path = Path::new("/p/.aws-sam/build/template.yaml");
    let found = parse(text, path, &Stack::default()).unwrap();
    expect![[r#"
        Hello: plain, 3s, 128MB: image hello:latest
        Order: plain, 3s, 128MB: python app.handler in /p/.aws-sam/build/Order
          python3.13, app.handler
    "#]]
    .assert_eq(&shown(&found));
}

#[test]
fn a_built_template_is_taken_until_its_source_changes() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("template.yaml");
    let built = dir.path().join(BUILT);
    let write = |path: &Path, seconds: u64| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = std::fs::File::create(path).unwrap();
        let epoch = std::fs::FileTimes::new();
        let at = file.metadata().unwrap().modified().unwrap();
        let at = at - std::time::Duration::from_secs(seconds);
        file.set_times(epoch.set_modified(at)).unwrap();
    };
    write(&source, 0);
    assert_eq!(built_or_source(&source), (source.clone(), None));
    write(&built, 100);
    let (path, remark) = built_or_source(&source);
    assert_eq!(path, source);
    let said = remark.unwrap().text;
    assert!(
        said.ends_with("which is not used; `sam build` makes it anew"),
        "{said}"
    );
    write(&source, 200);
    assert_eq!(built_or_source(&source), (built, None));
}

/// Real trees: what is built, and what cargo would build.
#[test]
fn code_that_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    };
    for path in [
        "built/bootstrap",
        "built/Cargo.toml",
        "rust/Cargo.toml",
        "made/Makefile",
    ] {
        write(path);
    }
    let text = r#"
Globals: {Function: {Runtime: provided.al2023, Handler: bootstrap}}
Resources:
  Built: {Type: AWS::Serverless::Function, Properties: {CodeUri: built}}
  Rust: {Type: AWS::Serverless::Function, Properties: {CodeUri: rust}}
  Named:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: order}}
    Properties: {CodeUri: rust/}
  Made:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties: {CodeUri: made}
"#;
    let found = parse(text, &dir.path().join("template.yaml"), &Stack::default()).unwrap();
    let said = shown(&found).replace(&dir.path().display().to_string(), "/p");
    expect![[r#"
        Built: plain, 3s, 128MB: command ./bootstrap
          provided.al2023, bootstrap
        Made: cannot run
          /p/template.yaml:13: function `Made`: there is no program `/p/made/bootstrap`
          hint: `sam build` may make it
        Named: plain, 3s, 128MB: cargo bin order
          provided.al2023, bootstrap
        Rust: plain, 3s, 128MB: cargo bin 
          provided.al2023, bootstrap
    "#]]
    .assert_eq(&said);
    let manifests = found
        .functions
        .iter()
        .filter_map(|function| match &function.code {
            Code::Cargo(target) => target.manifest.clone(),
            _ => None,
        });
    let rust = dir.path().join("rust/Cargo.toml");
    assert_eq!(manifests.collect::<Vec<_>>(), [rust.clone(), rust]);
}
