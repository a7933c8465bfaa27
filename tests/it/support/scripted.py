"""A durable function without an SDK: it makes the updates of its input in one checkpoint, and is over when every
callback is.
"""
import http.client, json, os, urllib.parse

runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
base = "/2018-06-01/runtime/invocation/"


def call(connection, method, path, body=None):
    connection.request(method, path, None if body is None else json.dumps(body))
    answer = connection.getresponse()
    return answer.headers, json.loads(answer.read() or b"null")


def handle(event):
    operations = event["InitialExecutionState"]["Operations"]
    if len(operations) == 1:
        api = http.client.HTTPConnection(urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL_LAMBDA"]).netloc)
        arn = urllib.parse.quote(event["DurableExecutionArn"], safe="")
        updates = json.loads(operations[0]["ExecutionDetails"]["InputPayload"])
        body = {"CheckpointToken": event["CheckpointToken"], "Updates": updates}
        call(api, "POST", f"/2025-12-01/durable-executions/{arn}/checkpoint", body)
        return {"Status": "PENDING"}
    if any(found["Type"] == "CALLBACK" and found["Status"] == "STARTED" for found in operations):
        return {"Status": "PENDING"}
    return {"Status": "SUCCEEDED", "Result": "\"done\""}


while True:
    headers, event = call(runtime, "GET", base + "next")
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    call(runtime, "POST", f"{base}{request}/response", handle(event))
