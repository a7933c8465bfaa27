"""A durable function without an SDK: it waits for the callback `approval` and returns its answer.

`{"fail": true}` fails at once.
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
    if json.loads(operations[0]["ExecutionDetails"]["InputPayload"]).get("fail"):
        return {"Status": "FAILED", "Error": {"ErrorType": "Refused", "ErrorMessage": "no"}}
    callback = next((found for found in operations if found["Type"] == "CALLBACK"), None)
    if callback and callback["Status"] == "SUCCEEDED":
        return {"Status": "SUCCEEDED", "Result": callback["CallbackDetails"]["Result"]}
    if not callback:
        api = http.client.HTTPConnection(urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL_LAMBDA"]).netloc)
        arn = urllib.parse.quote(event["DurableExecutionArn"], safe="")
        update = {"Id": "c1", "Type": "CALLBACK", "Action": "START", "Name": "approval"}
        body = {"CheckpointToken": event["CheckpointToken"], "Updates": [update]}
        call(api, "POST", f"/2025-12-01/durable-executions/{arn}/checkpoint", body)
    return {"Status": "PENDING"}


while True:
    headers, event = call(runtime, "GET", base + "next")
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    call(runtime, "POST", f"{base}{request}/response", handle(event))
