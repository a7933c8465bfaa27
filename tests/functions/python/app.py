"""The sample functions in Python: twins of the Rust ones in `../rust/src/bin`.

Handlers: `app.hello`, `app.order`, `app.pricing`, `app.tax` and `app.faulty`.
The same input gives the same result in all three languages.
"""

import logging
import os
import time
from pathlib import Path

from aws_durable_execution_sdk_python import (
    DurableContext,
    InvocationError,
    ParallelBranch,
    StepContext,
    durable_execution,
)
from aws_durable_execution_sdk_python.config import (
    CallbackConfig,
    Duration,
    JitterStrategy,
    MapConfig,
    StepConfig,
    WaitForCallbackConfig,
)
from aws_durable_execution_sdk_python.retries import (
    RetryDecision,
    RetryStrategyConfig,
    create_retry_strategy,
)
from aws_durable_execution_sdk_python.serdes import JsonSerDes
from aws_durable_execution_sdk_python.waits import (
    WaitForConditionConfig,
    WaitForConditionDecision,
)

SECOND = Duration.from_seconds(1)

logging.getLogger().setLevel(logging.INFO)  # the callbacks' ids are logged


# --- hello: the smallest useful durable function ---------------------------------------------


@durable_execution
def hello(event: dict, context: DurableContext) -> dict:
    name = event.get("name", "world")
    wait_s = event.get("wait_s", 5)

    greeting = context.step(lambda _: f"Hello, {name}!", name="greet")
    context.wait(Duration.from_seconds(wait_s), name="pause")

    return {"greeting": greeting}


# --- order: a workflow which uses every durable operation ------------------------------------

DEFAULT_ITEMS = [{"sku": "book", "quantity": 1}, {"sku": "pen", "quantity": 3}]


@durable_execution
def order(event: dict, context: DurableContext) -> dict:
    order_id = event["id"]
    quick = event.get("quick", False)
    items = event.get("items", DEFAULT_ITEMS)

    units = context.step(lambda _: sum(item["quantity"] for item in items), name="validate")

    receipt = {"id": order_id, "units": units}
    if not quick:
        receipt["bill"] = bill(context, items)
    receipt["prepared"] = prepare(context, order_id)
    receipt["parcels"] = pack(context, items)
    receipt["dispatch"] = dispatch(context, order_id)
    return receipt


def bill(context: DurableContext, items: list[dict]) -> dict:
    """Has the order priced and taxed by other functions, then approved by a human."""
    # A durable function must be invoked with a qualifier; a plain one need not be.
    net = context.invoke("pricing:$LATEST", {"items": items}, name="pricing")["net"]
    tax = context.invoke("tax", {"net": net}, name="tax")["tax"]

    approval = context.wait_for_callback(
        lambda callback_id, ctx: ctx.logger.info(
            "approval requested, callback id %s", callback_id
        ),
        name="approval",
        config=WaitForCallbackConfig(serdes=JsonSerDes()),
    )
    context.wait(SECOND, name="cool-off")

    return {"net": net, "tax": tax, "approval": approval}


def prepare(context: DurableContext, order_id: int) -> list[str]:
    """Three things at once, each of which takes a second."""

    def stock(ctx: DurableContext) -> str:
        def reserve(step: StepContext) -> str:
            if step.attempt == 1:
                raise RuntimeError("the warehouse is busy")
            return f"stock {order_id} reserved on attempt {step.attempt}"

        retry_strategy = create_retry_strategy(
            RetryStrategyConfig(
                max_attempts=3, initial_delay=SECOND, jitter_strategy=JitterStrategy.NONE
            )
        )
        return ctx.step(reserve, name="reserve", config=StepConfig(retry_strategy))

    def payment(ctx: DurableContext) -> str:
        ctx.wait(SECOND, name="settle")
        return ctx.step(lambda _: f"payment {order_id} captured", name="capture")

    def carrier(ctx: DurableContext) -> str:
        def wait_strategy(polls: int, _attempt: int) -> WaitForConditionDecision:
            if polls >= 2:
                return WaitForConditionDecision.stop_polling()
            return WaitForConditionDecision.continue_waiting(SECOND)

        polls = ctx.wait_for_condition(
            lambda polls, _: polls + 1,
            WaitForConditionConfig(wait_strategy, initial_state=0),
            name="carrier-ready",
        )
        return f"carrier {order_id} ready on poll {polls}"

    prepared = context.parallel(
        [
            ParallelBranch(stock, name="stock"),
            ParallelBranch(payment, name="payment"),
            ParallelBranch(carrier, name="carrier"),
        ],
        name="prepare",
    )
    prepared.throw_if_error()
    return prepared.get_results()


def pack(context: DurableContext, items: list[dict]) -> list[dict]:
    """Packs each item on its own, two units to a box."""

    def pack_item(ctx: DurableContext, item: dict, _index: int, _items: list[dict]) -> dict:
        boxes = ctx.step(lambda _: (item["quantity"] + 1) // 2, name="box")
        return {"sku": item["sku"], "boxes": boxes}

    parcels = context.map(
        items,
        pack_item,
        name="pack",
        config=MapConfig(item_namer=lambda item, _index: item["sku"]),
    )
    parcels.throw_if_error()
    return parcels.get_results()


def dispatch(context: DurableContext, order_id: int) -> str:
    """Hands the parcels over, in a child context: its operations are grouped in the history."""

    def hand_over(ctx: DurableContext) -> str:
        ctx.step(lambda _: None, name="load")
        ctx.wait(SECOND, name="drive")
        return ctx.step(lambda _: f"order {order_id} delivered", name="deliver")

    return context.run_in_child_context(hand_over, name="dispatch")


# --- pricing and tax: the functions which `order` invokes -------------------------------------

UNIT_PRICE = 250
RATE_PERCENT = 19


@durable_execution
def pricing(event: dict, context: DurableContext) -> dict:
    """A small durable function: one step and one wait."""
    units = sum(item["quantity"] for item in event["items"])

    net = context.step(lambda _: units * UNIT_PRICE, name="quote")
    context.wait(SECOND, name="cool-off")

    return {"net": net}


def tax(event: dict, _context) -> dict:
    """A plain Lambda function, not a durable one."""
    return {"tax": event["net"] * RATE_PERCENT // 100}


# --- faulty: misbehaves on request, for tests -------------------------------------------------


@durable_execution
def faulty(event: dict, context: DurableContext):
    """The input's `mode` says how; `tests/functions/README.md` has the table."""
    return FAULTS[event["mode"]](event, context)


def fail(event: dict, _context: DurableContext):
    raise RuntimeError(event.get("message", "boom"))


def panic(event: dict, _context: DurableContext):
    """Breaks this invocation, not the execution: the service tries again."""
    raise InvocationError(event.get("message", "boom"))


def crash(event: dict, context: DurableContext) -> dict:
    """Ends the process in the middle of a step, the first `times` times."""

    def run_step(_: StepContext) -> int:
        run = count(Path(event["counter"]))
        if run <= event.get("times", 1):
            os._exit(3)
        return run

    return {"run": context.step(run_step, name="crash")}


def count(counter: Path) -> int:
    """Adds one to the number in a file, which outlives the process. No file counts as nought."""
    runs = int(counter.read_text()) + 1 if counter.exists() else 1
    counter.write_text(str(runs))
    return runs


def hang(event: dict, context: DurableContext) -> dict:
    """Stays in a step for longer than any function's timeout."""
    seconds = event.get("seconds", 3600)
    context.step(lambda _: time.sleep(seconds), name="sleep")
    return {"slept": seconds}


def big(event: dict, _context: DurableContext) -> str:
    return "x" * (event["bytes"] - 2)  # two bytes are the quotes


def steps(event: dict, context: DurableContext) -> dict:
    n = event["n"]
    total = 0
    for i in range(1, n + 1):
        total += context.step(lambda _, i=i: i, name=f"step-{i}")
    return {"steps": n, "sum": total}


def wait(event: dict, context: DurableContext) -> dict:
    seconds = event.get("seconds", 1)
    context.wait(Duration.from_seconds(seconds), name="pause")
    return {"waited": seconds}


def callback(event: dict, context: DurableContext) -> dict:
    options = {
        "timeout": Duration.from_seconds(event.get("timeout", 0)),
        "heartbeat_timeout": Duration.from_seconds(event.get("heartbeat", 0)),
        "serdes": JsonSerDes(),
    }

    def submit(callback_id: str, ctx) -> None:
        ctx.logger.info("waiting for callback %s", callback_id)

    if not event.get("create", False):
        # The callback is made and awaited in one operation.
        config = WaitForCallbackConfig(**options)
        return {"answer": context.wait_for_callback(submit, name="answer", config=config)}

    # The callback is made first; a step of our own sends its id out; then it is awaited.
    answer = context.create_callback(name="answer", config=CallbackConfig(**options))
    context.step(lambda step: submit(answer.callback_id, step), name="submit")
    return {"answer": answer.result()}


def retry(event: dict, context: DurableContext) -> dict:
    delay = Duration.from_seconds(event.get("seconds", 1))
    failures = event.get("failures", 1)
    attempts = event.get("attempts", failures + 1)

    def flaky(step: StepContext) -> int:
        if step.attempt <= failures:
            raise RuntimeError(f"attempt {step.attempt} failed")
        return step.attempt

    def strategy(_error: Exception, attempt: int) -> RetryDecision:
        return RetryDecision.retry(delay) if attempt < attempts else RetryDecision.no_retry()

    return {"attempt": context.step(flaky, name="flaky", config=StepConfig(strategy))}


def invoke(event: dict, context: DurableContext) -> dict:
    result = context.invoke(event["function"], event.get("payload"), name="target")
    return {"result": result}


def fan_out(event: dict, context: DurableContext) -> dict:
    pause = Duration.from_seconds(event.get("seconds", 1))

    def branch(name: str) -> ParallelBranch:
        def work(ctx: DurableContext) -> str:
            ctx.wait(pause, name="pause")
            return ctx.step(lambda _: f"{name} done", name="work")

        return ParallelBranch(work, name=name)

    done = context.parallel([branch(name) for name in event["branches"]], name="fan-out")
    done.throw_if_error()
    return {"done": done.get_results()}


FAULTS = {
    "error": fail,
    "panic": panic,
    "exit": crash,
    "hang": hang,
    "big": big,
    "steps": steps,
    "wait": wait,
    "callback": callback,
    "retry": retry,
    "invoke": invoke,
    "branches": fan_out,
}
