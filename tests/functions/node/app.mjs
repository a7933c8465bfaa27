/**
 * The sample functions in JavaScript: twins of the Rust ones in `../rust/src/bin`.
 *
 * Handlers: `app.hello`, `app.order`, `app.pricing`, `app.tax` and `app.faulty`.
 * The same input gives the same result in all three languages.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import {
  JitterStrategy,
  createRetryStrategy,
  defaultSerdes,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js";

const SECOND = { seconds: 1 };

// --- hello: the smallest useful durable function ---------------------------------------------

export const hello = withDurableExecution(async (event, context) => {
  const { name = "world", wait_s = 5 } = event;

  const greeting = await context.step("greet", async () => `Hello, ${name}!`);
  await context.wait("pause", { seconds: wait_s });

  return { greeting };
});

// --- order: a workflow which uses every durable operation ------------------------------------

const DEFAULT_ITEMS = [
  { sku: "book", quantity: 1 },
  { sku: "pen", quantity: 3 },
];

export const order = withDurableExecution(async (event, context) => {
  const { id, quick = false, items = DEFAULT_ITEMS } = event;

  const units = await context.step("validate", async () => countUnits(items));

  const receipt = { id, units };
  if (!quick) receipt.bill = await bill(context, items);
  receipt.prepared = await prepare(context, id);
  receipt.parcels = await pack(context, items);
  receipt.dispatch = await dispatch(context, id);
  return receipt;
});

const countUnits = (items) => items.reduce((units, item) => units + item.quantity, 0);

/** Has the order priced and taxed by other functions, then approved by a human. */
async function bill(context, items) {
  // A durable function must be invoked with a qualifier; a plain one need not be.
  const { net } = await context.invoke("pricing", "pricing:$LATEST", { items });
  const { tax } = await context.invoke("tax", "tax", { net });

  const approval = await context.waitForCallback(
    "approval",
    async (callbackId, ctx) => ctx.logger.info(`approval requested, callback id ${callbackId}`),
    { serdes: defaultSerdes },
  );
  await context.wait("cool-off", SECOND);

  return { net, tax, approval };
}

/** Three things at once, each of which takes a second. */
async function prepare(context, id) {
  const stock = (ctx) =>
    ctx.step(
      "reserve",
      async ({ attempt }) => {
        if (attempt === 1) throw new Error("the warehouse is busy");
        return `stock ${id} reserved on attempt ${attempt}`;
      },
      {
        retryStrategy: createRetryStrategy({
          maxAttempts: 3,
          initialDelay: SECOND,
          jitter: JitterStrategy.NONE,
        }),
      },
    );

  const payment = async (ctx) => {
    await ctx.wait("settle", SECOND);
    return ctx.step("capture", async () => `payment ${id} captured`);
  };

  const carrier = async (ctx) => {
    const polls = await ctx.waitForCondition("carrier-ready", async (polls) => polls + 1, {
      initialState: 0,
      waitStrategy: (polls) =>
        polls >= 2 ? { shouldContinue: false } : { shouldContinue: true, delay: SECOND },
    });
    return `carrier ${id} ready on poll ${polls}`;
  };

  const prepared = await context.parallel("prepare", [
    { name: "stock", func: stock },
    { name: "payment", func: payment },
    { name: "carrier", func: carrier },
  ]);
  prepared.throwIfError();
  return prepared.getResults();
}

/** Packs each item on its own, two units to a box. */
async function pack(context, items) {
  const parcels = await context.map(
    "pack",
    items,
    async (ctx, { sku, quantity }) => {
      const boxes = await ctx.step("box", async () => Math.ceil(quantity / 2));
      return { sku, boxes };
    },
    { itemNamer: (item) => item.sku },
  );
  parcels.throwIfError();
  return parcels.getResults();
}

/** Hands the parcels over, in a child context: its operations are grouped in the history. */
async function dispatch(context, id) {
  return context.runInChildContext("dispatch", async (ctx) => {
    await ctx.step("load", async () => {});
    await ctx.wait("drive", SECOND);
    return ctx.step("deliver", async () => `order ${id} delivered`);
  });
}

// --- pricing and tax: the functions which `order` invokes ------------------------------------

const UNIT_PRICE = 250;
const RATE_PERCENT = 19;

/** A small durable function: one step and one wait. */
export const pricing = withDurableExecution(async ({ items }, context) => {
  const net = await context.step("quote", async () => countUnits(items) * UNIT_PRICE);
  await context.wait("cool-off", SECOND);

  return { net };
});

/** A plain Lambda function, not a durable one. */
export const tax = async ({ net }) => ({ tax: Math.floor((net * RATE_PERCENT) / 100) });

// --- faulty: misbehaves on request, for tests ------------------------------------------------

/** The input's `mode` says how; `tests/functions/README.md` has the table. */
export const faulty = withDurableExecution(async ({ mode, ...input }, context) =>
  FAULTS[mode](context, input),
);

const FAULTS = {
  async error(_context, { message = "boom" }) {
    throw new Error(message);
  },

  /** Breaks this invocation, not the execution: an exception which nobody can catch. */
  async panic(_context, { message = "boom" }) {
    setImmediate(() => {
      throw new Error(message);
    });
    await sleep(60_000);
  },

  /** Ends the process in the middle of a step, the first `times` times. */
  async exit(context, { counter, times = 1 }) {
    const run = await context.step("crash", async () => {
      const run = count(counter);
      if (run <= times) process.exit(3);
      return run;
    });
    return { run };
  },

  /** Stays in a step for longer than any function's timeout. */
  async hang(context, { seconds = 3600 }) {
    await context.step("sleep", async () => sleep(seconds * 1000));
    return { slept: seconds };
  },

  async big(_context, { bytes }) {
    return "x".repeat(Math.max(bytes - 2, 0)); // two bytes are the quotes
  },

  async steps(context, { n }) {
    let sum = 0;
    for (let i = 1; i <= n; i++) {
      sum += await context.step(`step-${i}`, async () => i);
    }
    return { steps: n, sum };
  },

  async wait(context, { seconds = 1 }) {
    await context.wait("pause", { seconds });
    return { waited: seconds };
  },

  async callback(context, { timeout, heartbeat, create = false }) {
    const config = { serdes: defaultSerdes };
    if (timeout) config.timeout = { seconds: timeout };
    if (heartbeat) config.heartbeatTimeout = { seconds: heartbeat };

    const submit = async (callbackId, ctx) => ctx.logger.info(`waiting for callback ${callbackId}`);

    if (!create) {
      // The callback is made and awaited in one operation.
      return { answer: await context.waitForCallback("answer", submit, config) };
    }

    // The callback is made first; a step of our own sends its id out; then it is awaited.
    const [answer, callbackId] = await context.createCallback("answer", config);
    await context.step("submit", async (step) => submit(callbackId, step));
    return { answer: await answer };
  },

  async retry(context, { seconds = 1, failures = 1, attempts = failures + 1 }) {
    const flaky = async ({ attempt }) => {
      if (attempt <= failures) throw new Error(`attempt ${attempt} failed`);
      return attempt;
    };
    const attempt = await context.step("flaky", flaky, {
      retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < attempts, delay: { seconds } }),
    });
    return { attempt };
  },

  async invoke(context, { function: target, payload = null }) {
    return { result: await context.invoke("target", target, payload) };
  },

  async branches(context, { branches, seconds = 1 }) {
    const fanOut = branches.map((name) => ({
      name,
      func: async (ctx) => {
        await ctx.wait("pause", { seconds });
        return ctx.step("work", async () => `${name} done`);
      },
    }));
    const done = await context.parallel("fan-out", fanOut);
    done.throwIfError();
    return { done: done.getResults() };
  },
};

/** Adds one to the number in a file, which outlives the process. No file counts as nought. */
function count(counter) {
  const runs = existsSync(counter) ? Number(readFileSync(counter, "utf8")) + 1 : 1;
  writeFileSync(counter, String(runs));
  return runs;
}
