//! The routes of the official emulator (contract 1.13).

use expect_test::expect;

use super::table::{Stage, Table};
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[keys, values, endpoints];

#[tokio::test]
async fn starts() {
    let world = World::new().await;
    let mut stage = Stage::new(world.start("flow", "1").await);
    // What a start must have, to be repeated in front of what is wrong with it: the last of a name would do.
    let head = r#""AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"$LATEST""#;
    stage.names.text("ours", head);
    stage.names.text("no name", r#""ExecutionName":null"#);
    stage.names.text(
        "no times",
        r#""ExecutionTimeoutSeconds":null,"ExecutionRetentionPeriodDays":null"#,
    );
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

/// Row 41.
fn keys() -> Table {
    let rows = r#"
        1.13 nothing | POST /start-durable-execution
        1.13 null | POST /start-durable-execution | null
        1.13 a list | POST /start-durable-execution | []
        1.13 an empty structure | POST /start-durable-execution | {}
        1.13 no function | POST /start-durable-execution | {"AccountId":"123456789012"}
        1.13 no qualifier | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow"}
        1.13 no name | POST /start-durable-execution | {{ours}}
        1.13 no timeout | POST /start-durable-execution | {{ours},{no name}}
        1.13 no retention | POST /start-durable-execution | {{ours},{no name},"ExecutionTimeoutSeconds":null}
        1.13 a null account | POST /start-durable-execution | {"AccountId":null,"FunctionName":"flow","FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 a null function | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":null,"FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 a null qualifier | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":null,{no name},{no times}}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.13 nothing: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 0"}
            1.13 null: 400 SerializationException {"message":"Expected a structure or map"}
            1.13 a list: 400 SerializationException {"message":"Start of list found where not expected"}
            1.13 an empty structure: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: AccountId"}
            1.13 no function: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: FunctionName"}
            1.13 no qualifier: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: FunctionQualifier"}
            1.13 no name: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: ExecutionName"}
            1.13 no timeout: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: ExecutionTimeoutSeconds"}
            1.13 no retention: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: ExecutionRetentionPeriodDays"}
            1.13 a null account: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: AccountId"}
            1.13 a null function: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: FunctionName"}
            1.13 a null qualifier: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: FunctionQualifier"}
        "#]],
    }
}

fn values() -> Table {
    let rows = r#"
        1.13 a short account | POST /start-durable-execution | {"AccountId":"1","FunctionName":"flow","FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 an account of letters | POST /start-durable-execution | {"AccountId":"12345678901x","FunctionName":"flow","FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 an unknown function | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"nobody","FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 an unknown version | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"7",{no name},{no times}}
        1.13 no function's name | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"a b","FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 an empty function's name | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"","FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 two qualifiers | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow:1","FunctionQualifier":"$LATEST",{no name},{no times}}
        1.13 a qualifier with a space | POST /start-durable-execution | {"AccountId":"123456789012","FunctionName":"flow","FunctionQualifier":"a b",{no name},{no times}}
        2.2 a name with a space | POST /start-durable-execution | {{ours},"ExecutionName":"a b",{no times}}
        2.2 an empty name | POST /start-durable-execution | {{ours},"ExecutionName":"",{no times}}
        1.13 no URL | POST /start-durable-execution | {{ours},{no name},{no times},"LambdaEndpoint":"ftp://x"}
        1.13 an empty URL | POST /start-durable-execution | {{ours},{no name},{no times},"LambdaEndpoint":""}
        1.13 half a URL | POST /start-durable-execution | {{ours},{no name},{no times},"LambdaEndpoint":"http://"}
        1.13 a tenant with a hash | POST /start-durable-execution | {{ours},{no name},{no times},"TenantId":"a#b"}
        1.13 an empty tenant | POST /start-durable-execution | {{ours},{no name},{no times},"TenantId":""}
        8 too much input | POST /start-durable-execution | {{ours},{no name},{no times},"Input":"{x*6291457}"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.13 a short account: 400 ValidationException {"message":"1 validation error detected: Value '1' at 'accountId' failed to satisfy constraint: Member must satisfy regular expression pattern: \\d{12}"}
            1.13 an account of letters: 400 ValidationException {"message":"1 validation error detected: Value '12345678901x' at 'accountId' failed to satisfy constraint: Member must satisfy regular expression pattern: \\d{12}"}
            1.13 an unknown function: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"}
            1.13 an unknown version: 404 ResourceNotFoundException {"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:flow:7"}
            1.13 no function's name: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {function pattern}"}
            1.13 an empty function's name: 400 ValidationException {"message":"1 validation error detected: Value '' at 'functionName' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.13 two qualifiers: 400 InvalidParameterValueException {"Type":"User","message":"The derived qualifier from the function name does not match the specified qualifier."}
            1.13 a qualifier with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"}
            2.2 a name with a space: 400 ValidationException {"message":"1 validation error detected: Value 'a b' at 'executionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"}
            2.2 an empty name: 400 ValidationException {"message":"1 validation error detected: Value '' at 'executionName' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            1.13 no URL: 400 ValidationException {"message":"1 validation error detected: Value 'ftp://x' at 'lambdaEndpoint' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
            1.13 an empty URL: 400 ValidationException {"message":"1 validation error detected: Value '' at 'lambdaEndpoint' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
            1.13 half a URL: 400 ValidationException {"message":"1 validation error detected: Value 'http://' at 'lambdaEndpoint' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
            1.13 a tenant with a hash: 400 ValidationException {"message":"1 validation error detected: Value 'a#b' at 'tenantId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+"}
            1.13 an empty tenant: 400 ValidationException {"message":"1 validation error detected: Value '' at 'tenantId' failed to satisfy constraint: Member must have length greater than or equal to 1"}
            8 too much input: 413 RequestTooLargeException {"Type":"User","message":"6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"}
        "#]],
    }
}

fn endpoints() -> Table {
    let rows = r#"
        1.13 nothing | PUT /lambda-endpoint
        1.13 an empty structure | PUT /lambda-endpoint | {}
        1.13 null | PUT /lambda-endpoint | {"EndpointUrl":null}
        1.13 only a region | PUT /lambda-endpoint | {"RegionName":"us-east-1"}
        1.13 no URL | PUT /lambda-endpoint | {"EndpointUrl":"x"}
        1.13 an empty URL | PUT /lambda-endpoint | {"EndpointUrl":""}
        1.13 another scheme | PUT /lambda-endpoint | {"EndpointUrl":"ftp://127.0.0.1"}
        1.13 another region | PUT /lambda-endpoint | {"EndpointUrl":"http://127.0.0.1:1","RegionName":"eu-west-1"}
        1.13 an empty region | PUT /lambda-endpoint | {"EndpointUrl":"http://127.0.0.1:1","RegionName":""}
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.13 nothing: 400 SerializationException {"message":"Unexpected end-of-input at line 1, column 0"}
            1.13 an empty structure: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: EndpointUrl"}
            1.13 null: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: EndpointUrl"}
            1.13 only a region: 400 InvalidParameterValueException {"Type":"User","message":"Missing required field: EndpointUrl"}
            1.13 no URL: 400 ValidationException {"message":"1 validation error detected: Value 'x' at 'endpointUrl' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
            1.13 an empty URL: 400 ValidationException {"message":"1 validation error detected: Value '' at 'endpointUrl' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
            1.13 another scheme: 400 ValidationException {"message":"1 validation error detected: Value 'ftp://127.0.0.1' at 'endpointUrl' failed to satisfy constraint: Member must satisfy regular expression pattern: https?://.+"}
            1.13 another region: 400 InvalidParameterValueException {"Type":"User","message":"RegionName must be us-east-1, the region this runner emulates; got eu-west-1"}
            1.13 an empty region: 400 InvalidParameterValueException {"Type":"User","message":"RegionName must be us-east-1, the region this runner emulates; got "}
        "#]],
    }
}
