/// The third schema: what people ask for without reading every row, what they wrote beside it, and
/// what a run was made from.
///
/// `summary` has, for each stage, a row for each quantity, epoch and kind of row (`of_samples` is 1
/// for rows of single samples), so that lists and comparisons do not read millions of rows; those of
/// older databases are made with the functions of `SQLFunctions`, which round as we do. `tensor`
/// tells the arrays inside a stage's files. `stage_file` names the files a stage read besides other
/// stages, as its key counts them; `run_file` those a run was made from: its spec and what that
/// extends, with their texts, and data. `exclusion` names what a study leaves out and why.
/// `annotation` holds tags and notes; each has a file of its own in the results folder.
let schemaVersion3 = """
  CREATE TABLE summary(
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    quantity INTEGER NOT NULL REFERENCES quantity(id),
    checkpoint INTEGER,
    of_samples INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    mean REAL NOT NULL,
    sd REAL,
    minimum REAL NOT NULL,
    maximum REAL NOT NULL,
    last REAL NOT NULL,
    PRIMARY KEY(stage, position)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO summary(stage, position, quantity, checkpoint, of_samples, rows, mean, sd, minimum,
      maximum, last)
    SELECT stage, row_number() OVER (PARTITION BY stage ORDER BY first_row) - 1, quantity,
      checkpoint, of_samples, rows, mean, sd, minimum, maximum,
      (SELECT value FROM metric WHERE metric.stage = grouped.stage AND metric.row = last_row)
    FROM (
      SELECT stage, quantity, checkpoint, sample IS NOT NULL AS of_samples, count(*) AS rows,
        avg(value) AS mean, sd(value) AS sd, min(value) AS minimum, max(value) AS maximum,
        min(row) AS first_row, max(row) AS last_row
      FROM metric GROUP BY stage, quantity, checkpoint, of_samples
    ) AS grouped;
  CREATE TABLE tensor(
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    artifact TEXT NOT NULL,
    name TEXT NOT NULL,
    dtype TEXT NOT NULL,
    shape TEXT NOT NULL,
    axes TEXT,
    PRIMARY KEY(stage, artifact, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE run_file(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER,
    sha256 TEXT NOT NULL,
    text TEXT,
    PRIMARY KEY(run, role, path)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE stage_file(
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY(stage, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE exclusion(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY(run, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE annotation(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    study TEXT,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT,
    at REAL NOT NULL
  ) STRICT;
  CREATE INDEX annotation_subject ON annotation(subject_kind, subject);
  ALTER TABLE run ADD COLUMN git_commit TEXT;
  ALTER TABLE run ADD COLUMN git_diff TEXT;

  DROP VIEW strength;
  DROP VIEW metrics;
  CREATE VIEW metrics AS
    SELECT \(metricColumns) FROM \(orderedMetrics);
  CREATE VIEW strength AS SELECT * FROM metrics WHERE context_order IS NOT NULL;
  CREATE VIEW stages AS
    SELECT stage.key AS key, stage.label AS label, stage.kind AS kind, stage.version AS version,
      CASE WHEN stage.finished_at IS NULL THEN 'absent' ELSE 'finished' END AS state,
      stage.finished_at AS finished_at, stage.wall_seconds AS wall_seconds,
      stage.cpu_seconds AS cpu_seconds, stage.peak_bytes AS peak_bytes,
      stage.forward_passes AS forward_passes, stage.row_count AS rows,
      stage.parameters AS parameters, stage.environment AS environment, stage.binary AS binary
    FROM stage;
  CREATE VIEW runs AS
    SELECT run.name AS run, study.name AS study, run.status AS status,
      run.started_at AS started_at, run.ended_at AS ended_at, run.host AS host, run.pid AS pid,
      run.jobs AS jobs, run.cached AS cached, run.planned AS planned,
      (SELECT count(*) FROM run_stage WHERE run_stage.run = run.id
       AND run_stage.state IN ('finished', 'finished-elsewhere')) AS finished,
      (SELECT count(*) FROM run_stage WHERE run_stage.run = run.id
       AND run_stage.state = 'failed') AS failed,
      (SELECT count(*) FROM run_stage WHERE run_stage.run = run.id
       AND run_stage.state = 'skipped') AS skipped,
      (SELECT count(*) FROM exclusion WHERE exclusion.run = run.id) AS excluded,
      run.command AS command, run.git_commit AS git_commit
    FROM run JOIN study ON study.id = run.study;
  CREATE VIEW artifacts AS
    SELECT stage.key AS key, stage.label AS label, stage.kind AS kind,
      'stages/' || substr(stage.key, 1, 2) || '/' || stage.key || '/' || artifact.name AS path,
      artifact.name AS name, artifact.size AS size, artifact.sha256 AS sha256,
      tensor.name AS tensor, tensor.dtype AS dtype, tensor.shape AS shape, tensor.axes AS axes
    FROM artifact JOIN stage ON stage.id = artifact.stage
    LEFT JOIN tensor ON tensor.stage = artifact.stage AND tensor.artifact = artifact.name;
  """

/// The rows of `metrics`, in the order of joins that is always right.
///
/// Left to itself and without statistics, SQLite reads every number of the store to find those of one
/// cell.
let orderedMetrics = """
  study CROSS JOIN cell ON cell.study = study.id
    CROSS JOIN cell_stage ON cell_stage.cell = cell.id
    CROSS JOIN metric ON metric.stage = cell_stage.stage
    CROSS JOIN quantity ON quantity.id = metric.quantity
  """
