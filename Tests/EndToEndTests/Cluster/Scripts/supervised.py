"""Processes kept for a test, which ends all of them, whatever became of them, when it ends itself.

The test is at the other end of standard input: it writes a command a line and reads an answer a
line, and when the line is cut, because it closed it or was killed, everything here ends.
"""

import ctypes
import os
import select
import shlex
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """Makes this process the parent of every descendant whose own parent ended."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        sys.exit("cannot adopt orphans")


def processes():
    """Parent and state of every process, by its id."""
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        found[int(name)] = (int(fields[1]), fields[0].decode())
    return found


def descendants(root):
    """Ids of the living processes below `root`, nearer ones first."""
    table = processes()
    children = {}
    for pid, (parent, _) in table.items():
        children.setdefault(parent, []).append(pid)
    found, waiting = [], [root]
    while waiting:
        below = children.get(waiting.pop(0), [])
        waiting += below
        found += below
    return [pid for pid in found if table[pid][1] != "Z"]


def send(pids, number):
    """Sends a signal to those of the processes that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def end_all():
    """Kills every descendant, also those that are started meanwhile."""
    while pids := descendants(os.getpid()):
        send(pids, signal.SIGKILL)
        reap(())


def reap(own):
    """Waits for adopted processes that ended; those in `own` are waited for by somebody else."""
    for pid, (parent, state) in processes().items():
        if parent == os.getpid() and state == "Z" and pid not in own:
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass


def serve(commands, tick, sockets=None):
    """Answers commands until standard input ends; `tick` is called ten times a second.

    `commands` maps a command's word to a function of its further words, whose result is the answer.
    `sockets` maps a listening socket to the function that is called when somebody connects.
    """
    sockets = sockets or {}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    line = b""
    while True:
        ready, _, _ = select.select([0, *sockets], [], [], 0.1)
        for socket in set(ready) - {0}:
            sockets[socket]()
        tick()
        if 0 not in ready:
            continue
        data = os.read(0, 65536)
        if not data:
            return
        *lines, line = (line + data).split(b"\n")
        for text in lines:
            word, *rest = shlex.split(text.decode())
            try:
                answer = commands[word](*rest) or "ok"
            except Exception as error:
                answer = f"error: {text.decode()}: {error!r}"
            print(answer, flush=True)
