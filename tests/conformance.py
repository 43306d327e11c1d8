"""Starts a server with a test clock and runs the conformance cases against it.

usage: conformance.py SERVER_BINARY CASES_FOLDER

Every case must behave as it says, but for those read otherwise, which are printed as not passed and must
come out exactly as our reading has it; every file that must be rejected must be; none may be refused for
its syntax that should not.
"""
import json, os, socket, subprocess, sys, tempfile, time, urllib.request

server, cases = sys.argv[1], sys.argv[2]
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
data = tempfile.mkdtemp(prefix="staffetta-conformance-")
token = "conformance-" + os.urandom(16).hex()
env = dict(os.environ, PORT=str(port), STAFFETTA_DATA=data, STAFFETTA_BOOTSTRAP_TOKEN=token)
base = f"http://127.0.0.1:{port}"
with open(os.path.join(data, "server.log"), "w") as log:
    process = subprocess.Popen([server, "serve", "--clock", "test"], env=env, stdout=log, stderr=log)
try:
    for _ in range(300):
        try:
            urllib.request.urlopen(base + "/healthz", timeout=1)
            break
        except OSError:
            if process.poll() is not None:
                sys.exit(open(os.path.join(data, "server.log")).read()[-3000:] + "\nthe server did not start")
            time.sleep(0.1)
    out = os.path.join(data, "rows.json")
    betsy = os.path.join(cases, "betsy")
    subprocess.run(
        [sys.executable, os.path.join(cases, "run.py"), "--base", base, "--token", token,
         "--cases", os.path.join(betsy, "cases.json"), "--rejects", os.path.join(betsy, "must_reject"),
         "--accept", os.path.join(cases, "miwg"), "--json", out],
        stdout=subprocess.DEVNULL)
    rows = json.load(open(out))
finally:
    process.terminate()
    process.wait(timeout=20)

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
