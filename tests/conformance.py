"""Starts a server with a test clock and runs the conformance cases against it.

usage: conformance.py SERVER_BINARY CASES_FOLDER [--restart]

Every case must behave as it says, but for those read otherwise, which are printed as not passed and must
come out exactly as our reading has it; every file that must be rejected must be; none may be refused for
its syntax that should not.

--restart runs the cases twice through a door: once as they are, once killing the server (SIGKILL) in every
wait, before time goes on, and starting it again. Both runs must come out the same, history included.
"""
import http.server, json, os, socket, subprocess, sys, tempfile, threading, time
import urllib.error, urllib.request

binary, cases = sys.argv[1], sys.argv[2]
token = "conformance-" + os.urandom(16).hex()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """The program on a store of its own; it can be killed and started again."""

    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="staffetta-conformance-")
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.kills = 0
        self.start()

    def start(self):
        env = dict(os.environ, PORT=str(self.port), STAFFETTA_DATA=self.data, STAFFETTA_BOOTSTRAP_TOKEN=token)
        log = os.path.join(self.data, "server.log")
        with open(log, "a") as out:
            self.process = subprocess.Popen([binary, "serve", "--clock", "test"], env=env, stdout=out, stderr=out)
        for _ in range(300):
            try:
                urllib.request.urlopen(self.base + "/healthz", timeout=1)
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(open(log).read()[-3000:] + "\nthe server did not start")
                time.sleep(0.1)
        sys.exit("the server does not answer")

    def kill(self):
        """Kills and starts again. The test clock lives in the process, as a machine's does: it is set again."""
        door = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
        now = json.loads(self.call("GET", "/api/v1/clock", None, door)[2])["now"]
        self.process.kill()
        self.process.wait()
        self.kills += 1
        self.start()
        status, _, answer = self.call("PUT", "/api/v1/clock", json.dumps({"now": now}).encode(), door)
        if status != 200:
            sys.exit(f"the clock cannot be set again: {status} {answer}")

    def call(self, method, path, body=None, headers=()):
        request = urllib.request.Request(self.base + path, data=body, method=method, headers=dict(headers))
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Content-Type", ""), error.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


class Door:
    """Stands before the server: keeps the histories of each deployment, and kills in every wait when asked to."""

    def __init__(self, server, kills):
        self.server, self.kills, self.waiting, self.histories = server, kills, False, []
        door = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
                door.before(self.command, self.path)
                kept = {k: v for k, v in self.headers.items() if k in ("Authorization", "Content-Type")}
                status, kind, answer = door.server.call(self.command, self.path, body, kept)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = forward

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def before(self, method, path):
        clock = path.endswith("/clock")
        if clock and not self.waiting and self.kills:
            self.server.kill()
        if method != "GET":
            self.waiting = clock
        if method == "DELETE":
            self.histories.append(self.history(path.split("/deployments/")[1].split("?")[0]))

    def items(self, path):
        _, _, body = self.server.call("GET", "/api/v1" + path, None, {"Authorization": "Bearer " + token})
        return json.loads(body)["items"]

    def history(self, deployment):
        """What each instance did, without when and by whom."""
        def line(event):
            return [event.get(k) for k in ("kind", "element", "text", "variable", "value")]
        found = self.items(f"/instances?deployment={deployment}")
        return sorted(json.dumps([line(e) for e in self.items(f"/instances/{i['id']}/trace")]) for i in found)


def run(base):
    out = os.path.join(tempfile.mkdtemp(prefix="staffetta-rows-"), "rows.json")
    betsy = os.path.join(cases, "betsy")
    subprocess.run(
        [sys.executable, os.path.join(cases, "run.py"), "--base", base, "--token", token,
         "--cases", os.path.join(betsy, "cases.json"), "--rejects", os.path.join(betsy, "must_reject"),
         "--accept", os.path.join(cases, "miwg"), "--json", out],
        stdout=subprocess.DEVNULL)
    return json.load(open(out))


def through_a_door(kills):
    server = Server()
    try:
        door = Door(server, kills)
        return run(door.base), door.histories, server.kills
    finally:
        server.stop()


if "--restart" in sys.argv[3:]:
    plain, histories, _ = through_a_door(False)
    rows, after, kills = through_a_door(True)
    same = [(r["name"], r["ok"], r["why"]) for r in plain] == [(r["name"], r["ok"], r["why"]) for r in rows]
    differing = sum(a != b for a, b in zip(histories, after)) + abs(len(histories) - len(after))
    print(f"restart: killed in {kills} waits; {len(histories)} deployments, {differing} with another history")
    if not same or differing or not kills:
        for a, b in zip(histories, after):
            if a != b:
                print("before", a, "\nafter ", b)
        sys.exit("FAIL the runs differ" if kills else "FAIL nothing was killed")
else:
    server = Server()
    try:
        rows = run(server.base)
    finally:
        server.stop()

# Cases whose expectation is not ours, and exactly what we find instead. Each is explained in the page.
# They count as not passed and are printed; any other outcome of them fails the run.
READINGS = {
    "events/Escalation_EndEvent_TopLevel.bpmn#1": "log ['MARKER_exists', 'SCRIPT_task1'], expected ['SCRIPT_task1']",
    "activities/AdHocSubProcess_Parallel.bpmn#1":
        "log ['SCRIPT_task1', 'SCRIPT_task1', 'SCRIPT_task2'], expected ['SCRIPT_task1', 'SCRIPT_task2', 'SCRIPT_task3']",
    "activities/MultiInstance_OneBehavior.bpmn#1":
        "log ['SCRIPT_task1', 'SCRIPT_task3'], "
        "expected ['SCRIPT_task1', 'SCRIPT_task1', 'SCRIPT_task1', 'SCRIPT_task2', 'SCRIPT_task3']",
    "activities/MultiInstance_ComplexBehavior.bpmn#1":
        "log ['SCRIPT_task1', 'SCRIPT_task3'], expected ['SCRIPT_task1', 'SCRIPT_task2', 'SCRIPT_task3']",
    "cfpatterns/WCP09_Structured_Discriminator_MultiInstance.bpmn#1":
        "log ['SCRIPT_task1', 'SCRIPT_task3'], "
        "expected ['SCRIPT_task1', 'SCRIPT_task1', 'SCRIPT_task1', 'SCRIPT_task2', 'SCRIPT_task3']",
}
PAGE = "engine/interpreter/READINGS.md"
page = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", PAGE)).read()
unexplained = [name for name in READINGS if f"`{name}`" not in page]

def read_otherwise(row):
    return not row["ok"] and READINGS.get(row["name"]) == row["why"]

failed = [r for r in rows if not r["ok"] and not read_otherwise(r)]
for r in filter(read_otherwise, rows):
    print(f"NOT PASSED, read otherwise ({PAGE}):", r["name"])
for r in failed:
    print("FAIL", r["kind"], r["name"], r["why"])
for name in unexplained:
    print("FAIL", name, "is not explained in", PAGE)
for kind in ("case", "reject", "accept"):
    k = [r for r in rows if r["kind"] == kind]
    print(f"conformance {kind}: {sum(r['ok'] for r in k)} of {len(k)}")
print(f"{sum(r['ok'] for r in rows)} passed, {len(failed)} failed, {sum(map(read_otherwise, rows))} read otherwise")
sys.exit(1 if failed or unexplained or not rows else 0)
