"""A Slurm that does what a test says: fake_slurm.py FOLDER

Puts sbatch, squeue, sacct, scancel and scontrol into FOLDER/bin; what they submit runs as processes
of this machine. FOLDER/system has every other command of PATH but Slurm's own. Prints `ready`, then obeys commands on standard input and ends with it (supervised.py).
Every call is a line of FOLDER/calls: time, name, exit code, arguments.

What answers look like, what states follow on each other and what is left out was taken from
Slurm 22.05 (a one-machine cluster with accounting by a file).

    slots N                     how many tasks run at once (2 to begin with)
    doom N STATE SECONDS        the next N tasks to start end as STATE after this time; killed if need be
    duplicate N                 the next N tasks to start run twice at once
    hold REASON                 what is submitted from now on stays pending with this reason
    hold                        no longer
    refuse N TEXT               the next N submissions are refused, with this on standard error
    unreachable N NAME…         the next N calls of these commands do not reach the controller
    lose-answer N               the next N submissions succeed, and sbatch says they did not
    slow SECONDS                every answer takes this long
    accounting on|off|absent    whether sacct knows everything, says it is disabled, or is not there
    requeue-by-default 0|1      whether a task that lost its node is put back (1 to begin with)
    requeue ID                  scontrol requeue
    cancel ID                   scancel by hand
    forget ID                   the controller no longer knows the job, whatever runs
    restart-ids N               the next job gets this id
    stranger ID NAME STATE      a job of somebody else's making has this id
    jobs                        answers every task: id, name, state, times started, megabytes; by `;`
"""

import json
import os
import re
import shutil
import socket
import sys

import supervised
from fake_commands import Commands
from fake_jobs import Cluster


class Steering:
    """What a test may say on standard input."""

    def __init__(self, cluster, commands):
        self.cluster, self.commands = cluster, commands

    def words(self):
        return {
            "slots": lambda n: setattr(self.cluster, "slots", int(n)),
            "doom": lambda n, state, seconds: self.cluster.dooms.extend(
                [(state, float(seconds))] * int(n)),
            "duplicate": lambda n: setattr(self.cluster, "duplicates", int(n)),
            "hold": lambda reason=None: setattr(self.cluster, "hold", reason),
            "refuse": lambda n, text: setattr(self.commands, "refusals", [text] * int(n)),
            "unreachable": lambda n, *names: self.commands.unreachable.update(
                dict.fromkeys(names, int(n))),
            "lose-answer": lambda n: setattr(self.commands, "lost_answers", int(n)),
            "slow": lambda seconds: setattr(self.commands, "delay", float(seconds)),
            "accounting": self.accounting,
            "requeue-by-default": lambda flag: setattr(self.cluster, "requeues", flag == "1"),
            "requeue": lambda id: [self.cluster.requeue(task) for task in self.cluster.find(id)],
            "cancel": self.cluster.cancel,
            "forget": self.cluster.forget,
            "restart-ids": lambda n: setattr(self.cluster, "next_id", int(n)),
            "stranger": self.cluster.add_stranger,
            "jobs": lambda: ";".join(
                f"{task.label} {task.job.name} {task.state} {task.starts} {task.job.megabytes}"
                for task in self.cluster.tasks()) or "none",
        }

    def accounting(self, mode):
        self.commands.has_accounting = mode == "on"
        self.commands.install("sacct", mode != "absent")


def link_other_commands(folder):
    """Links to every command of PATH, so that a Slurm that is installed is not found."""
    os.makedirs(folder)
    own = re.compile(r"s(batch|queue|acct|cancel|control|info|run|alloc|stat|diag|prio|share)")
    for place in os.environ["PATH"].split(":"):
        for name in os.listdir(place) if os.path.isdir(place) else []:
            if not own.fullmatch(name) and not os.path.lexists(f"{folder}/{name}"):
                os.symlink(f"{place}/{name}", f"{folder}/{name}")


def main():
    folder = sys.argv[1]
    supervised.adopt_orphans()
    os.makedirs(f"{folder}/bin")
    link_other_commands(f"{folder}/system")
    os.makedirs(f"{folder}/spool")
    cluster = Cluster(f"{folder}/spool")
    commands = Commands(cluster, folder)
    for name in ["sbatch", "squeue", "sacct", "scancel", "scontrol"]:
        commands.install(name, True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{folder}/socket")
    listener.listen(64)

    def answer():
        channel, _ = listener.accept()
        with channel, channel.makefile("rw") as stream:
            try:
                reply = commands.answer(json.loads(stream.readline()))
                print(json.dumps(reply), file=stream, flush=True)
            except (BrokenPipeError, json.JSONDecodeError):
                pass  # whoever asked was killed

    try:
        print("ready", flush=True)
        supervised.serve(Steering(cluster, commands).words(), cluster.tick, {listener: answer})
    finally:
        supervised.end_all()
        shutil.rmtree(folder, ignore_errors=True)


main()
