"""A Slurm of two nodes on this machine: local_slurm.py FOLDER [--cpus N] [--kill-wait S] …

Everything listens on the loopback interface only and lives in FOLDER, whose path has to be short:
it holds Unix sockets. Prints `ready` when both nodes are idle, then obeys commands on standard
input and ends with it (supervised.py):

    kill NAME     SIGKILL for `controller`, `node1` or `node2`: the daemon alone; tasks go on
    stop NAME     the orderly end of a daemon
    start NAME    starts it again
    lose NODE     SIGKILL for a node's daemon and everything that runs there
"""

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time

import supervised

NODES = ["node1", "node2"]
CONFIGURATION = """\
ClusterName=runexp
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
AuthType=auth/munge
# A requeued job waits until the credential of its last start has expired.
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
MailProg=/bin/true
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=64
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
MaxArraySize=1001
MinJobAge={age}
KillWait={wait}
SlurmdTimeout=10
MessageTimeout=5
NodeName=node1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs={cpus} RealMemory=8000
NodeName=node2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs={cpus} RealMemory=8000
PartitionName=main Nodes=node1,node2 Default=YES PriorityTier=1 PreemptMode=REQUEUE
PartitionName=urgent Nodes=node1,node2 PriorityTier=10 PreemptMode=OFF
"""


def free_ports(count):
    """Ports that nobody listens at now."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Cluster:
    def __init__(self, options):
        self.folder = options.folder
        self.daemons = {}
        self.configuration = f"{self.folder}/slurm.conf"
        os.makedirs(f"{self.folder}/state")
        for node in NODES:
            os.makedirs(f"{self.folder}/{node}")
        with open(self.configuration, "w") as file:
            file.write(CONFIGURATION.format(
                folder=self.folder, host=socket.gethostname().split(".")[0], ports=free_ports(3),
                cpus=options.cpus, age=options.min_job_age, wait=options.kill_wait))
        with open(f"{self.folder}/munge.key", "wb", opener=lambda p, f: os.open(p, f, 0o600)) as key:
            key.write(secrets.token_bytes(128))
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("SLURM_", "SBATCH_"))
        } | {"SLURM_CONF": self.configuration}

    def command(self, name):
        if name == "munge":
            files = [f"--{each}-file={self.folder}/munge.{each}" for each in ["key", "pid", "seed"]]
            socket_option = f"--socket={self.folder}/munge.socket"
            return ["munged", "--foreground", "--force", socket_option, *files]
        if name == "controller":
            return ["slurmctld", "-D", "-f", self.configuration]
        return ["slurmd", "-D", "-f", self.configuration, "-N", name]

    def start(self, name):
        if name in self.daemons and self.daemons[name].poll() is None:
            raise RuntimeError("it runs")
        with open(f"{self.folder}/{name}.log", "ab") as log:
            self.daemons[name] = subprocess.Popen(
                self.command(name), env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True)

    def end(self, name, number):
        self.daemons[name].send_signal(number)
        self.daemons[name].wait()

    def lose(self, node):
        self.end(node, signal.SIGKILL)
        mark = f"SLURMD_NODENAME={node}".encode()
        table = supervised.processes()
        victims = set()
        for pid in supervised.descendants(os.getpid()):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    if mark in file.read().split(b"\0"):
                        victims |= {pid, table[pid][0]}
            except (OSError, KeyError):
                continue
        # Stopped first: as on a node without power, none of them sees another one end.
        for number in [signal.SIGSTOP, signal.SIGKILL]:
            supervised.send(victims - {os.getpid()}, number)

    def ask(self, *words):
        return subprocess.run(
            words, env=self.environment, capture_output=True, text=True).stdout.split()

    def wait_until(self, what, condition):
        end = time.monotonic() + 30
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(f"{what}: not after 30 s")
            self.tick()
            time.sleep(0.05)

    def tick(self):
        supervised.reap({daemon.pid for daemon in self.daemons.values()})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--cpus", type=int, default=2)
    parser.add_argument("--kill-wait", type=int, default=2)
    parser.add_argument("--min-job-age", type=int, default=300)
    options = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    supervised.adopt_orphans()
    cluster = Cluster(options)
    try:
        cluster.start("munge")
        cluster.wait_until(
            "munged", lambda: os.path.exists(f"{cluster.folder}/munge.socket"))
        for name in ["controller", *NODES]:
            cluster.start(name)
        cluster.wait_until(
            "idle nodes",
            lambda: cluster.ask("sinfo", "-h", "-N", "-p", "main", "-o", "%t") == ["idle", "idle"])
        print("ready", flush=True)
        supervised.serve({
            "start": cluster.start,
            "stop": lambda name: cluster.end(name, signal.SIGTERM),
            "kill": lambda name: cluster.end(name, signal.SIGKILL),
            "lose": cluster.lose,
        }, cluster.tick)
    except RuntimeError as error:
        print(f"error: {error}", flush=True)
        for name in cluster.daemons:
            with open(f"{cluster.folder}/{name}.log") as log:
                sys.stderr.write(f"{name}:\n{log.read()[-2000:]}")
    finally:
        supervised.end_all()
        shutil.rmtree(cluster.folder, ignore_errors=True)


main()
