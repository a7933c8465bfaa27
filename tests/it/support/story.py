"""A durable function without an SDK, for what a person sees: what it does is in its input.

A context with a step that waits for the file `go` (if `"blocks"`), prints so many `lines`, fails once
and is tried again after `retry` seconds, because of what it `says`; then a wait of `wait` seconds; then this function again with
the input `child`; then, for each of `callbacks`, a callback, one after the other
(with a `timeout`, if there is one). The result is what those
were answered.
"""
import http.client, json, os, time, urllib.parse

runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
base = "/2018-06-01/runtime/invocation/"


def call(connection, method, path, body=None):
    connection.request(method, path, None if body is None else json.dumps(body))
    answer = connection.getresponse()
    return answer.headers, json.loads(answer.read() or b"null")


class Execution:
    def __init__(self, event):
        self.token = event["CheckpointToken"]
        self.operations = {found["Id"]: found for found in event["InitialExecutionState"]["Operations"]}
        self.input = json.loads(event["InitialExecutionState"]["Operations"][0]["ExecutionDetails"]["InputPayload"])
        self.api = http.client.HTTPConnection(urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL_LAMBDA"]).netloc)
        arn = urllib.parse.quote(event["DurableExecutionArn"], safe="")
        self.path = f"/2025-12-01/durable-executions/{arn}/checkpoint"

    def checkpoint(self, *updates):
        _, answer = call(self.api, "POST", self.path, {"CheckpointToken": self.token, "Updates": updates})
        self.token = answer["CheckpointToken"]

    def status(self, id):
        return self.operations.get(id, {}).get("Status")


def handle(event):
    execution = Execution(event)
    wanted = execution.input
    if wanted.get("name"):
        context = {"Id": "c", "Type": "CONTEXT", "Name": wanted["name"], "SubType": "RunInChildContext"}
        step = {"Id": "s", "ParentId": "c", "Type": "STEP", "Name": "pack", "SubType": "Step"}
        if execution.status("c") is None:
            execution.checkpoint({**context, "Action": "START"}, {**step, "Action": "START"})
            for number in range(wanted.get("lines", 0)):
                print(f"line {number:04} of what a function says", flush=True)
            while wanted.get("blocks") and not os.path.exists("go"):
                time.sleep(0.01)
            error = {"ErrorType": "Busy", "ErrorMessage": wanted.get("says", "try later")}
            options = {"NextAttemptDelaySeconds": wanted.get("retry", 1)}
            execution.checkpoint({**step, "Action": "RETRY", "Error": error, "StepOptions": options})
            return {"Status": "PENDING"}
        if execution.status("s") == "READY":
            execution.checkpoint({**step, "Action": "START"}, {**step, "Action": "SUCCEED", "Payload": "1"},
                                 {**context, "Action": "SUCCEED", "Payload": "1"})
        elif execution.status("s") == "PENDING":
            return {"Status": "PENDING"}
    if wanted.get("wait"):
        if execution.status("w") is None:
            execution.checkpoint({"Id": "w", "Type": "WAIT", "Action": "START", "Name": "cool-off", "SubType": "Wait",
                                  "WaitOptions": {"WaitSeconds": wanted["wait"]}})
            return {"Status": "PENDING"}
        if execution.status("w") == "STARTED":
            return {"Status": "PENDING"}
    if wanted.get("child"):
        if execution.status("i") is None:
            execution.checkpoint({"Id": "i", "Type": "CHAINED_INVOKE", "Action": "START", "Name": "child",
                                  "SubType": "ChainedInvoke", "Payload": json.dumps(wanted["child"]),
                                  "ChainedInvokeOptions": {"FunctionName": "story:$LATEST"}})
            return {"Status": "PENDING"}
        if execution.status("i") == "STARTED":
            return {"Status": "PENDING"}
    answers = []
    for number, name in enumerate(wanted.get("callbacks", [])):
        id = f"k{number}"
        if execution.status(id) is None:
            options = {"TimeoutSeconds": wanted["timeout"]} if wanted.get("timeout") else {}
            execution.checkpoint({"Id": id, "Type": "CALLBACK", "Action": "START", "Name": name, "SubType": "Callback",
                                  "CallbackOptions": options})
            return {"Status": "PENDING"}
        if execution.status(id) == "STARTED":
            return {"Status": "PENDING"}
        details = execution.operations[id]["CallbackDetails"]
        answers.append(details.get("Result", details.get("Error")))
    return {"Status": "SUCCEEDED", "Result": json.dumps(answers, ensure_ascii=False)}


while True:
    headers, event = call(runtime, "GET", base + "next")
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    call(runtime, "POST", f"{base}{request}/response", handle(event))
