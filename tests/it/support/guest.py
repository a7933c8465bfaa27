"""A guest that speaks the Runtime API with nothing but the standard library, and does what it is told."""
import http.client, json, os, signal, subprocess, sys, time

host = os.environ["AWS_LAMBDA_RUNTIME_API"]
base = "/2018-06-01/runtime/"
http_ = http.client.HTTPConnection(host)
count = 0


def call(method, path, body=None, headers={}):
    http_.request(method, base + path, body, headers)
    answer = http_.getresponse()
    return answer.status, answer.headers, answer.read()


init = os.environ.get("GUEST_INIT")
if init == "error":
    error = {"errorType": "Runtime.ImportModuleError", "errorMessage": "no such module", "stackTrace": ["a", "b"]}
    print("giving up", file=sys.stderr, flush=True)
    call("POST", "init/error", json.dumps(error))
    sys.exit(1)
if init == "exit":
    sys.exit(4)
if init == "hang":
    time.sleep(1000)

while True:
    status, headers, body = call("GET", "invocation/next")
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    event = json.loads(body)
    what = event.get("do") if isinstance(event, dict) else None
    count += 1
    answer = {"pid": os.getpid(), "count": count, "event": event}
    if what == "error":
        call("POST", f"invocation/{request}/error", json.dumps(event["error"]))
        continue
    if what == "exit":
        sys.exit(event["code"])
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "murder":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(1000)
    if what == "hang":
        print("hanging", flush=True)
        time.sleep(1000)
    if what == "meet":
        open(os.path.join(event["dir"], request), "w").close()
        while not os.path.exists(os.path.join(event["dir"], "go")):
            time.sleep(0.01)
    if what == "child":
        answer["child"] = subprocess.Popen(["sleep", "1000"]).pid
    if what == "env":
        answer["env"] = dict(os.environ)
    if what == "headers":
        answer["headers"] = {k.lower(): v for k, v in headers.items()}
    if what == "print":
        print("to stdout", flush=True)
        print("to stderr", file=sys.stderr, flush=True)
    if what == "wrong":
        answer["wrong"] = call("POST", "invocation/some-other-id/response", "1")[0]
        answer["restore"] = call("GET", "restore/next")[0]
    if what == "raw":
        answer = event["answer"]
    text = "x" * event["bytes"] if what == "big" else json.dumps(answer)
    if call("POST", f"invocation/{request}/response", text)[0] == 413:
        print("413", flush=True)
    if what == "leave":
        sys.exit(0)
