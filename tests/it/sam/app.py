"""Functions for SAM CLI, without an SDK: any Python runs them, in an image of AWS's or without one.

`order` is durable: a step, a wait of a second, and the callback `approval`, whose answer is its result. `web` is the
same without the callback, behind an API. `plain` is not durable, and says what it was told. `{"mode": "exit"}` ends
the process before anything else, `{"mode": "raise"}` raises.
"""
import http.client, json, os, urllib.parse


class Execution:
    def __init__(self, event):
        operations = event["InitialExecutionState"]["Operations"]
        self.token = event["CheckpointToken"]
        self.operations = {found["Id"]: found for found in operations}
        self.input = json.loads(operations[0]["ExecutionDetails"]["InputPayload"])
        arn = urllib.parse.quote(event["DurableExecutionArn"], safe="")
        self.path = f"/2025-12-01/durable-executions/{arn}/checkpoint"

    def checkpoint(self, *updates):
        api = http.client.HTTPConnection(urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL_LAMBDA"]).netloc)
        api.request("POST", self.path, json.dumps({"CheckpointToken": self.token, "Updates": updates}))
        answer = api.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        self.token = json.loads(text)["CheckpointToken"]

    def status(self, id):
        return self.operations.get(id, {}).get("Status")

    def naps(self):
        """Whether it waits, a second and a step after its beginning."""
        if self.status("nap"):
            return self.status("nap") == "STARTED"
        step = {"Id": "check", "Type": "STEP", "Name": "validate", "SubType": "Step"}
        self.checkpoint({**step, "Action": "START"}, {**step, "Action": "SUCCEED", "Payload": json.dumps(self.input)},
                        {"Id": "nap", "Type": "WAIT", "Action": "START", "Name": "cool-off", "SubType": "Wait",
                         "WaitOptions": {"WaitSeconds": 1}})
        return True


def misbehave(input):
    if input.get("mode") == "exit":
        os._exit(3)
    if input.get("mode") == "raise":
        raise ValueError("not today")


def order(event, _context):
    execution = Execution(event)
    misbehave(execution.input)
    if execution.naps():
        return {"Status": "PENDING"}
    if not execution.status("ask"):
        execution.checkpoint({"Id": "ask", "Type": "CALLBACK", "Action": "START", "Name": "approval",
                              "SubType": "Callback",
                              "CallbackOptions": {"TimeoutSeconds": 600, "HeartbeatTimeoutSeconds": 300}})
        return {"Status": "PENDING"}
    if execution.status("ask") == "STARTED":
        return {"Status": "PENDING"}
    details = execution.operations["ask"]["CallbackDetails"]
    if "Error" in details:
        return {"Status": "FAILED", "Error": details["Error"]}
    return {"Status": "SUCCEEDED", "Result": details.get("Result", "null")}


def web(event, _context):
    execution = Execution(event)
    if execution.naps():
        return {"Status": "PENDING"}
    answer = {"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": execution.input["body"].upper()}
    return {"Status": "SUCCEEDED", "Result": json.dumps(answer)}


def plain(event, _context):
    misbehave(event)
    return {"told": event}
