"""What stands on PATH as sbatch, squeue, sacct or scancel: fake_client.py SOCKET NAME ARGUMENT…

Asks the fake controller (fake_slurm.py) and says what it says.
"""

import json
import os
import socket
import sys
import time

channel = socket.socket(socket.AF_UNIX)
try:
    channel.connect(sys.argv[1])
except OSError:
    sys.exit(f"{sys.argv[2]}: error: Unable to contact slurm controller (connect failure)")
arguments = sys.argv[3:]
takes_script = sys.argv[2] == "sbatch" and all(word.startswith("-") for word in arguments)
request = {
    "command": sys.argv[2], "arguments": arguments, "folder": os.getcwd(),
    "environment": dict(os.environ),
    "input": sys.stdin.read() if takes_script and not any("--wrap" in a for a in arguments) else "",
}
with channel.makefile("rw") as stream:
    print(json.dumps(request), file=stream, flush=True)
    answer = json.loads(stream.readline())
time.sleep(answer["delay"])
sys.stdout.write(answer["output"])
sys.stderr.write(answer["errors"])
sys.exit(answer["code"])
