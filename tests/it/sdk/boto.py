"""What a Python program does with an emulator through boto3: start, name, follow, answer, read, refuse."""

import json
import sys
import time

import boto3
from botocore.config import Config

lambda_ = boto3.client(
    "lambda",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"total_max_attempts": 1}),
)


def invoke(payload, **options):
    payload = json.dumps(payload).encode()
    return lambda_.invoke(FunctionName="order", Qualifier="$LATEST", Payload=payload, **options)


def until(look):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if (seen := look()) is not None:
            return seen
        time.sleep(0.05)
    raise TimeoutError


def history(arn):
    pages = lambda_.get_paginator("get_durable_execution_history").paginate(
        DurableExecutionArn=arn, IncludeExecutionData=True, PaginationConfig={"PageSize": 5}
    )
    return [event for page in pages for event in page["Events"]]


def callback(arn):
    for event in history(arn):
        if "CallbackStartedDetails" in event:
            return event["CallbackStartedDetails"]["CallbackId"]
    return None


def closed(arn):
    execution = lambda_.get_durable_execution(DurableExecutionArn=arn)
    return execution if execution["Status"] != "RUNNING" else None


started = invoke({"id": 1}, InvocationType="Event", DurableExecutionName="boto")
arn = started["DurableExecutionArn"]
quick = invoke({"id": 1, "quick": True})
callback_id = until(lambda: callback(arn))
lambda_.send_durable_execution_callback_success(CallbackId=callback_id, Result=b'{"approved":true}')
full = until(lambda: closed(arn))
again = invoke({"id": 1}, InvocationType="Event", DurableExecutionName="boto")
try:
    invoke({"id": 2}, InvocationType="Event", DurableExecutionName="boto")
    refused = "nothing"
except lambda_.exceptions.DurableExecutionAlreadyStartedException as error:
    refused = error.response["ResponseMetadata"]["HTTPStatusCode"]
try:
    lambda_.get_durable_execution(DurableExecutionArn=arn + "x")
    unknown = "nothing"
except lambda_.exceptions.ResourceNotFoundException as error:
    unknown = error.response["ResponseMetadata"]["HTTPStatusCode"]

print(
    json.dumps(
        {
            "quick": quick["Payload"].read().decode(),
            "full": full["Result"],
            "same": again["DurableExecutionArn"] == arn,
            "refused": refused,
            "unknown": unknown,
            "ids": [event["EventId"] for event in history(arn)],
        }
    )
)
