/// The first schema: tidy, typed tables with integer keys, and the views everyone reads.
///
/// Rows of a stage are stored once, however many cells the stage belongs to; `cell_stage` says
/// which, in which role. `quantity` holds what many rows have in common, so that a row of `metric`
/// is about 30 bytes. Times are seconds since 1970; documents are JSON text.
let schemaVersion1 = """
  CREATE TABLE study(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT
  ) STRICT;
  CREATE TABLE run(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    study INTEGER NOT NULL REFERENCES study(id),
    spec_text TEXT NOT NULL,
    resolved_spec TEXT NOT NULL,
    command TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL,
    status TEXT NOT NULL
  ) STRICT;
  CREATE TABLE environment(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY(run, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE stage(
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT,
    version INTEGER,
    label TEXT,
    parameters TEXT,
    binary TEXT,
    environment TEXT,
    wall_seconds REAL,
    cpu_seconds REAL,
    finished_at REAL,
    row_count INTEGER
  ) STRICT;
  CREATE TABLE stage_input(
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    input INTEGER NOT NULL REFERENCES stage(id),
    PRIMARY KEY(stage, role, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX stage_input_input ON stage_input(input);
  CREATE TABLE artifact(
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY(stage, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE event(
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    stage INTEGER REFERENCES stage(id),
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_run ON event(run);
  CREATE TABLE cell(
    id INTEGER PRIMARY KEY,
    study INTEGER NOT NULL REFERENCES study(id),
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    variant TEXT,
    seed INTEGER,
    coordinates TEXT NOT NULL,
    UNIQUE(study, label)
  ) STRICT;
  CREATE TABLE cell_stage(
    id INTEGER PRIMARY KEY,
    cell INTEGER NOT NULL REFERENCES cell(id) ON DELETE CASCADE,
    stage INTEGER NOT NULL REFERENCES stage(id),
    measure TEXT,
    model TEXT,
    checkpoint INTEGER,
    reference TEXT
  ) STRICT;
  CREATE INDEX cell_stage_cell ON cell_stage(cell, measure);
  CREATE INDEX cell_stage_stage ON cell_stage(stage);
  CREATE TABLE quantity(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    split TEXT,
    layer TEXT,
    class TEXT,
    label_kind TEXT,
    part TEXT,
    context_order INTEGER,
    interaction_order INTEGER,
    exact INTEGER NOT NULL,
    unit TEXT,
    reference TEXT
  ) STRICT;
  CREATE INDEX quantity_name ON quantity(name, context_order);
  CREATE TABLE metric(
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    quantity INTEGER NOT NULL REFERENCES quantity(id),
    sample INTEGER,
    checkpoint INTEGER,
    step INTEGER,
    value REAL NOT NULL,
    std_error REAL,
    count INTEGER,
    PRIMARY KEY(stage, row)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sample(
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    sample INTEGER NOT NULL,
    split TEXT NOT NULL,
    label TEXT NOT NULL,
    given_label TEXT,
    PRIMARY KEY(stage, sample)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE measured(
    study INTEGER NOT NULL REFERENCES study(id),
    measure TEXT NOT NULL,
    PRIMARY KEY(study, measure)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE claim_registration(
    study INTEGER NOT NULL REFERENCES study(id),
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    hash TEXT NOT NULL,
    text TEXT NOT NULL,
    seen_at REAL NOT NULL,
    data_existed INTEGER NOT NULL,
    PRIMARY KEY(study, name, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE claim_verdict(
    study INTEGER NOT NULL REFERENCES study(id),
    name TEXT NOT NULL,
    claim_hash TEXT NOT NULL,
    inputs_hash TEXT NOT NULL,
    judged_at REAL NOT NULL,
    run TEXT,
    verdict TEXT NOT NULL,
    registration TEXT NOT NULL,
    estimate REAL,
    low REAL,
    high REAL,
    p REAL,
    adjusted_p REAL,
    units INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY(study, name)
  ) STRICT, WITHOUT ROWID;

  CREATE VIEW metrics AS
    SELECT \(metricColumns) FROM \(plannedMetrics);
  CREATE VIEW all_metrics AS
    SELECT \(metricColumns)
    FROM metric JOIN quantity ON quantity.id = metric.quantity
    LEFT JOIN cell_stage ON cell_stage.stage = metric.stage
    LEFT JOIN cell ON cell.id = cell_stage.cell
    LEFT JOIN study ON study.id = cell.study;
  CREATE VIEW cells AS
    SELECT \(cellColumns) FROM cell JOIN study ON study.id = cell.study;
  CREATE VIEW strength AS SELECT * FROM metrics WHERE context_order IS NOT NULL;
  """

/// The columns of the view `metrics`, in the order promised.
///
/// An expression has no type of its own in SQLite: without the casts `checkpoint = '20'` would be
/// false in every row.
let metricColumns = """
  study.name AS study, cell.variant AS variant, cell.label AS cell, cell.seed AS seed,
      cell_stage.model AS model,
      CAST(coalesce(quantity.reference, cell_stage.reference) AS TEXT) AS reference,
      cell_stage.measure AS measure, quantity.name AS name, quantity.split AS split,
      CAST(coalesce(metric.checkpoint, cell_stage.checkpoint) AS INTEGER) AS checkpoint,
      metric.step AS step,
      quantity.layer AS layer, metric.sample AS sample, quantity.class AS class,
      quantity.label_kind AS label_kind, quantity.part AS part,
      quantity.context_order AS context_order,
      quantity.interaction_order AS interaction_order, metric.value AS value,
      metric.std_error AS std_error, metric.count AS count, quantity.exact AS exact,
      quantity.unit AS unit
  """

/// The rows of `metrics`: those of stages in a study's current plan.
let plannedMetrics = """
  study JOIN cell ON cell.study = study.id
    JOIN cell_stage ON cell_stage.cell = cell.id
    JOIN metric ON metric.stage = cell_stage.stage
    JOIN quantity ON quantity.id = metric.quantity
  """

/// The columns of the view `cells`.
let cellColumns = """
  study.name AS study, cell.label AS cell, cell.position AS position, cell.variant AS variant,
      cell.seed AS seed, cell.coordinates AS coordinates,
      (SELECT count(*) FROM cell_stage WHERE cell_stage.cell = cell.id) AS stages,
      (SELECT count(*) FROM cell_stage JOIN stage ON stage.id = cell_stage.stage
       WHERE cell_stage.cell = cell.id AND stage.finished_at IS NOT NULL) AS finished
  """
