//! CloudFormation's functions, in the variables of one function.

use super::*;

/// What variables come to, below a head of other sections.
fn variables_with(head: &str, variables: &str, overrides: &str) -> String {
    let mut text = format!("{head}\nResources:\n  Table: {{Type: AWS::DynamoDB::Table}}\n");
    text.push_str(
        "  Far: {Type: AWS::Lambda::Function, Properties: {FunctionName: far, Runtime: python3.13, Handler: a.b}}\n",
    );
    text.push_str(
        "  Near: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: a.b, AutoPublishAlias: live}}\n",
    );
    text.push_str(
        "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n",
    );
    text.push_str("      Environment:\n        Variables:\n");
    for line in variables.lines() {
        let _ = writeln!(text, "          {line}");
    }
    let said = found(&text, overrides);
    let own = said
        .split_once("F: plain")
        .map_or(said.as_str(), |(_, rest)| rest);
    let is_told = |line: &&str| {
        let is_variable = line.starts_with("  ") && line.contains('=');
        is_variable || line.starts_with("- ") || !said.contains("F: plain")
    };
    own.lines().filter(is_told).fold(String::new(), |mut text, line| {
        let _ = writeln!(
            text,
            "{}",
            line.trim_start().replace("/p/template.yaml:", "line ")
        );
        text
    })
}

fn variables(variables: &str, expected: &Expect) {
    expected.assert_eq(&variables_with("", variables, ""));
}

#[test]
fn references() {
    variables(
        "REGION: !Ref AWS::Region
ACCOUNT: {Ref: AWS::AccountId}
PARTITION: !Ref AWS::Partition
STACK: !Ref AWS::StackName
SUFFIX: !Ref 'AWS::URLSuffix'
NOTHING: !Ref AWS::NoValue
EMPTY:
FAR: !Ref Far
FAR_ARN: !GetAtt Far.Arn
LISTED: !GetAtt [Far, Arn]
NEAR: !Ref Near
NEAR_IN_TEXT: !Sub ${Near}:live
NEAR_JOINED: !Join [':', [!Ref Near, live]]
NEAR_ARN: !GetAtt Near.Arn
NEAR_ALIAS: !Ref Near.Alias
NEAR_VERSION: !Ref Near.Version
STACK_ID: !Ref AWS::StackId
TABLE: !Ref Table
TABLE_ARN: !GetAtt Table.Arn
TYPO: !Ref Fra
FAR_ALIAS: !Ref Far.Alias
IMPORTED: !ImportValue network
SECRET: '{{resolve:secretsmanager:pay:SecretString:key}}'",
        &expect![[r#"
            ACCOUNT=123456789012
            EMPTY=
            FAR=far
            FAR_ARN=arn:aws:lambda:eu-west-1:123456789012:function:far
            LISTED=arn:aws:lambda:eu-west-1:123456789012:function:far
            NEAR=Near:live
            NEAR_ALIAS=arn:aws:lambda:eu-west-1:123456789012:function:Near:live
            NEAR_ARN=arn:aws:lambda:eu-west-1:123456789012:function:Near
            NEAR_IN_TEXT=Near:live
            NEAR_JOINED=Near:live
            NEAR_VERSION=arn:aws:lambda:eu-west-1:123456789012:function:Near:1
            PARTITION=aws
            REGION=eu-west-1
            STACK=local
            SUFFIX=amazonaws.com
            - line 29: the variable `STACK_ID` is left out: there is no parameter and no resource `AWS::StackId`; pass `--env-var STACK_ID=…`
            - line 30: the variable `TABLE` is left out: `Ref Table`, of an `AWS::DynamoDB::Table`, has no value here; pass `--env-var TABLE=…`
            - line 31: the variable `TABLE_ARN` is left out: `Table.Arn`, of an `AWS::DynamoDB::Table`, has no value here; pass `--env-var TABLE_ARN=…`
            - line 32: the variable `TYPO` is left out: there is no parameter and no resource `Fra`; did you mean `Far`?
            - line 33: the variable `FAR_ALIAS` is left out: `Far.Alias` needs a function with `AutoPublishAlias`; pass `--env-var FAR_ALIAS=…`
            - line 34: the variable `IMPORTED` is left out: `Fn::ImportValue` has no value here; pass `--env-var IMPORTED=…`
            - line 35: the variable `SECRET` is left out: `{{resolve:secretsmanager:pay:SecretString:key}}` has no value here; pass `--env-var SECRET=…`
        "#]],
    );
}

#[test]
fn texts() {
    variables(
        "SUB: !Sub 'arn:${AWS::Partition}:s3:::${Bucket}/${!Literal}/$x'
OWN: !Sub ['${A}-${ B }-${Far.Arn}', {A: 1, B: !Ref Far}]
LONG: {'Fn::Sub': ['${A}', {A: two}]}
OPEN: !Sub '${AWS::Region'
JOIN: !Join ['-', [a, !Ref AWS::Region, !Ref AWS::NoValue, !If [Never, x, !Ref AWS::NoValue], b]]
SPLIT: !Select [1, !Split [',', 'a,b,c']]
BEYOND: !Select [3, [a, b, c]]
BASE: {'Fn::Base64': hello}
NUMBER: 012
YES: yes
QUOTED: 'yes'
NULL_TEXT: 'null'
FLOAT: 1.50
LIST: [a]
MAP: {a: b}
FOLDED: >-
  one
  two",
        &expect![[r#"
            BASE=aGVsbG8=
            FLOAT=1.50
            FOLDED=one two
            LONG=two
            NULL_TEXT=null
            NUMBER=012
            OWN=1-far-arn:aws:lambda:eu-west-1:123456789012:function:far
            QUOTED=yes
            SPLIT=b
            YES=true
            - line 13: the variable `SUB` is left out: there is no parameter and no resource `Bucket`; pass `--env-var SUB=…`
            - line 16: the variable `OPEN` is left out: `${AWS::Region` has no `}`; pass `--env-var OPEN=…`
            - line 17: the variable `JOIN` is left out: there is no condition `Never`; pass `--env-var JOIN=…`
            - line 19: the variable `BEYOND` is left out: `Fn::Select` finds no `3` in 3 values; pass `--env-var BEYOND=…`
            - line 26: the variable `LIST` is left out: a text is wanted here; pass `--env-var LIST=…`
            - line 27: the variable `MAP` is left out: a text is wanted here; pass `--env-var MAP=…`
        "#]],
    );
}

const PARAMETERS: &str = "Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 2}
  Zones: {Type: CommaDelimitedList, Default: 'a, b'}
  Key: {Type: String}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /aws/image}
Mappings:
  Sizes:
    dev: {small: 1, large: [x, y]}
    eu-west-1: {small: 3}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  Either: !Or [!Equals [!Ref Key, x], !Condition IsDev]
  Both: !And [!Condition IsDev, !Equals [!Ref Size, '2'], {Condition: IsDev}]
  Unknown: !Equals [!Ref Key, x]
  Circle: !Not [!Condition Circle]
  Odd: yes";

const WITH_PARAMETERS: &str = "STAGE: !Ref Stage
SIZE: !Sub '${Size}x'
ZONE: !Select [1, !Ref Zones]
ZONES: !Join ['|', !Ref Zones]
KEY: !Ref Key
IMAGE: !Ref Image
PROD: !If [IsProd, yes, no]
DEV: !If [IsDev, !Ref Stage, !Ref Key]
EITHER: !If [Either, 1, 0]
BOTH: !If [Both, 1, 0]
UNKNOWN: !If [Unknown, 1, 0]
CIRCLE: !If [Circle, 1, 0]
ODD: !If [Odd, 1, 0]
NOWHERE: !If [IsPrd, 1, 0]
SMALL: !FindInMap [Sizes, !Ref Stage, small]
HERE: !FindInMap [Sizes, !Ref AWS::Region, small]
LARGE: !Select [0, !FindInMap [Sizes, dev, large]]
DEFAULT: !FindInMap [Sizes, none, small, {DefaultValue: 9}]
MISSING: !FindInMap [Sizes, none, small]";

#[test]
fn parameters_and_conditions() {
    expect![[r#"
        BOTH=1
        DEFAULT=9
        DEV=dev
        EITHER=1
        HERE=3
        LARGE=x
        PROD=false
        SIZE=2x
        SMALL=1
        STAGE=dev
        ZONE=b
        ZONES=a|b
        - line 16: the variable `UNKNOWN` is left out: the parameter `Key` has no default; pass `--parameter-overrides Key=…`
        - line 17: the variable `CIRCLE` is left out: the condition `Circle` asks for itself; pass `--env-var CIRCLE=…`
        - line 18: the variable `ODD` is left out: a condition is one of CloudFormation's functions; pass `--env-var ODD=…`
        - line 34: the variable `KEY` is left out: the parameter `Key` has no default; pass `--parameter-overrides Key=…`
        - line 35: the variable `IMAGE` is left out: the parameter `Image` is kept in Systems Manager; pass `--parameter-overrides Image=…`
        - line 43: the variable `NOWHERE` is left out: there is no condition `IsPrd`; did you mean `IsProd`?
        - line 48: the variable `MISSING` is left out: there is no `Sizes.none.small` in `Mappings`; pass `--env-var MISSING=…`
    "#]].assert_eq(&variables_with(PARAMETERS, WITH_PARAMETERS, ""));
}

#[test]
fn overrides() {
    let given = r#"Stage=prod ParameterKey=Key,ParameterValue="a b" Image='c=d'"#;
    expect![[r#"
        BOTH=0
        DEFAULT=9
        DEV=a b
        EITHER=0
        HERE=3
        IMAGE=c=d
        KEY=a b
        LARGE=x
        PROD=true
        SIZE=2x
        STAGE=prod
        UNKNOWN=0
        ZONE=b
        ZONES=a|b
        - line 17: the variable `CIRCLE` is left out: the condition `Circle` asks for itself; pass `--env-var CIRCLE=…`
        - line 18: the variable `ODD` is left out: a condition is one of CloudFormation's functions; pass `--env-var ODD=…`
        - line 43: the variable `NOWHERE` is left out: there is no condition `IsPrd`; did you mean `IsProd`?
        - line 44: the variable `SMALL` is left out: there is no `Sizes.prod.small` in `Mappings`; pass `--env-var SMALL=…`
        - line 48: the variable `MISSING` is left out: there is no `Sizes.none.small` in `Mappings`; pass `--env-var MISSING=…`
    "#]].assert_eq(&variables_with(PARAMETERS, WITH_PARAMETERS, given));
    for (given, told) in [
        (
            "Stge=prod",
            expect![[r#"
            invalid value for `--parameter-overrides`: the template has no parameter `Stge`
            hint: did you mean `Stage`?
        "#]],
        ),
        (
            "Stage=test",
            expect![[r#"
            invalid value for `--parameter-overrides`: `Stage` is one of `dev`, `prod`, not `test`
        "#]],
        ),
        (
            "Stage",
            expect![[r#"
            invalid value for `--parameter-overrides`: `Stage` is not `Key=Value`
            hint: for example `Stage=dev Size=2`, or `ParameterKey=Stage,ParameterValue=dev`
        "#]],
        ),
        (
            "Stage='x",
            expect![[r#"
            invalid value for `--parameter-overrides`: the quote ' is not closed
            hint: for example `Stage=dev Size=2`, or `ParameterKey=Stage,ParameterValue=dev`
        "#]],
        ),
    ] {
        told.assert_eq(&variables_with(PARAMETERS, "A: b", given));
    }
}

#[test]
fn words_of_overrides() {
    let read = |text: &str| format!("{:?}", parse_overrides([text]).unwrap());
    expect![[
        r#"{"A": "1", "B": "two words", "C": "its", "D": "a b", "E": "say \"x\"", "F": "", "G": "a,b=c"}"#
    ]]
    .assert_eq(&read(
        r#"A=1 B="two words" 'C=it''s' D=a\ b E="say \"x\"" F=  G=a,b=c"#,
    ));
}
