// The Lambda Runtime API's loop for Node 18 and newer: loads `module.handler`, takes invocations one after
// the other, and reports errors as Lambda's own runtime does. Started as `node node_bootstrap.mjs app.handler`.

import { existsSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const env = process.env;
const api = env.AWS_LAMBDA_RUNTIME_API;
const root = env.LAMBDA_TASK_ROOT || process.cwd();
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
const base = '/2018-06-01/runtime/';
let current = null; // the request id of the invocation that runs
let settle = null; // ends it

function call(method, target, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(`http://${api}${base}${target}`, { method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on('error', reject);
    request.setNoDelay(true);
    request.end(body);
  });
}

function describe(error) {
  if (error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: String(error.stack || '').split('\n'),
    };
  }
  const text = typeof error === 'string' ? error : safeJson(error);
  return { errorType: typeof error, errorMessage: text, trace: [] };
}

function safeJson(value) {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function fault(name, message, cause) {
  const error = new Error(message);
  error.name = name;
  if (cause?.stack) error.stack = `${name}: ${message}\n${cause.stack}`;
  return error;
}

function report(target, error) {
  const body = describe(error);
  console.error(`${body.errorType}: ${body.errorMessage}\n${body.trace.slice(1).join('\n')}`.trimEnd());
  return call('POST', target, JSON.stringify(body), {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Function-Error-Type': body.errorType.replace(/[^\x20-\x7e]/g, '?'),
  });
}

async function load(name) {
  const folder = path.dirname(name);
  const [module, ...nested] = path.basename(name).split('.');
  if (!module || nested.length === 0) throw fault('Runtime.MalformedHandlerName', `Bad handler ${name}`);
  const stem = path.resolve(root, folder, module);
  const file = ['', '.js', '.mjs', '.cjs'].map((end) => stem + end).find((p) => p !== stem && existsSync(p));
  if (!file) {
    throw fault('Runtime.ImportModuleError', `Error: Cannot find module '${path.join(folder, module)}' in ${root}`);
  }
  let exports;
  try {
    exports = await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw fault('Runtime.UserCodeSyntaxError', String(error), error);
    const missing = error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND';
    throw missing ? fault('Runtime.ImportModuleError', String(error), error) : error;
  }
  const pick = (from) => nested.reduce((value, key) => value?.[key], from);
  const handler = pick(exports) ?? pick(exports.default);
  if (handler === undefined) {
    throw fault('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw fault('Runtime.HandlerNotFound', `${name} is not a function`);
  return handler;
}

function contextOf(headers, done) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done,
    succeed: (value) => done(null, value),
    fail: (error) => done(error ?? 'handled'),
  };
}

// A handler answers by its promise, or by its callback; one that does neither has answered `null` once
// nothing is left for it to do.
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    settle = () => resolve(null);
    const done = (error, value) => (error ? reject(error) : resolve(value));
    const answer = handler(event, contextOf(headers, done), done);
    if (typeof answer?.then === 'function') answer.then(resolve, reject);
  });
}

async function invocation(handler) {
  const { status, headers, body } = await call('GET', 'invocation/next');
  if (status !== 200) return;
  current = headers['lambda-runtime-aws-request-id'];
  const trace = headers['lambda-runtime-trace-id'];
  if (trace) env._X_AMZN_TRACE_ID = trace;
  else delete env._X_AMZN_TRACE_ID;
  try {
    const result = await run(handler, JSON.parse(body.toString('utf8')), headers);
    const text = JSON.stringify(result === undefined ? null : result) ?? 'null';
    settle = null;
    const json = { 'Content-Type': 'application/json' };
    await call('POST', `invocation/${current}/response`, text, json);
  } catch (error) {
    settle = null;
    await report(`invocation/${current}/error`, error);
  }
  current = null;
}

async function die(error, code) {
  try {
    await report(current ? `invocation/${current}/error` : 'init/error', error);
  } finally {
    process.exit(code);
  }
}

process.on('beforeExit', () => settle?.());
process.on('uncaughtException', (error) => die(error, 129));
process.on('unhandledRejection', (reason) => {
  die(fault('Runtime.UnhandledPromiseRejection', String(reason), reason), 128);
});

let handler;
try {
  handler = await load(process.argv[2] || env._HANDLER || '');
} catch (error) {
  await die(error, 1);
}
try {
  for (;;) await invocation(handler);
} catch {
  // Nobody listens any more: there is no one to tell.
  process.exit(1);
}
