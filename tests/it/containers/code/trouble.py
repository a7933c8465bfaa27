"""Functions that get into trouble in a container; they know when they are the first to run in it."""

import os
import time
from pathlib import Path

from aws_durable_execution_sdk_python import DurableContext, durable_execution
from aws_durable_execution_sdk_python.config import Duration

BEEN_HERE = Path("/tmp/been-here")


def look_around():
    print("a sandbox that was used" if BEEN_HERE.exists() else "a fresh sandbox", flush=True)
    BEEN_HERE.touch()


@durable_execution
def hang(event: dict, context: DurableContext):
    """Hangs in the middle of a step, unless it is told how long it may take."""
    look_around()
    context.step(lambda _: time.sleep(event.get("seconds", 3600)), name="hang")
    return "rested"


@durable_execution
def eat(event: dict, context: DurableContext):
    """Uses all memory, and more."""
    look_around()
    eaten = []

    def more(_):
        while True:
            eaten.append(bytearray(16 << 20))

    return context.step(more, name="eat")


@durable_execution
def nap(event: dict, context: DurableContext):
    """A few short waits."""
    for number in range(3):
        context.step(lambda _: number, name=f"step {number}")
        context.wait(Duration.from_seconds(1), name=f"wait {number}")
    return event["id"]


def bounds(event, context):
    """What the sandbox lets a function do; not durable."""
    def tries(action):
        try:
            action()
            return "yes"
        except OSError as error:
            return error.strerror

    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return {
        "user": f"{os.getuid()}:{os.getgid()}",
        "capabilities": status["CapEff"].strip(),
        "new privileges": status["NoNewPrivs"].strip() == "0",
        "writes its code": tries(lambda: Path("/var/task/new").touch()),
        "writes the root": tries(lambda: Path("/new").touch()),
        "writes /tmp": tries(lambda: Path("/tmp/new").touch()),
        "sees": sorted(os.listdir("/var/task")),
        "home of ours": any(name.startswith("CARGO") or name == "HOSTNAME_OF_TEST" for name in os.environ),
        "memory": os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
        "handler": os.environ["_HANDLER"],
        "files": os.sysconf("SC_OPEN_MAX"),
    }
