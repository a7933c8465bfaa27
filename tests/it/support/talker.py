"""A durable function without an SDK that prints, and a plain one beside it.

`{"lines": N, "steps": M}` prints N lines and makes M steps meanwhile. Everything else: it calls the plain function
`tax`, waits for the callback `approval`, and returns its answer.
"""
import http.client, json, os, sys, urllib.parse

print("I start", flush=True)
runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
api = http.client.HTTPConnection(urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL_LAMBDA"]).netloc)
base = "/2018-06-01/runtime/invocation/"


def call(connection, method, path, body=None):
    connection.request(method, path, None if body is None else json.dumps(body))
    answer = connection.getresponse()
    return answer.headers, json.loads(answer.read() or b"null")


def checkpoint(event, *updates):
    arn = urllib.parse.quote(event["DurableExecutionArn"], safe="")
    body = {"CheckpointToken": event["CheckpointToken"], "Updates": updates}
    _, answer = call(api, "POST", f"/2025-12-01/durable-executions/{arn}/checkpoint", body)
    event["CheckpointToken"] = answer["CheckpointToken"]


def chatter(event, lines, steps):
    for step in range(steps):
        for line in range(lines // steps):
            sys.stdout.write(f"line {step * lines // steps + line + 1}\n")
        id = f"s{step}"
        checkpoint(event, {"Id": id, "Type": "STEP", "Action": "SUCCEED", "Name": id, "Payload": "1"})
    print("the end", flush=True)
    return {"Status": "SUCCEEDED", "Result": "1"}


def handle(event):
    if "DurableExecutionArn" not in event:
        print("\x1b[31mtaxing\x1b[0m", event["amount"], flush=True)
        return 7
    operations = {found.get("Name"): found for found in event["InitialExecutionState"]["Operations"]}
    input = json.loads(event["InitialExecutionState"]["Operations"][0]["ExecutionDetails"]["InputPayload"])
    if "lines" in input:
        return chatter(event, input["lines"], input["steps"])
    print("I know of", len(operations) - 1, "operations", flush=True)
    if "tax" not in operations:
        update = {"Id": "t", "Type": "CHAINED_INVOKE", "Action": "START", "Name": "tax", "Payload": '{"amount":5}'}
        checkpoint(event, update | {"ChainedInvokeOptions": {"FunctionName": "tax"}})
    elif operations["tax"]["Status"] == "STARTED":
        pass
    elif "approval" not in operations:
        checkpoint(event, {"Id": "c", "Type": "CALLBACK", "Action": "START", "Name": "approval"})
        print("who approves?", file=sys.stderr, flush=True)
    elif operations["approval"]["Status"] == "SUCCEEDED":
        return {"Status": "SUCCEEDED", "Result": operations["approval"]["CallbackDetails"]["Result"]}
    return {"Status": "PENDING"}


while True:
    headers, event = call(runtime, "GET", base + "next")
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    call(runtime, "POST", f"{base}{request}/response", handle(event))
