"""How fast other programs take in measured numbers; `bench_store.py` runs it once for each.

    python store_peers.py PEER BATCH ROWS FOLDER     prints {"seconds", "rows", "version", "durability"}

Every peer gets the same rows (name, step, value) and keeps them in SQLite, or in what it has instead.
BATCH is how many rows one call or transaction may hold; 1 asks for a commit a row.
"""
import json
import os
import sqlite3
import sys
import time


def values(count):
    return [(row % 15, row // 15, row * 0.123456789) for row in range(count)]


def raw_sqlite(batch, rows, folder):
    """sqlite3 of Python's library, journal and durability as runexp's store has them."""
    database = sqlite3.connect(os.path.join(folder, "raw.sqlite"), isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute(
        "CREATE TABLE metric(stage INTEGER NOT NULL, row INTEGER NOT NULL, quantity INTEGER NOT NULL,"
        " sample INTEGER, value REAL NOT NULL, PRIMARY KEY(stage, row)) STRICT, WITHOUT ROWID")
    insert = "INSERT INTO metric VALUES (?, ?, ?, ?, ?)"
    data = values(rows)
    start = time.perf_counter()
    for first in range(0, rows, batch):
        chunk = [(first, place, *row) for place, row in enumerate(data[first:first + batch])]
        if batch == 1:
            database.execute(insert, chunk[0])
        else:
            database.execute("BEGIN")
            database.executemany(insert, chunk)
            database.execute("COMMIT")
    seconds = time.perf_counter() - start
    return seconds, sqlite3.sqlite_version, "WAL, synchronous NORMAL"


def mlflow(batch, rows, folder):
    """`log_batch` into its SQLite store; its own limit is 1,000 metrics a call."""
    import mlflow as library
    from mlflow.entities import Metric
    client = library.MlflowClient(tracking_uri=f"sqlite:///{folder}/mlflow.db")
    run = client.create_run(client.create_experiment("bench")).info.run_id
    batch = min(batch, 1000)
    metrics = [Metric(f"S{order}", value, 0, sample) for order, sample, value in values(rows)]
    start = time.perf_counter()
    for first in range(0, rows, batch):
        client.log_batch(run, metrics=metrics[first:first + batch])
    return time.perf_counter() - start, library.__version__, "its SQLite defaults"


def optuna(batch, rows, folder):
    """`trial.report` into its SQLite storage; it has no batches."""
    import optuna as library
    library.logging.set_verbosity(library.logging.ERROR)
    study = library.create_study(storage=f"sqlite:///{folder}/optuna.db")
    trial = study.ask()
    data = values(rows)
    start = time.perf_counter()
    for step, (_, _, value) in enumerate(data):
        trial.report(value, step)
    return time.perf_counter() - start, library.__version__, "its SQLite defaults"


def aim(batch, rows, folder):
    """`run.track` into its own store, ended by closing the run."""
    import aim as library
    run = library.Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
    data = values(rows)
    start = time.perf_counter()
    for order, sample, value in data:
        run.track(value, name=f"S{order}", step=sample)
    run.close()
    from aim.__version__ import __version__ as version
    return time.perf_counter() - start, version, "its defaults (RocksDB)"


PEERS = {"sqlite3": raw_sqlite, "mlflow": mlflow, "optuna": optuna, "aim": aim}

if __name__ == "__main__":
    peer, batch, rows, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    seconds, version, durability = PEERS[peer](batch, rows, folder)
    print(json.dumps(
        {"seconds": seconds, "rows": rows, "version": version, "durability": durability}))
