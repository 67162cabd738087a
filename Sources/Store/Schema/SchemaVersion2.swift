/// The second schema: what became of each stage of a run, as it happens, and what stages cost.
///
/// `run_stage` has a row for every stage that a run had to run (those with a result are counted in
/// `run.cached`): `planned`, then `queued`, `running` or `waiting`, at last `finished`, `finished-elsewhere`,
/// `failed`, `skipped` or `stopped`. A run that was killed keeps `running` rows until the next run
/// of its study calls it `killed`. `stage_label` says which stage a study meant by a label, and when
/// a plan last did: what an explanation compares with.
let schemaVersion2 = """
  ALTER TABLE study ADD COLUMN plan TEXT;
  ALTER TABLE run ADD COLUMN host TEXT;
  ALTER TABLE run ADD COLUMN pid INTEGER;
  ALTER TABLE run ADD COLUMN cached INTEGER;
  ALTER TABLE run ADD COLUMN planned INTEGER;
  ALTER TABLE run ADD COLUMN jobs INTEGER;
  ALTER TABLE stage ADD COLUMN peak_bytes INTEGER;
  ALTER TABLE stage ADD COLUMN forward_passes INTEGER;
  CREATE TABLE run_stage(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    stage INTEGER NOT NULL REFERENCES stage(id),
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    weight REAL NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    attempt TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    started_at REAL,
    ended_at REAL,
    progress REAL,
    message TEXT,
    output TEXT,
    PRIMARY KEY(run, stage)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX run_stage_stage ON run_stage(stage);
  CREATE TABLE stage_label(
    study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
    seen_at REAL NOT NULL,
    PRIMARY KEY(study, label, stage)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX stage_label_stage ON stage_label(stage);
  """
