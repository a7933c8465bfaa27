//! Requests that do not come in: no such path, no such method, not by that name, not from there
//! (contract 1.1 to 1.3, decisions 19, 22).

use expect_test::expect;

use super::table::{Stage, Table};
use crate::http::world::World;

pub(super) const TABLES: &[fn() -> Table] = &[unknown, methods, heads, strangers];

#[tokio::test]
async fn what_does_not_come_in() {
    let world = World::new().await;
    let mut stage = Stage::new(world.start("flow", "1").await);
    let holder = cargo_durable::store::read_holder(&world.store()).unwrap();
    stage.names.text("lease", &holder.token.unwrap());
    for table in TABLES {
        stage.refuses(table()).await;
    }
}

/// Row 52.
fn unknown() -> Table {
    let rows = r#"
        1.1 nothing | GET /
        1.1 something | GET /nothing
        1.1 in capitals | GET /Health
        1.1 a slash at the end | GET /health/
        1.1 a slash too many | GET //health
        1.1 another version | GET /2024-01-01/durable-executions/{run token}
        1.1 a longer word | GET /2025-12-01/durable-executionsx/abc
        1.1 no collection | GET /2025-12-01
        1.1 functions of durable executions | GET /2025-12-01/functions
        1.1 a list of nobody | GET /2025-12-01/functions//durable-executions
        1.1 a list of something else | GET /2025-12-01/functions/flow/other
        1.1 all callbacks | GET /2025-12-01/durable-execution-callbacks
        1.1 a callback itself | POST /2025-12-01/durable-execution-callbacks/abc
        1.1 no verb of a callback | POST /2025-12-01/durable-execution-callbacks/abc/other
        1.1 no callback | POST /2025-12-01/durable-execution-callbacks//succeed
        1.1 no function | POST /2015-03-31/functions//invocations
        1.1 no verb of a function | POST /2015-03-31/functions/flow/other
        1.1 more than a verb | POST /2015-03-31/functions/flow/invocations/other
        1.1 no function's URL | GET /2021-10-31/functions//url
        1.1 something of a URL | GET /2021-10-31/functions/flow/other
        1.1 no lease | POST /durable/lease
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.1 nothing: 404 UnknownOperationException {"message":"Unknown path pattern: GET /"}
            1.1 something: 404 UnknownOperationException {"message":"Unknown path pattern: GET /nothing"}
            1.1 in capitals: 404 UnknownOperationException {"message":"Unknown path pattern: GET /Health"}
            1.1 a slash at the end: 404 UnknownOperationException {"message":"Unknown path pattern: GET /health/"}
            1.1 a slash too many: 404 UnknownOperationException {"message":"Unknown path pattern: GET //health"}
            1.1 another version: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2024-01-01/durable-executions/{run token}"}
            1.1 a longer word: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01/durable-executionsx/abc"}
            1.1 no collection: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01"}
            1.1 functions of durable executions: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01/functions"}
            1.1 a list of nobody: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01/functions//durable-executions"}
            1.1 a list of something else: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01/functions/flow/other"}
            1.1 all callbacks: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2025-12-01/durable-execution-callbacks"}
            1.1 a callback itself: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2025-12-01/durable-execution-callbacks/abc"}
            1.1 no verb of a callback: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2025-12-01/durable-execution-callbacks/abc/other"}
            1.1 no callback: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2025-12-01/durable-execution-callbacks//succeed"}
            1.1 no function: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2015-03-31/functions//invocations"}
            1.1 no verb of a function: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2015-03-31/functions/flow/other"}
            1.1 more than a verb: 404 UnknownOperationException {"message":"Unknown path pattern: POST /2015-03-31/functions/flow/invocations/other"}
            1.1 no function's URL: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2021-10-31/functions//url"}
            1.1 something of a URL: 404 UnknownOperationException {"message":"Unknown path pattern: GET /2021-10-31/functions/flow/other"}
            1.1 no lease: 404 UnknownOperationException {"message":"Unknown path pattern: POST /durable/lease"}
        "#]],
    }
}

/// Row 52.
fn methods() -> Table {
    let rows = r#"
        1.3 an execution | {POST,PUT,PATCH,OPTIONS,TRACE} {run}
        1.3 a checkpoint | {GET,PUT,PATCH,DELETE,OPTIONS,TRACE} {run}/checkpoint
        1.3 a state | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} {run}/state
        1.3 a history | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} {run}/history
        1.3 what is told | {GET,PUT,PATCH,DELETE,OPTIONS,TRACE} {run}/{stop,pause,resume}
        1.3 a callback | {GET,PUT,PATCH,DELETE,OPTIONS,TRACE} /2025-12-01/durable-execution-callbacks/abc/{succeed,fail,heartbeat}
        1.3 a list | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /2025-12-01/functions/flow/durable-executions
        1.3 an invocation | {GET,PUT,PATCH,DELETE,OPTIONS,TRACE} /2015-03-31/functions/flow/invocations
        1.3 functions | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /2015-03-31/functions
        1.3 a function | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /2015-03-31/functions/flow
        1.3 a configuration | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /2015-03-31/functions/flow/configuration
        1.3 a function's URL | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /2021-10-31/functions/flow/url
        1.13 all executions | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /2025-12-01/durable-executions
        1.13 a start | {GET,PUT,PATCH,DELETE,OPTIONS,TRACE} /start-durable-execution
        1.13 an endpoint | {GET,POST,PATCH,DELETE,OPTIONS,TRACE} /lambda-endpoint
        1.13 health and metrics | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /{health,metrics}
        1.1 events | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /durable/events
        1.9 look-ups | {POST,PUT,PATCH,DELETE,OPTIONS,TRACE} /durable/{callbacks,executions}
        d19 leases | {GET,PUT,PATCH,DELETE,OPTIONS,TRACE} /durable/leases
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.3 an execution: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD, DELETE"}
            1.3 a checkpoint: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            1.3 a state: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.3 a history: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.3 what is told: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            1.3 a callback: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            1.3 a list: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.3 an invocation: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            1.3 functions: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.3 a function: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.3 a configuration: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.3 a function's URL: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.13 all executions: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.13 a start: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
            1.13 an endpoint: 405 MethodNotAllowedException {"message":"Allowed here: PUT"}
            1.13 health and metrics: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.1 events: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            1.9 look-ups: 405 MethodNotAllowedException {"message":"Allowed here: GET, HEAD"}
            d19 leases: 405 MethodNotAllowedException {"message":"Allowed here: POST"}
        "#]],
    }
}

/// Answers without a body, whose heads say what it would be.
fn heads() -> Table {
    let rows = r#"
        1.1 nothing | HEAD /nothing
        1.3 what is told | HEAD {run}/{checkpoint,stop,pause,resume}
        1.3 an invocation | HEAD /2015-03-31/functions/flow/invocations
        1.13 a start | HEAD /start-durable-execution
        d19 leases | HEAD /durable/leases
        1.6 no execution | HEAD /2025-12-01/durable-executions/abc
        1.12 no function | HEAD /2015-03-31/functions/nobody
        d22 another host | HEAD /health |  | host: evil.example
    "#;
    Table {
        rows,
        told: expect![[r#"
            1.1 nothing: 404 UnknownOperationException
            1.3 what is told: 405 MethodNotAllowedException
            1.3 an invocation: 405 MethodNotAllowedException
            1.13 a start: 405 MethodNotAllowedException
            d19 leases: 405 MethodNotAllowedException
            1.6 no execution: 400 ValidationException
            1.12 no function: 404 ResourceNotFoundException
            d22 another host: 403 AccessDeniedException
        "#]],
    }
}

fn strangers() -> Table {
    let rows = r#"
        d22 another host | POST {run}/{checkpoint,stop,pause,resume} | {} | host: evil.example
        d22 another host reads | GET {run}/{history,state} |  | host: evil.example
        d22 another host asks for nothing | GET /nothing |  | host: evil.example
        d22 a host that looks like ours | POST {run}/stop | {} | host: localhost.evil.example:9014
        d22 an address that is a name | POST {run}/stop | {} | host: 127.0.0.1.evil.example
        d22 no host | POST {run}/stop | {} | host: :9014
        d22 a host of bytes | POST {run}/stop | {} | host: {0xff}
        d22 another origin | POST {run}/stop | {} | origin: http://evil.example
        d22 another port of ours | POST {run}/stop | {} | origin: http://127.0.0.1:1
        d22 our name, safely | POST {run}/stop | {} | origin: https://127.0.0.1
        d22 a page from a file | POST {run}/stop | {} | origin: null
        d22 an origin of bytes | POST {run}/stop | {} | origin: {0xff}
        d22 another site | POST {run}/stop | {} | sec-fetch-site: cross-site
        d22 a neighbour | POST {run}/stop | {} | sec-fetch-site: same-site
        d22 another origin invokes | POST /2015-03-31/functions/flow/invocations | {} | origin: http://evil.example
        d22 another origin starts | POST /start-durable-execution | {} | origin: http://evil.example
        d22 another origin says where functions are | PUT /lambda-endpoint | {"EndpointUrl":"http://evil.example"} | origin: http://evil.example
        d19 a lease without a token | POST /durable/leases | []
        d19 a lease with another token | POST /durable/leases | [] | authorization: Bearer 0
        d19 a lease of something else | POST /durable/leases | x | authorization: Bearer {lease}
        d19 a lease of functions that are none | POST /durable/leases | [{}] | authorization: Bearer {lease}
        d19 a lease from another site | POST /durable/leases | [] | origin: http://evil.example
    "#;
    Table {
        rows,
        told: expect![[r#"
            d22 another host: 403 AccessDeniedException {"message":"this emulator does not go by the name `evil.example`; start it with `--allow-host evil.example` if it should"}
            d22 another host reads: 403 AccessDeniedException {"message":"this emulator does not go by the name `evil.example`; start it with `--allow-host evil.example` if it should"}
            d22 another host asks for nothing: 403 AccessDeniedException {"message":"this emulator does not go by the name `evil.example`; start it with `--allow-host evil.example` if it should"}
            d22 a host that looks like ours: 403 AccessDeniedException {"message":"this emulator does not go by the name `localhost.evil.example`; start it with `--allow-host localhost.evil.example` if it should"}
            d22 an address that is a name: 403 AccessDeniedException {"message":"this emulator does not go by the name `127.0.0.1.evil.example`; start it with `--allow-host 127.0.0.1.evil.example` if it should"}
            d22 no host: 403 AccessDeniedException {"message":"this emulator does not go by the name ``; start it with `--allow-host ` if it should"}
            d22 a host of bytes: 403 AccessDeniedException {"message":"this emulator does not go by the name `?`; start it with `--allow-host ?` if it should"}
            d22 another origin: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 another port of ours: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 our name, safely: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 a page from a file: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 an origin of bytes: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 another site: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 a neighbour: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 another origin invokes: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 another origin starts: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d22 another origin says where functions are: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
            d19 a lease without a token: 403 AccessDeniedException {"message":"this is not the token of this emulator"}
            d19 a lease with another token: 403 AccessDeniedException {"message":"this is not the token of this emulator"}
            d19 a lease of something else: 400 SerializationException {"message":"the functions cannot be read; the emulator may be of another version"}
            d19 a lease of functions that are none: 400 SerializationException {"message":"the functions cannot be read; the emulator may be of another version"}
            d19 a lease from another site: 403 AccessDeniedException {"message":"this emulator does not answer a web page of another origin"}
        "#]],
    }
}
