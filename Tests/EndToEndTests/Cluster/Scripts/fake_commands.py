"""What sbatch, squeue, sacct, scancel and scontrol of a fake Slurm answer."""

import argparse
import os
import pwd
import re
import shlex
import time

NO_CONTACT = "Unable to contact slurm controller (connect failure)"
MAX_ARRAY_SIZE = 1001
LISTED = {"PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED"}


class Refusal(Exception):
    """What a command says on standard error when it ends with 1."""


class Options(argparse.ArgumentParser):
    def error(self, message):
        raise Refusal(message)


def submission_options():
    """The options of sbatch that are looked at, and those that are only let pass."""
    parser = Options(add_help=False, allow_abbrev=False)
    for names, default in [
        (["-J", "--job-name"], None), (["-a", "--array"], None), (["-o", "--output"], None),
        (["-p", "--partition"], "main"), (["-D", "--chdir"], None), (["--export"], "ALL"),
        (["--open-mode"], None), (["--mem"], None), (["-t", "--time"], None), (["--wrap"], None),
    ]:
        parser.add_argument(*names, default=default)
    parser.add_argument("-c", "--cpus-per-task", type=int, default=1)
    parser.add_argument("--parsable", action="store_true")
    parser.add_argument("--requeue", action="store_true", default=None)
    parser.add_argument("--no-requeue", dest="requeue", action="store_false")
    for names in [
        ["-A", "--account"], ["-q", "--qos"], ["-C", "--constraint"], ["-e", "--error"],
        ["--comment"], ["--signal"], ["-N", "--nodes"], ["-n", "--ntasks"], ["--mem-per-cpu"],
        ["--kill-on-invalid-dep"], ["--nice"], ["--ntasks-per-node"], ["--gres"], ["--tmp"],
        ["--mail-type"], ["--exclude"], ["--nodelist"], ["-d", "--dependency"], ["--hint"],
    ]:
        parser.add_argument(*names)
    parser.add_argument("script", nargs=argparse.REMAINDER)
    return parser


def megabytes(text):
    """`--mem` in megabytes; 64 where it is not given."""
    if text is None:
        return 64
    match = re.fullmatch(r"(\d+)([KMGT]?)B?", text)
    if not match:
        raise Refusal("Invalid --mem specification")
    return int(match[1]) * {"K": 1, "": 1024, "M": 1024, "G": 1 << 20, "T": 1 << 30}[match[2]] >> 10


def array(text):
    """The indices of `0-3,7%2` and how many run at once."""
    if text is None:
        return [None], None
    match = re.fullmatch(r"([\d,:-]+)(?:%(\d+))?", text)
    indices = set()
    for part in match[1].split(",") if match else [""]:
        piece = re.fullmatch(r"(\d+)(?:-(\d+)(?::(\d+))?)?", part)
        if not piece:
            raise Refusal("Batch job submission failed: Invalid job array specification")
        first = int(piece[1])
        indices |= set(range(first, int(piece[2] or first) + 1, int(piece[3] or 1)))
    if max(indices) >= MAX_ARRAY_SIZE:
        raise Refusal("Batch job submission failed: Invalid job array specification")
    return sorted(indices), int(match[2]) if match[2] else None


def listed(indices, most):
    """Indices as Slurm writes them: `0-3,7`, `0-8:2`; cut at about `most` characters unless it is 0."""
    text = written(indices)
    return text if most == 0 or len(text) <= most else text[:most].rpartition(",")[0] + ",..."


def written(indices):
    steps = {b - a for a, b in zip(indices, indices[1:])}
    if len(steps) == 1 and len(indices) > 2 and steps != {1}:
        return f"{indices[0]}-{indices[-1]}:{steps.pop()}"
    parts = []
    for index in indices:
        if parts and parts[-1][1] == index - 1:
            parts[-1][1] = index
        else:
            parts.append([index, index])
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in parts)


def stamp(seconds):
    if seconds is None:
        return "N/A"
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(seconds))


def elapsed(task):
    seconds = int((task.ended or time.time()) - task.began) if task.began else 0
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


class Commands:
    def __init__(self, cluster, folder):
        self.cluster, self.folder = cluster, folder
        self.refusals, self.unreachable, self.lost_answers, self.delay = [], {}, 0, 0.0
        self.has_accounting = False
        self.longest_list = 64

    def install(self, name, is_there):
        """Puts a command into the folder for PATH, or takes it away."""
        path = f"{self.folder}/bin/{name}"
        if not is_there:
            if os.path.exists(path):
                os.remove(path)
            return
        client = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fake_client.py")
        words = shlex.join(["python3", client, f"{self.folder}/socket", name])
        with open(path, "w", opener=lambda path, flags: os.open(path, flags, 0o755)) as file:
            file.write(f'#!/bin/sh\nexec {words} "$@"\n')

    def answer(self, request):
        name, arguments = request["command"], request["arguments"]
        code, output, errors = 0, "", ""
        if self.unreachable.get(name, 0) > 0:
            self.unreachable[name] -= 1
            code, errors = 8 if name == "scancel" else 1, f"{name}: error: {NO_CONTACT}\n"
        else:
            try:
                output = getattr(self, name)(arguments, request)
            except Refusal as refusal:
                code, errors = 1, f"{name}: error: {refusal}\n"
        with open(f"{self.folder}/calls", "a") as file:
            file.write(f"{time.time():.3f}\t{name}\t{code}\t{shlex.join(arguments)}\n")
        return {"code": code, "output": output, "errors": errors, "delay": self.delay}

    # MARK: sbatch

    def sbatch(self, arguments, request):
        parser = submission_options()
        command = parser.parse_args(arguments)
        text = request["input"]
        if command.wrap is not None:
            text = f"#!/bin/sh\n{command.wrap}\n"
        elif command.script:
            try:
                with open(os.path.join(request["folder"], command.script[0])) as file:
                    text = file.read()
            except OSError:
                raise Refusal(f"Unable to open file {command.script[0]}")
        if not text.startswith("#!"):
            raise Refusal("This does not look like a batch script.")
        # What the script says in its head counts unless the command line says otherwise.
        head = []
        for line in text.split("\n"):
            if line.strip() and not line.startswith("#"):
                break
            if line.startswith("#SBATCH "):
                head += shlex.split(line[len("#SBATCH "):], comments=True)
        options = parser.parse_args(head + arguments)
        options.job_name = options.job_name or os.path.basename((options.script or ["wrap"])[0])
        options.megabytes = megabytes(options.mem)
        indices, throttle = array(options.array)
        if self.refusals:
            raise Refusal(self.refusals.pop(0))
        folder = os.path.join(request["folder"], options.chdir or "")
        environment = self.exported(options.export, request["environment"])
        job = self.cluster.submit(options, text, environment, folder, indices, throttle)
        if self.lost_answers > 0:
            self.lost_answers -= 1
            raise Refusal(
                "Batch job submission failed: Socket timed out on send/recv operation")
        return f"{job.id}\n" if options.parsable else f"Submitted batch job {job.id}\n"

    @staticmethod
    def exported(export, environment):
        """The submitter's environment as far as `--export` lets it pass."""
        passed = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": os.environ.get("HOME", "/")}
        for word in export.split(","):
            name, _, value = word.partition("=")
            if word == "ALL":
                passed = dict(environment)
            elif "=" in word:
                passed[name] = value
            elif name in environment:
                passed[name] = environment[name]
        return passed

    # MARK: squeue

    def squeue(self, arguments, request):
        parser = Options(add_help=False, allow_abbrev=False)
        parser.add_argument("-h", "--noheader", action="store_true")
        parser.add_argument("-r", "--array", action="store_true")
        parser.add_argument("-t", "--states")
        for names in [["-u", "--user"], ["-j", "--jobs"], ["-n", "--name"]]:
            parser.add_argument(*names)
        parser.add_argument("--me", action="store_true")
        parser.add_argument("-o", "--format", default="%i %P %j %u %t %M %N")
        options = parser.parse_args(arguments)
        me = pwd.getpwuid(os.getuid()).pw_name
        if options.user and not {me, str(os.getuid())} & set(options.user.split(",")):
            return ""
        self.longest_list = int(request["environment"].get("SLURM_BITSTR_LEN", 64))
        states = LISTED
        if options.states:
            states = None if options.states == "all" else set(options.states.upper().split(","))
        jobs = self.cluster.jobs
        if options.jobs:
            wanted = options.jobs.split(",")
            known = {
                label for job in jobs for task in job.tasks
                for label in (str(job.id), task.label, str(task.id))}
            if len(wanted) == 1 and wanted[0] not in known:
                raise Refusal("slurm_load_jobs error: Invalid job id specified")
            jobs = [
                job for job in jobs
                if any({str(job.id), task.label, str(task.id)} & set(wanted) for task in job.tasks)]
        if options.name:
            jobs = [job for job in jobs if job.name in options.name.split(",")]
        rows = [] if options.noheader else [re.sub(r"%[\d.]*(\w)", r"\1", options.format)]
        for job in jobs:
            rows += [
                self.row(options.format, job, tasks, me, apart=options.array)
                for tasks in self.groups(job, options.array)
                if states is None or tasks[0].state in states]
        return "".join(row + "\n" for row in rows)

    @staticmethod
    def groups(job, apart):
        """The tasks of each row: those that never started share one."""
        waiting = [task for task in job.tasks if task.id is None]
        rest = [[task] for task in job.tasks if task.id is not None]
        if apart or not job.is_array:
            return [[task] for task in waiting] + rest
        return ([waiting] if waiting else []) + rest

    def row(self, form, job, tasks, me, apart):
        task = tasks[0]
        index, label = "N/A", str(job.id)
        if job.is_array:
            index = str(task.index)
            label = task.label
            if task.id is None and not apart:
                index = listed([each.index for each in tasks], self.longest_list)
                index += f"%{job.throttle}" if job.throttle else ""
                label = f"{job.id}_[{index}]"
        fields = {
            "F": job.id, "K": index, "A": task.id or job.id, "i": label, "T": task.state,
            "t": {"PENDING": "PD", "RUNNING": "R", "COMPLETING": "CG"}.get(
                task.state, task.state[:2]),
            "r": task.reason, "N": task.node, "j": job.name, "M": elapsed(task),
            "V": stamp(job.submitted), "S": stamp(task.began), "e": stamp(task.ended),
            "u": me, "P": job.options.partition, "l": job.options.time or "UNLIMITED",
        }
        return re.sub(r"%[\d.]*(\w)", lambda match: str(fields[match[1]]), form)

    # MARK: sacct

    def sacct(self, arguments, request):
        if not self.has_accounting:
            raise Refusal("Slurm accounting storage is disabled")
        parser = Options(add_help=False, allow_abbrev=False)
        for names in [["-n", "--noheader"], ["-P", "--parsable2"], ["-X", "--allocations"]]:
            parser.add_argument(*names, action="store_true")
        for names in [["-j", "--jobs"], ["-u", "--user"], ["-S", "--starttime"], ["--name"]]:
            parser.add_argument(*names)
        parser.add_argument("-o", "--format", default="JobID,JobName,State,ExitCode")
        options = parser.parse_args(arguments)
        wanted = options.jobs.split(",") if options.jobs else None
        names = [name.split("%")[0] for name in options.format.split(",")]
        rows = [] if options.noheader else [names]
        for task in self.cluster.remembered():
            if wanted and not {str(task.job.id), task.label, str(task.id)} & set(wanted):
                continue
            if options.name and task.job.name not in options.name.split(","):
                continue
            state = "CANCELLED by 0" if task.state == "CANCELLED" else task.state
            fields = {
                "jobid": task.label, "jobidraw": task.id or task.job.id,
                "jobname": task.job.name, "state": state, "exitcode": task.code,
                "submit": stamp(task.job.submitted), "start": stamp(task.began),
                "end": stamp(task.ended), "nodelist": task.node or "None assigned",
                "elapsed": elapsed(task), "user": pwd.getpwuid(os.getuid()).pw_name,
            }
            rows.append([str(fields[name.lower()]) for name in names])
        if options.parsable2:
            return "".join("|".join(row) + "\n" for row in rows)
        # Columns of ten; what does not fit ends in a plus sign.
        return "".join(
            " ".join((f"{cell[:9]}+" if len(cell) > 10 else cell).rjust(10) for cell in row) + " \n"
            for row in rows)

    # MARK: scancel

    def scancel(self, arguments, request):
        parser = Options(add_help=False, allow_abbrev=False)
        parser.add_argument("-n", "--name")
        parser.add_argument("-u", "--user")
        parser.add_argument("-Q", "--quiet", action="store_true")
        parser.add_argument("ids", nargs="*")
        options = parser.parse_args(arguments)
        labels = [label for word in options.ids for label in self.labels(word)]
        if options.name:
            labels += [str(job.id) for job in self.cluster.jobs if job.name == options.name]
        for label in labels:
            self.cluster.cancel(label)
        return ""

    @staticmethod
    def labels(word):
        """The tasks of `7_[0-2,5]`; any other word is one label, or several apart by commas."""
        match = re.fullmatch(r"(\d+)_\[([\d,-]+)\]", word)
        if not match:
            return word.split(",")
        return [f"{match[1]}_{index}" for index in array(match[2])[0]]

    # MARK: scontrol

    def scontrol(self, arguments, request):
        if arguments != ["show", "config"]:
            raise Refusal(f"invalid keyword: {arguments[0] if arguments else ''}")
        return f"MaxArraySize            = {MAX_ARRAY_SIZE}\n"
