"""The API as boto3 sees it: what it raises, and what it makes of the answers. Asks the emulator at argv[1]."""

import datetime
import json
import sys
import time
import uuid

import boto3
import botocore.config

client = boto3.client(
    "lambda",
    endpoint_url=sys.argv[1],
    region_name="us-west-2",
    aws_access_key_id="foo",
    aws_secret_access_key="bar",
    config=botocore.config.Config(retries={"max_attempts": 0}, proxies={}),
)
errors = client.exceptions
unknown = "arn:aws:lambda:us-east-1:123456789012:function:flow:$LATEST/durable-execution/n/0"


def refuses(error, message, call, **arguments):
    try:
        call(**arguments)
    except error as raised:
        assert type(raised) is error, (type(raised), error)
        said = raised.response["Error"]
        assert said["Code"] == error.__name__, said
        assert message in said["Message"], said
        assert raised.response.get("Type") == "User", raised.response
        return raised
    raise AssertionError(f"{call.__name__} was not refused")


def invoke(function, payload, **arguments):
    answer = client.invoke(FunctionName=function, Payload=json.dumps(payload), **arguments)
    return answer, answer["Payload"].read().decode()


def until(arn, status):
    for _ in range(1000):
        execution = client.get_durable_execution(DurableExecutionArn=arn)
        if execution["Status"] == status:
            return execution
        time.sleep(0.01)
    raise AssertionError(execution)


def open_callback(arn):
    for _ in range(1000):
        events = client.get_durable_execution_history(DurableExecutionArn=arn)["Events"]
        for event in events:
            if event["EventType"] == "CallbackStarted":
                return event["CallbackStartedDetails"]["CallbackId"]
        time.sleep(0.01)
    raise AssertionError(events)


# Invoke: the result, a name twice, another payload.
name = str(uuid.uuid4())
answer, result = invoke("flow", "succeed", DurableExecutionName=name)
arn = answer["DurableExecutionArn"]
assert (answer["StatusCode"], answer["ExecutedVersion"], result) == (200, "$LATEST", '"done"'), (answer, result)
assert "FunctionError" not in answer
again, result = invoke("flow", "succeed", DurableExecutionName=name)
assert (again["DurableExecutionArn"], result) == (arn, '"done"')
raised = refuses(
    errors.DurableExecutionAlreadyStartedException,
    f"Execution already started: {arn}",
    client.invoke,
    FunctionName="flow",
    Payload='"other"',
    DurableExecutionName=name,
)
assert raised.response["ResponseMetadata"]["HTTPStatusCode"] == 409
failed, result = invoke("flow:live", "fail")
assert (failed["FunctionError"], failed["ExecutedVersion"]) == ("Unhandled", "1")
assert json.loads(result) == {"errorType": "T", "errorMessage": "m"}
dry, _ = invoke("flow", "succeed", InvocationType="DryRun")
assert dry["StatusCode"] == 204
refuses(errors.ResourceNotFoundException, "Function not found: ", client.invoke, FunctionName="nobody")
refuses(
    errors.InvalidParameterValueException,
    "executionTimeout greater than 15 minutes",
    client.invoke,
    FunctionName="too-long",
)
refuses(errors.InvalidRequestContentException, "Could not parse", client.invoke, FunctionName="flow", Payload="{")

# Reading.
execution = client.get_durable_execution(DurableExecutionArn=arn)
assert (execution["Status"], execution["Result"], execution["DurableExecutionName"]) == ("SUCCEEDED", '"done"', name)
assert isinstance(execution["StartTimestamp"], datetime.datetime)
assert execution["EndTimestamp"] >= execution["StartTimestamp"]
assert execution["ResponseMetadata"]["RequestId"]
history = client.get_durable_execution_history(DurableExecutionArn=arn, IncludeExecutionData=False, ReverseOrder=True)
assert [event["EventId"] for event in history["Events"]] == [3, 2, 1]
assert history["Events"][0]["ExecutionSucceededDetails"]["Result"] == {"Truncated": True}
assert isinstance(history["Events"][0]["EventTimestamp"], datetime.datetime)
pages = client.get_paginator("get_durable_execution_history").paginate(
    DurableExecutionArn=arn, PaginationConfig={"PageSize": 1}
)
assert [len(page["Events"]) for page in pages] == [1, 1, 1]
refuses(
    errors.ResourceNotFoundException,
    "Durable Execution does not exist",
    client.get_durable_execution,
    DurableExecutionArn=unknown,
)
refuses(
    errors.InvalidParameterValueException,
    "Invalid checkpoint token",
    client.get_durable_execution_state,
    DurableExecutionArn=arn,
    CheckpointToken="YWJj",
)
refuses(
    errors.InvalidParameterValueException,
    "Invalid checkpoint token",
    client.checkpoint_durable_execution,
    DurableExecutionArn=unknown,
    CheckpointToken="YWJj",
    Updates=[],
)

# Callbacks.
started, _ = invoke("flow", "callback", InvocationType="Event")
assert started["StatusCode"] == 202
arn = started["DurableExecutionArn"]
callback = open_callback(arn)
client.send_durable_execution_callback_heartbeat(CallbackId=callback)
client.send_durable_execution_callback_success(CallbackId=callback, Result=b'{"yes": true}')
assert until(arn, "SUCCEEDED")["Result"] == '{"yes": true}'
closed = "The callback is either timed out or already completed"
for send in (
    client.send_durable_execution_callback_success,
    client.send_durable_execution_callback_failure,
    client.send_durable_execution_callback_heartbeat,
):
    refuses(errors.CallbackTimeoutException, closed, send, CallbackId=callback)
    refuses(errors.InvalidParameterValueException, "Invalid callback id", send, CallbackId="YWJj")
started, _ = invoke("flow", "callback", InvocationType="Event")
callback = open_callback(started["DurableExecutionArn"])
client.send_durable_execution_callback_failure(CallbackId=callback, Error={"ErrorType": "T", "ErrorMessage": "no"})
failed = until(started["DurableExecutionArn"], "FAILED")
assert failed["Error"] == {"ErrorType": "T", "ErrorMessage": "no"}, failed

# Stop.
started, _ = invoke("flow", "hang", InvocationType="Event")
arn = started["DurableExecutionArn"]
stopped = client.stop_durable_execution(DurableExecutionArn=arn, Error={"ErrorType": "Mine", "ErrorMessage": "m"})
assert isinstance(stopped["StopTimestamp"], datetime.datetime)
execution = client.get_durable_execution(DurableExecutionArn=arn)
assert (execution["Status"], execution["Error"]["ErrorType"]) == ("STOPPED", "Mine")
assert client.stop_durable_execution(DurableExecutionArn=arn)["StopTimestamp"] == stopped["StopTimestamp"]

# Lists.
listed = client.list_durable_executions_by_function(FunctionName="flow", Statuses=["STOPPED"])
assert [execution["DurableExecutionArn"] for execution in listed["DurableExecutions"]] == [arn]
pages = client.get_paginator("list_durable_executions_by_function").paginate(
    FunctionName="flow",
    StartedAfter=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    ReverseOrder=True,
    PaginationConfig={"PageSize": 2},
)
arns = [execution["DurableExecutionArn"] for page in pages for execution in page["DurableExecutions"]]
assert len(arns) == len(set(arns)) == 5, arns
refuses(
    errors.ResourceNotFoundException,
    "Function not found: ",
    client.list_durable_executions_by_function,
    FunctionName="nobody",
)

# Pause, resume and delete are younger than some releases of boto3.
if hasattr(client, "delete_durable_execution"):
    started, _ = invoke("flow", "callback", InvocationType="Event")
    arn = started["DurableExecutionArn"]
    open_callback(arn)
    client.pause_durable_execution(DurableExecutionArn=arn, Reason="why")
    paused = until(arn, "PAUSED")
    assert paused["PauseDetails"]["Reason"] == "why", paused
    for refused in (client.pause_durable_execution, client.delete_durable_execution):
        refuses(errors.ResourceConflictException, "Cannot ", refused, DurableExecutionArn=arn)
    client.resume_durable_execution(DurableExecutionArn=arn)
    client.stop_durable_execution(DurableExecutionArn=arn)
    client.delete_durable_execution(DurableExecutionArn=arn)
    refuses(
        errors.ResourceNotFoundException,
        "Durable Execution does not exist",
        client.get_durable_execution,
        DurableExecutionArn=arn,
    )

print("all of it")
