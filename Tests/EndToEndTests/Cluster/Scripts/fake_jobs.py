"""The jobs of a fake Slurm and the processes they run as."""

import os
import signal
import subprocess
import time

import supervised

KILL_WAIT = 2  # seconds from TERM to KILL
REQUEUE_DELAY = 1  # seconds from being put back to the next start
NODES = ["fake1", "fake2"]
FINAL_CODES = {"OUT_OF_MEMORY": "0:125", "PREEMPTED": "0:15", "COMPLETED": "0:0"}


class Job:
    """What one sbatch submitted."""

    def __init__(self, id, name, options, script, environment, folder, indices, throttle):
        self.id, self.name, self.options, self.script = id, name, options, script
        self.environment, self.folder, self.throttle = environment, folder, throttle
        self.submitted = time.time()
        self.megabytes = options.megabytes
        self.is_array = indices != [None]
        self.indices = indices
        self.tasks = [Task(self, index) for index in indices]
        self.held = None


class Task:
    """One task of an array, or a job that is no array."""

    def __init__(self, job, index):
        self.job, self.index = job, index
        self.id = None  # its own job id, from its first start on
        self.state, self.reason, self.code, self.node = "PENDING", "None", "0:0", ""
        self.starts, self.began, self.ended, self.earliest = 0, None, None, 0.0
        self.process, self.doom = None, None
        self.becomes, self.kill_at = None, None  # what it is once its processes have ended

    @property
    def label(self):
        return f"{self.job.id}_{self.index}" if self.job.is_array else f"{self.job.id}"


class Cluster:
    """Starts what is pending, sees what ended."""

    def __init__(self, spool):
        self.spool, self.jobs, self.next_id = spool, [], 1
        self.history = []  # every job there ever was, also those the controller forgot
        self.slots, self.dooms, self.duplicates, self.hold, self.requeues = 2, [], 0, None, True

    def tasks(self):
        return [task for job in self.jobs for task in job.tasks]

    def remembered(self):
        return [task for job in self.history for task in job.tasks]

    def find(self, label):
        """The tasks of `7`, `7_3`, or the task whose own id is 7."""
        return [
            task for task in self.tasks()
            if label in (task.label, str(task.job.id))] or [
            task for task in self.tasks() if label == str(task.id)]

    def new_id(self):
        self.next_id += 1
        return self.next_id - 1

    def submit(self, options, text, environment, folder, indices, throttle):
        id = self.new_id()
        script = f"{self.spool}/job{id:05}"
        with open(script, "w", opener=lambda path, flags: os.open(path, flags, 0o700)) as file:
            file.write(text)
        job = Job(id, options.job_name, options, script, environment, folder, indices, throttle)
        job.held = self.hold
        for task in job.tasks:
            task.reason = self.hold or "None"
        self.jobs.append(job)
        self.history.append(job)
        return job

    # MARK: starting

    def start(self, task):
        job = task.job
        if task.id is None:
            isLast = sum(other.id is None for other in job.tasks) == 1
            task.id = job.id if isLast else self.new_id()
        task.node = NODES[task.id % len(NODES)]
        task.state, task.reason, task.began = "RUNNING", "None", time.time()
        task.starts += 1
        task.doom = None
        if self.dooms:
            state, seconds = self.dooms.pop(0)
            task.doom = (state, time.monotonic() + seconds)
        task.process = self.spawn(task)
        if task.process and self.duplicates > 0:
            self.duplicates -= 1
            self.spawn(task)

    def environment(self, task):
        job = task.job
        own = {
            "SLURM_JOB_ID": task.id, "SLURM_JOBID": task.id, "SLURM_JOB_NAME": job.name,
            "SLURMD_NODENAME": task.node, "SLURM_JOB_NODELIST": task.node,
            "SLURM_CPUS_ON_NODE": job.options.cpus_per_task, "SLURM_SUBMIT_DIR": job.folder,
            "SLURM_JOB_PARTITION": job.options.partition, "SLURM_MEM_PER_NODE": job.megabytes,
        }
        if job.is_array:
            own |= {
                "SLURM_ARRAY_JOB_ID": job.id, "SLURM_ARRAY_TASK_ID": task.index,
                "SLURM_ARRAY_TASK_COUNT": len(job.indices),
                "SLURM_ARRAY_TASK_MIN": min(job.indices), "SLURM_ARRAY_TASK_MAX": max(job.indices),
            }
        if task.starts > 1:
            own["SLURM_RESTART_COUNT"] = task.starts - 1
        return job.environment | {name: str(value) for name, value in own.items()}

    def spawn(self, task):
        """The script as a process; without a folder for its output a job fails and says nothing."""
        options = task.job.options
        path = options.output or ("slurm-%A_%a.out" if task.job.is_array else "slurm-%j.out")
        for letter, value in [
            ("A", task.job.id), ("a", task.index), ("j", task.id), ("x", task.job.name),
            ("N", task.node),
        ]:
            path = path.replace("%" + letter, str(value))
        folder = task.job.folder if os.path.isdir(task.job.folder) else "/tmp"
        try:
            appends = options.open_mode == "append"
            output = open(os.path.join(folder, path), "ab" if appends else "wb")
        except OSError:
            self.finish(task, "FAILED", "JobLaunchFailure", "0:53")
            return None
        with output:
            return subprocess.Popen(
                [task.job.script, *options.script[1:]], cwd=folder,
                env=self.environment(task), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True)

    # MARK: ending

    def finish(self, task, state, reason="None", code=None):
        task.state, task.reason, task.ended = state, reason, time.time()
        task.code = code or FINAL_CODES.get(state, "0:0")

    def put_back(self, task):
        task.state, task.reason, task.node = "PENDING", "BeginTime", ""
        task.earliest = time.monotonic() + REQUEUE_DELAY

    def kill(self, task, becomes, at_once=False):
        """Ends the processes of a running task, which then is `becomes`; None puts it back."""
        task.state, task.becomes = "COMPLETING", becomes
        pids = [task.process.pid, *supervised.descendants(task.process.pid)]
        supervised.send(pids, signal.SIGKILL if at_once else signal.SIGTERM)
        task.kill_at = time.monotonic() + KILL_WAIT

    def requeue(self, task):
        if task.state == "RUNNING":
            self.kill(task, None)
        elif task.ended:
            task.ended = None
            self.put_back(task)

    def cancel(self, label):
        whole = label.isdigit() and any(job.id == int(label) for job in self.jobs)
        for task in self.find(label):
            if task.state == "RUNNING":
                self.kill(task, "CANCELLED")
            elif task.state == "PENDING" and (whole or task.id is not None):
                self.finish(task, "CANCELLED", task.reason)
            elif task.state == "PENDING":
                # A task that never started and is cancelled alone leaves no trace.
                task.job.tasks.remove(task)

    def forget(self, label):
        self.jobs = [job for job in self.jobs if str(job.id) != label]

    def add_stranger(self, id, name, state):
        self.forget(id)
        options = type("Options", (), {"megabytes": 1, "partition": "main", "time": None})()
        stranger = Job(int(id), name, options, None, {}, "/", [None], None)
        stranger.held = "Priority"
        stranger.tasks[0].id, stranger.tasks[0].state = int(id), state
        self.jobs.append(stranger)

    def meet_doom(self, task):
        state, _ = task.doom
        task.doom = None
        is_requeued = self.requeues and task.job.options.requeue is not False
        is_put_back = is_requeued and state in ("NODE_FAIL", "PREEMPTED")
        self.kill(
            task, None if is_put_back else state, at_once=state in ("NODE_FAIL", "OUT_OF_MEMORY"))

    # MARK: time

    def tick(self):
        supervised.reap({task.process.pid for task in self.tasks() if task.process})
        for task in [task for task in self.tasks() if task.process]:
            self.follow(task)
        busy = sum(task.process is not None for task in self.tasks())
        for task in self.tasks():
            if busy >= self.slots:
                break
            if self.may_start(task):
                self.start(task)
                busy += task.process is not None

    def may_start(self, task):
        job = task.job
        running = sum(other.process is not None for other in job.tasks)
        return (
            task.state == "PENDING" and job.held is None and time.monotonic() >= task.earliest
            and (job.throttle is None or running < job.throttle))

    def follow(self, task):
        code = task.process.poll()
        if code is None:
            if task.state == "COMPLETING" and time.monotonic() >= task.kill_at:
                supervised.send(
                    [task.process.pid, *supervised.descendants(task.process.pid)], signal.SIGKILL)
            elif task.doom and time.monotonic() >= task.doom[1]:
                self.meet_doom(task)
            return
        task.process = None
        if task.state == "COMPLETING":
            if task.becomes is None:
                self.put_back(task)
            else:
                self.finish(task, task.becomes)
        elif code == 0:
            self.finish(task, "COMPLETED")
        elif code > 0:
            self.finish(task, "FAILED", "NonZeroExitCode", f"{code}:0")
        else:
            self.finish(task, "FAILED", "JobLaunchFailure", f"0:{-code}")
