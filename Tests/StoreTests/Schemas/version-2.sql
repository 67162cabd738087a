BEGIN TRANSACTION;
CREATE TABLE artifact(
  stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY(stage, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "artifact" VALUES(1,'checkpoint.safetensors',13360,'d6dfdc403416121fa899c2d9da006f28be7d41900534087b573a29d5ef2a9ea0');
INSERT INTO "artifact" VALUES(1,'metrics.bin',451,'482cb2ce7774f7d0a770da28e8cfb6c68641da947fda0424d90370055a7e2037');
INSERT INTO "artifact" VALUES(2,'metrics.bin',2114,'6bf0e111805634dcc65d77175afa298572093562e62cfdd1dc2021af41bde405');
INSERT INTO "artifact" VALUES(3,'metrics.bin',2401,'d9ad703e35a3939779ec7f7bb830ab0839970f953bbcee34bd15fb9a9afd2b9a');
INSERT INTO "artifact" VALUES(4,'metrics.bin',2114,'24158a146cb479d21f1e8cba4bf9b9aed5d35781ea50399a20c2a4878aaa1add');
INSERT INTO "artifact" VALUES(5,'metrics.bin',2401,'5b8cd725115e06e973f0ef02daed79e08acfa204bdd4ea9a7b37a06bf8e8dbdd');
INSERT INTO "artifact" VALUES(6,'data.safetensors',64208,'18f60c2398c5416d02ee3903d9e78b515a495d6f2784791cd516a14de030dfb3');
INSERT INTO "artifact" VALUES(7,'checkpoint.safetensors',13160,'eea700ad95e4761e264b19c7c14918844f9a87fe14982e133bb322755ba39ada');
INSERT INTO "artifact" VALUES(7,'metrics.bin',99,'bb692c4449e122d2a13f0d2c4ba8f83de5735bfba4e3503f64f6529760e76545');
INSERT INTO "artifact" VALUES(8,'tables.safetensors',397,'06f354a0b5b7ab5e2fa825597c98bad1a0187bd56d027ed91af588f6105cb456');
INSERT INTO "artifact" VALUES(9,'tables.safetensors',397,'30dfa429d31de7b06929734423c566b96358124b1a5cbbf3c620e074cb5c0889');
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
INSERT INTO "cell" VALUES(1,1,0,'seed=0',NULL,0,'{"seed":0}');
CREATE TABLE cell_stage(
  id INTEGER PRIMARY KEY,
  cell INTEGER NOT NULL REFERENCES cell(id) ON DELETE CASCADE,
  stage INTEGER NOT NULL REFERENCES stage(id),
  measure TEXT,
  model TEXT,
  checkpoint INTEGER,
  reference TEXT
) STRICT;
INSERT INTO "cell_stage" VALUES(1,1,1,'training','main',NULL,NULL);
INSERT INTO "cell_stage" VALUES(2,1,2,'strength','main',0,NULL);
INSERT INTO "cell_stage" VALUES(3,1,3,'strength','main',0,NULL);
INSERT INTO "cell_stage" VALUES(4,1,4,'strength','main',1,NULL);
INSERT INTO "cell_stage" VALUES(5,1,5,'strength','main',1,NULL);
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
CREATE TABLE environment(
  run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(run, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "environment" VALUES(1,'binary','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562');
INSERT INTO "environment" VALUES(1,'blas','OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64');
INSERT INTO "environment" VALUES(1,'blas_core','Cooperlake');
INSERT INTO "environment" VALUES(1,'cpu','AMD EPYC');
INSERT INTO "environment" VALUES(1,'host','vm');
INSERT INTO "environment" VALUES(1,'kernel','6.18.44-fc-v657');
INSERT INTO "environment" VALUES(1,'libc','glibc 2.36');
INSERT INTO "environment" VALUES(1,'machine','x86_64');
INSERT INTO "environment" VALUES(1,'runexp','0.1.0');
CREATE TABLE event(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  at REAL NOT NULL,
  kind TEXT NOT NULL,
  stage INTEGER REFERENCES stage(id),
  text TEXT NOT NULL
) STRICT;
CREATE TABLE measured(
  study INTEGER NOT NULL REFERENCES study(id),
  measure TEXT NOT NULL,
  PRIMARY KEY(study, measure)
) STRICT, WITHOUT ROWID;
INSERT INTO "measured" VALUES(1,'strength');
INSERT INTO "measured" VALUES(1,'training');
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
INSERT INTO "metric" VALUES(1,0,1,NULL,1,NULL,2.27224505032053336606e+00,NULL,20);
INSERT INTO "metric" VALUES(1,1,2,NULL,1,NULL,0.15,NULL,20);
INSERT INTO "metric" VALUES(1,2,3,NULL,1,NULL,2.28614041892532604549e+00,NULL,60);
INSERT INTO "metric" VALUES(1,3,4,NULL,1,NULL,1.33333333333333331482e-01,NULL,60);
INSERT INTO "metric" VALUES(2,0,5,0,NULL,NULL,-3.09014605444408729795e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,1,6,0,NULL,NULL,3.11413200780406018708e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,2,7,0,NULL,NULL,3.11413200780406018708e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,3,8,0,NULL,NULL,1.38348992271050730273e+00,NULL,NULL);
INSERT INTO "metric" VALUES(2,4,9,0,NULL,NULL,149.060655783882,NULL,NULL);
INSERT INTO "metric" VALUES(2,5,10,0,NULL,NULL,2.1663579311161792161e-03,NULL,NULL);
INSERT INTO "metric" VALUES(2,6,11,0,NULL,NULL,1.0,NULL,6);
INSERT INTO "metric" VALUES(2,7,12,0,NULL,NULL,-4.79081323165914119144e-03,NULL,NULL);
INSERT INTO "metric" VALUES(2,8,13,0,NULL,NULL,2.10765264889002552906e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,9,14,0,NULL,NULL,2.13115450333244589586e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,10,15,0,NULL,NULL,9.36349580880363685508e-01,NULL,NULL);
INSERT INTO "metric" VALUES(2,11,16,0,NULL,NULL,1.00884639835714551737e+02,NULL,NULL);
INSERT INTO "metric" VALUES(2,12,17,0,NULL,NULL,7.98987930743887153108e-04,NULL,NULL);
INSERT INTO "metric" VALUES(2,13,18,0,NULL,NULL,0.944969363034244,NULL,6);
INSERT INTO "metric" VALUES(2,14,19,0,NULL,NULL,1.46995866240927641754e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,15,20,0,NULL,NULL,1.53099024253231155018e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,16,21,0,NULL,NULL,1.53099024253231155018e-02,NULL,NULL);
INSERT INTO "metric" VALUES(2,17,22,0,NULL,NULL,6.80160496409129455841e-01,NULL,NULL);
INSERT INTO "metric" VALUES(2,18,23,0,NULL,NULL,7.32821887378866136924e+01,NULL,NULL);
INSERT INTO "metric" VALUES(2,19,24,0,NULL,NULL,1.19394909518093315231e-03,NULL,NULL);
INSERT INTO "metric" VALUES(2,20,25,0,NULL,NULL,1.0,NULL,6);
INSERT INTO "metric" VALUES(2,21,26,0,NULL,NULL,-1.78208158783059200658e+00,NULL,NULL);
INSERT INTO "metric" VALUES(2,22,27,0,NULL,NULL,-1.78229050493158203138e+00,NULL,NULL);
INSERT INTO "metric" VALUES(2,23,28,0,NULL,NULL,2.08917100990024806606e-04,NULL,NULL);
INSERT INTO "metric" VALUES(2,24,29,0,NULL,NULL,1.0,NULL,NULL);
INSERT INTO "metric" VALUES(3,0,5,NULL,NULL,NULL,-3.09014605444408729795e-02,NULL,1);
INSERT INTO "metric" VALUES(3,1,12,NULL,NULL,NULL,-4.79081323165914119144e-03,NULL,1);
INSERT INTO "metric" VALUES(3,2,19,NULL,NULL,NULL,1.46995866240927641754e-02,NULL,1);
INSERT INTO "metric" VALUES(3,3,6,NULL,NULL,NULL,3.11413200780406018708e-02,NULL,1);
INSERT INTO "metric" VALUES(3,4,13,NULL,NULL,NULL,2.10765264889002552906e-02,NULL,1);
INSERT INTO "metric" VALUES(3,5,20,NULL,NULL,NULL,1.53099024253231155018e-02,NULL,1);
INSERT INTO "metric" VALUES(3,6,7,NULL,NULL,NULL,3.11413200780406018708e-02,NULL,1);
INSERT INTO "metric" VALUES(3,7,14,NULL,NULL,NULL,2.13115450333244589586e-02,NULL,1);
INSERT INTO "metric" VALUES(3,8,21,NULL,NULL,NULL,1.53099024253231155018e-02,NULL,1);
INSERT INTO "metric" VALUES(3,9,8,NULL,NULL,NULL,1.38348992271050730273e+00,NULL,1);
INSERT INTO "metric" VALUES(3,10,15,NULL,NULL,NULL,9.36349580880363685508e-01,NULL,1);
INSERT INTO "metric" VALUES(3,11,22,NULL,NULL,NULL,6.80160496409129455841e-01,NULL,1);
INSERT INTO "metric" VALUES(3,12,9,NULL,NULL,NULL,149.060655783882,NULL,1);
INSERT INTO "metric" VALUES(3,13,16,NULL,NULL,NULL,1.00884639835714551737e+02,NULL,1);
INSERT INTO "metric" VALUES(3,14,23,NULL,NULL,NULL,7.32821887378866136924e+01,NULL,1);
INSERT INTO "metric" VALUES(3,15,10,NULL,NULL,NULL,2.1663579311161792161e-03,NULL,1);
INSERT INTO "metric" VALUES(3,16,17,NULL,NULL,NULL,7.98987930743887153108e-04,NULL,1);
INSERT INTO "metric" VALUES(3,17,24,NULL,NULL,NULL,1.19394909518093315231e-03,NULL,1);
INSERT INTO "metric" VALUES(3,18,30,NULL,NULL,NULL,4.65441503426174824076e-02,NULL,1);
INSERT INTO "metric" VALUES(3,19,31,NULL,NULL,NULL,2.82663745596050432207e-02,NULL,1);
INSERT INTO "metric" VALUES(3,20,32,NULL,NULL,NULL,3.45535684869295797727e-02,NULL,1);
INSERT INTO "metric" VALUES(3,21,11,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(3,22,18,NULL,NULL,NULL,0.944969363034244,NULL,1);
INSERT INTO "metric" VALUES(3,23,25,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(3,24,33,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(3,25,34,NULL,NULL,NULL,9.88972242788746180863e-01,NULL,1);
INSERT INTO "metric" VALUES(3,26,35,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(3,27,36,NULL,NULL,NULL,1.10819418755438792167e+00,NULL,1);
INSERT INTO "metric" VALUES(3,28,37,NULL,NULL,NULL,7.83611624891224378686e-01,NULL,1);
INSERT INTO "metric" VALUES(3,29,38,NULL,NULL,NULL,1.10819418755438792167e+00,NULL,1);
INSERT INTO "metric" VALUES(3,30,28,NULL,NULL,NULL,2.08917100990024806606e-04,NULL,1);
INSERT INTO "metric" VALUES(3,31,29,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(4,0,5,0,NULL,NULL,-1.07910464543865547426e-02,NULL,NULL);
INSERT INTO "metric" VALUES(4,1,6,0,NULL,NULL,1.08351838640483588704e-02,NULL,NULL);
INSERT INTO "metric" VALUES(4,2,7,0,NULL,NULL,1.08351838640483588704e-02,NULL,NULL);
INSERT INTO "metric" VALUES(4,3,8,0,NULL,NULL,1.34164290214070236473e+00,NULL,NULL);
INSERT INTO "metric" VALUES(4,4,9,0,NULL,NULL,1.08201332139136807697e+00,NULL,NULL);
INSERT INTO "metric" VALUES(4,5,10,0,NULL,NULL,2.9636663576460735639e-04,NULL,NULL);
INSERT INTO "metric" VALUES(4,6,11,0,NULL,NULL,1.0,NULL,6);
INSERT INTO "metric" VALUES(4,7,12,0,NULL,NULL,-2.30630474890830550194e-03,NULL,NULL);
INSERT INTO "metric" VALUES(4,8,13,0,NULL,NULL,7.64471527116940708507e-03,NULL,NULL);
INSERT INTO "metric" VALUES(4,9,14,0,NULL,NULL,8.02408941243824315459e-03,NULL,NULL);
INSERT INTO "metric" VALUES(4,10,15,0,NULL,NULL,9.46590118925673129623e-01,NULL,NULL);
INSERT INTO "metric" VALUES(4,11,16,0,NULL,NULL,7.63409635261949937046e-01,NULL,NULL);
INSERT INTO "metric" VALUES(4,12,17,0,NULL,NULL,9.81367883184152220085e-05,NULL,NULL);
INSERT INTO "metric" VALUES(4,13,18,0,NULL,NULL,9.74238739075893867003e-01,NULL,6);
INSERT INTO "metric" VALUES(4,14,19,0,NULL,NULL,4.36882671083138607315e-03,NULL,NULL);
INSERT INTO "metric" VALUES(4,15,20,0,NULL,NULL,5.74827032796783755214e-03,NULL,NULL);
INSERT INTO "metric" VALUES(4,16,21,0,NULL,NULL,5.74827032796783755214e-03,NULL,NULL);
INSERT INTO "metric" VALUES(4,17,22,0,NULL,NULL,7.11766978933624505643e-01,NULL,NULL);
INSERT INTO "metric" VALUES(4,18,23,0,NULL,NULL,5.7402856729152484938e-01,NULL,NULL);
INSERT INTO "metric" VALUES(4,19,24,0,NULL,NULL,1.32903841115135601348e-04,NULL,NULL);
INSERT INTO "metric" VALUES(4,20,25,0,NULL,NULL,1.0,NULL,6);
INSERT INTO "metric" VALUES(4,21,26,0,NULL,NULL,-1.78359985132191045664e+00,NULL,NULL);
INSERT INTO "metric" VALUES(4,22,27,0,NULL,NULL,-1.79361376117850568334e+00,NULL,NULL);
INSERT INTO "metric" VALUES(4,23,28,0,NULL,NULL,1.00139098565952266994e-02,NULL,NULL);
INSERT INTO "metric" VALUES(4,24,29,0,NULL,NULL,0.0,NULL,NULL);
INSERT INTO "metric" VALUES(5,0,5,NULL,NULL,NULL,-1.07910464543865547426e-02,NULL,1);
INSERT INTO "metric" VALUES(5,1,12,NULL,NULL,NULL,-2.30630474890830550194e-03,NULL,1);
INSERT INTO "metric" VALUES(5,2,19,NULL,NULL,NULL,4.36882671083138607315e-03,NULL,1);
INSERT INTO "metric" VALUES(5,3,6,NULL,NULL,NULL,1.08351838640483588704e-02,NULL,1);
INSERT INTO "metric" VALUES(5,4,13,NULL,NULL,NULL,7.64471527116940708507e-03,NULL,1);
INSERT INTO "metric" VALUES(5,5,20,NULL,NULL,NULL,5.74827032796783755214e-03,NULL,1);
INSERT INTO "metric" VALUES(5,6,7,NULL,NULL,NULL,1.08351838640483588704e-02,NULL,1);
INSERT INTO "metric" VALUES(5,7,14,NULL,NULL,NULL,8.02408941243824315459e-03,NULL,1);
INSERT INTO "metric" VALUES(5,8,21,NULL,NULL,NULL,5.74827032796783755214e-03,NULL,1);
INSERT INTO "metric" VALUES(5,9,8,NULL,NULL,NULL,1.34164290214070236473e+00,NULL,1);
INSERT INTO "metric" VALUES(5,10,15,NULL,NULL,NULL,9.46590118925673129623e-01,NULL,1);
INSERT INTO "metric" VALUES(5,11,22,NULL,NULL,NULL,7.11766978933624505643e-01,NULL,1);
INSERT INTO "metric" VALUES(5,12,9,NULL,NULL,NULL,1.08201332139136807697e+00,NULL,1);
INSERT INTO "metric" VALUES(5,13,16,NULL,NULL,NULL,7.63409635261949937046e-01,NULL,1);
INSERT INTO "metric" VALUES(5,14,23,NULL,NULL,NULL,5.7402856729152484938e-01,NULL,1);
INSERT INTO "metric" VALUES(5,15,10,NULL,NULL,NULL,2.9636663576460735639e-04,NULL,1);
INSERT INTO "metric" VALUES(5,16,17,NULL,NULL,NULL,9.81367883184152220085e-05,NULL,1);
INSERT INTO "metric" VALUES(5,17,24,NULL,NULL,NULL,1.32903841115135601348e-04,NULL,1);
INSERT INTO "metric" VALUES(5,18,30,NULL,NULL,NULL,1.72153023721515682775e-02,NULL,1);
INSERT INTO "metric" VALUES(5,19,31,NULL,NULL,NULL,9.90640138084537824614e-03,NULL,1);
INSERT INTO "metric" VALUES(5,20,32,NULL,NULL,NULL,1.15283928244632443566e-02,NULL,1);
INSERT INTO "metric" VALUES(5,21,11,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(5,22,18,NULL,NULL,NULL,9.74238739075893867003e-01,NULL,1);
INSERT INTO "metric" VALUES(5,23,25,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(5,24,33,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(5,25,34,NULL,NULL,NULL,9.52720598965315246253e-01,NULL,1);
INSERT INTO "metric" VALUES(5,26,35,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO "metric" VALUES(5,27,36,NULL,NULL,NULL,1.10819418755438792167e+00,NULL,1);
INSERT INTO "metric" VALUES(5,28,37,NULL,NULL,NULL,7.83611624891224378686e-01,NULL,1);
INSERT INTO "metric" VALUES(5,29,38,NULL,NULL,NULL,1.10819418755438792167e+00,NULL,1);
INSERT INTO "metric" VALUES(5,30,28,NULL,NULL,NULL,1.00139098565952266994e-02,NULL,1);
INSERT INTO "metric" VALUES(5,31,29,NULL,NULL,NULL,0.0,NULL,1);
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
INSERT INTO "quantity" VALUES(1,'loss','test',NULL,NULL,NULL,NULL,NULL,NULL,1,'nat',NULL);
INSERT INTO "quantity" VALUES(2,'accuracy','test',NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(3,'loss','train',NULL,NULL,NULL,NULL,NULL,NULL,1,'nat',NULL);
INSERT INTO "quantity" VALUES(4,'accuracy','train',NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(5,'I',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(6,'S',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(7,'A',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(8,'J',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(9,'S-relative',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(10,'R2',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(11,'D',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(12,'I',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(13,'S',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(14,'A',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(15,'J',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(16,'S-relative',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(17,'R2',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(18,'D',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(19,'I',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(20,'S',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(21,'A',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(22,'J',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(23,'S-relative',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(24,'R2',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(25,'D',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(26,'v-empty',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(27,'v-grand',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(28,'v-effect',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(29,'correct',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(30,'R',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(31,'R',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(32,'R',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(33,'D-ratio',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(34,'D-ratio',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(35,'D-ratio',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(36,'J-null',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(37,'J-null',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "quantity" VALUES(38,'J-null',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
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
, host TEXT, pid INTEGER, cached INTEGER, planned INTEGER, jobs INTEGER) STRICT;
INSERT INTO "run" VALUES(1,'20261128-190450-old-16668',1,'runexp: 1
name: old
title: A study of schema 2
dataset: {name: glyphs, train: 60, test: 20}
architecture: {name: mlp, hidden: [4]}
players: {patches: {grid: [2, 2]}}
baseline: channel-mean
training: {epochs: 1, batch: 20, checkpoints: [0, 1]}
sweep: {seed: [0]}
samples: {pool: {from: main.train, count: 1}}
measure:
  strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: patches, output: log-odds, label: true}
claims: {}
','runexp: 1  # old.yaml:1
name: old  # old.yaml:2
title: "A study of schema 2"  # old.yaml:3
data:
  main:
    name: glyphs  # old.yaml:4
    train: 60  # old.yaml:4
    test: 20  # old.yaml:4
models:
  main:
    architecture:
      name: mlp  # old.yaml:5
      activation: relu  # default
      dropout: 0  # default
      hidden: [4]  # old.yaml:5
    train:
      data: main.train  # default
      epochs: 1  # old.yaml:8
      batch: 20  # old.yaml:8
      optimizer:
        name: sgd  # default
        momentum: 0  # default
        weight_decay: 0  # default
        nesterov: false  # default
        decay: all  # default
      learning_rate:
        schedule: constant  # default
        from: 0.01  # default
      shards: 1  # default
      checkpoints: [0, 1]  # old.yaml:8
      loss:
        name: cross-entropy  # default
        label_smoothing: 0  # default
        weight: 1  # default
players:
  patches:
    grid: [2, 2]  # old.yaml:6
baseline: channel-mean  # old.yaml:7
sweep:
  seed: [0]  # old.yaml:9
samples:
  pool:
    from: main.train  # old.yaml:10
    count: 1  # old.yaml:10
measure:
  strength:
    metric: multi-order-interaction  # old.yaml:12
    estimate: exact  # default
    fidelity: own  # default
    scheme: windows  # default
    radius: 2  # default
    ratios: []  # default
    most-contexts: 1024  # default
    redundant-ends: false  # default
    seed: 0  # default
    of: main  # old.yaml:12
    at: all  # old.yaml:12
    samples: pool  # old.yaml:12
    players: patches  # old.yaml:12
    baseline: channel-mean  # default
    output: log-odds  # old.yaml:12
    label: "true"  # old.yaml:12
    precision: float32  # default
claims: {}  # old.yaml:13
','runexp old.yaml --results r',1.79589269085511493684e+09,1.79589269094921755794e+09,'finished','vm',16668,0,9,2);
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
INSERT INTO "run_stage" VALUES(1,1,2,'train/seed=0@1',0.45,'finished','input dataset/glyphs will run','vm-16668-2308314-3',1,1.79589269088873696323e+09,1.79589269092425584794e+09,NULL,NULL,NULL);
INSERT INTO "run_stage" VALUES(1,2,5,'measure/strength/seed=0@0#0',4.0,'finished','input tables/strength/seed=0@0#0 will run','vm-16668-2308314-6',1,1.79589269092480754855e+09,1.79589269092785358428e+09,NULL,NULL,NULL);
INSERT INTO "run_stage" VALUES(1,3,7,'summary/strength/seed=0@0',0.1,'finished','input measure/strength/seed=0@0#0 will run','vm-16668-2308314-7',1,1.79589269092790627477e+09,1.79589269092905282976e+09,NULL,NULL,NULL);
INSERT INTO "run_stage" VALUES(1,4,6,'measure/strength/seed=0@1#0',4.0,'finished','input tables/strength/seed=0@1#0 will run','vm-16668-2308314-8',1,1795892690.92947,1.79589269093062472342e+09,NULL,NULL,NULL);
INSERT INTO "run_stage" VALUES(1,5,8,'summary/strength/seed=0@1',0.1,'finished','input measure/strength/seed=0@1#0 will run','vm-16668-2308314-9',1,1.79589269093067193036e+09,1.79589269093175411219e+09,NULL,NULL,NULL);
INSERT INTO "run_stage" VALUES(1,6,0,'dataset/glyphs',1.0,'finished','no result yet','vm-16668-2308314-1',1,1.7958926908695189953e+09,1.7958926908841609955e+09,NULL,NULL,NULL);
INSERT INTO "run_stage" VALUES(1,7,1,'train/seed=0@0',0.2,'finished','input dataset/glyphs will run','vm-16668-2308314-2',1,1.79589269088789987567e+09,1.79589269088868355751e+09,NULL,NULL,NULL);
INSERT INTO "run_stage" VALUES(1,8,3,'tables/strength/seed=0@0#0',4.0,'finished','input dataset/glyphs will run','vm-16668-2308314-4',1,1.79589269089059829715e+09,1.79589269092476987838e+09,1.0,'',NULL);
INSERT INTO "run_stage" VALUES(1,9,4,'tables/strength/seed=0@1#0',4.0,'finished','input dataset/glyphs will run','vm-16668-2308314-5',1,1.79589269092431020732e+09,1.79589269092942619321e+09,NULL,NULL,NULL);
CREATE TABLE sample(
  stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
  sample INTEGER NOT NULL,
  split TEXT NOT NULL,
  label TEXT NOT NULL,
  given_label TEXT,
  PRIMARY KEY(stage, sample)
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
, peak_bytes INTEGER, forward_passes INTEGER) STRICT;
INSERT INTO "stage" VALUES(1,'924430819000a7d24d5727a4ab5095a24c60e4e84f7d9207fa6f1d218a165abe','train',2,'train/seed=0@1','{"architecture":{"hidden":[4],"name":"mlp"},"batch":20,"epochs":1,"learning_rates":[0.01],"optimizer":{"momentum":0.0,"name":"sgd","nesterov":false,"weight_decay":0.0},"seed_init":"0","seed_order":"0","split":"train"}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',3.38621720002265647053e-02,4.34099999999999763833e-03,1.79589269092384243016e+09,4,26497024,140);
INSERT INTO "stage" VALUES(2,'49d5ded78bf76ee159e7951ea4634c77c832082e8f25011d34f7e198d9a72556','measure',3,'measure/strength/seed=0@0#0','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',8.46564998937537893652e-04,8.46999999999998795519e-04,1.79589269092581629754e+09,25,NULL,0);
INSERT INTO "stage" VALUES(3,'bdc838d6f3a3f941abfc8d7c059ae3d3875eadcd94edc551e4e53c923cdac4ce','summary',1,'summary/strength/seed=0@0','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',6.27621000603539869189e-04,6.26999999999999085842e-04,1.79589269092874097817e+09,32,NULL,NULL);
INSERT INTO "stage" VALUES(4,'ed3f521f77a28a5740bf4a30580c4e594ec6408a362228d9cb3f6f3b24af038c','measure',3,'measure/strength/seed=0@1#0','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',5.9800699818879365921e-04,5.98000000000001308286e-04,1.7958926909303016663e+09,25,NULL,0);
INSERT INTO "stage" VALUES(5,'5d2c42f5141f935da8346778332dc9ef181a0f1de0f587af4421fefeada3f962','summary',1,'summary/strength/seed=0@1','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.000564436999411555,5.63999999999998530286e-04,1.79589269093143224717e+09,32,NULL,NULL);
INSERT INTO "stage" VALUES(6,'e13f83379bf344ac5748157127ed4f25b34b24719bbc471a751f71a22f99554a','dataset',1,'dataset/glyphs','{"dataset":{"test":20,"train":60},"name":"glyphs","seed_data":"0","seed_split":"0"}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',3.8434870002674870193e-03,0.003842,1.79589269088366055484e+09,0,NULL,NULL);
INSERT INTO "stage" VALUES(7,'dadc49f44dfb35d35833e7764d309f3fd8b440e6c773aea9f88669c562a0acb3','train',2,'train/seed=0@0','{"architecture":{"hidden":[4],"name":"mlp"},"epochs":0,"seed_init":"0"}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',1.43767099871183745563e-03,1.43799999999999830735e-03,1.79589269088830327985e+09,0,NULL,0);
INSERT INTO "stage" VALUES(8,'e7de6d3a4f7ce1fc245c93b3420548e4d037d03766a3c9387d35a9a6ec791e7d','tables',1,'tables/strength/seed=0@0#0','{"chunk":[0,1],"game":{"baseline":{"name":"channel-mean"},"label":"true","output":"log-odds","players":{"grid":[2,2],"kind":"grid"},"precision":"float32"},"samples":{"count":1},"split":"train"}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',2.2536427000886760652e-02,0.003018,1.79589269092452073102e+09,0,25632768,17);
INSERT INTO "stage" VALUES(9,'25ac05897eacb066d340629d57f1e8f70937b5ed5bb34b7feb7da52fe90d7b57','tables',1,'tables/strength/seed=0@1#0','{"chunk":[0,1],"game":{"baseline":{"name":"channel-mean"},"label":"true","output":"log-odds","players":{"grid":[2,2],"kind":"grid"},"precision":"float32"},"samples":{"count":1},"split":"train"}','fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562','{"binary":"fedcc55ae3c6f75c06cdba327b9480d6575dd110165bad3f90cc0d8895e6f562","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"vm","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',1.20291300117969512939e-03,1.20400000000000020894e-03,1.79589269092906856535e+09,0,NULL,17);
CREATE TABLE stage_input(
  stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  input INTEGER NOT NULL REFERENCES stage(id),
  PRIMARY KEY(stage, role, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "stage_input" VALUES(9,'model',0,1);
INSERT INTO "stage_input" VALUES(3,'chunks',0,2);
INSERT INTO "stage_input" VALUES(5,'chunks',0,4);
INSERT INTO "stage_input" VALUES(1,'data',0,6);
INSERT INTO "stage_input" VALUES(7,'data',0,6);
INSERT INTO "stage_input" VALUES(8,'data',0,6);
INSERT INTO "stage_input" VALUES(8,'training',0,6);
INSERT INTO "stage_input" VALUES(9,'data',0,6);
INSERT INTO "stage_input" VALUES(9,'training',0,6);
INSERT INTO "stage_input" VALUES(8,'model',0,7);
INSERT INTO "stage_input" VALUES(2,'tables',0,8);
INSERT INTO "stage_input" VALUES(4,'tables',0,9);
CREATE TABLE stage_label(
  study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
  seen_at REAL NOT NULL,
  PRIMARY KEY(study, label, stage)
) STRICT, WITHOUT ROWID;
INSERT INTO "stage_label" VALUES(1,'dataset/glyphs',6,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'measure/strength/seed=0@0#0',2,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'measure/strength/seed=0@1#0',4,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'summary/strength/seed=0@0',3,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'summary/strength/seed=0@1',5,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'tables/strength/seed=0@0#0',8,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'tables/strength/seed=0@1#0',9,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'train/seed=0@0',7,1.79589269085511493684e+09);
INSERT INTO "stage_label" VALUES(1,'train/seed=0@1',1,1.79589269085511493684e+09);
CREATE TABLE study(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  title TEXT
, plan TEXT) STRICT;
INSERT INTO "study" VALUES(1,'old','A study of schema 2','169dc3623627b9e5c982f4e5c7d9029ee70ceff7e25e633683d2872f432e6713');
CREATE INDEX stage_input_input ON stage_input(input);
CREATE INDEX event_run ON event(run);
CREATE INDEX cell_stage_cell ON cell_stage(cell, measure);
CREATE INDEX cell_stage_stage ON cell_stage(stage);
CREATE INDEX quantity_name ON quantity(name, context_order);
CREATE VIEW metrics AS
  SELECT study.name AS study, cell.variant AS variant, cell.label AS cell, cell.seed AS seed,
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
    quantity.unit AS unit FROM study JOIN cell ON cell.study = study.id
  JOIN cell_stage ON cell_stage.cell = cell.id
  JOIN metric ON metric.stage = cell_stage.stage
  JOIN quantity ON quantity.id = metric.quantity;
CREATE VIEW all_metrics AS
  SELECT study.name AS study, cell.variant AS variant, cell.label AS cell, cell.seed AS seed,
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
  FROM metric JOIN quantity ON quantity.id = metric.quantity
  LEFT JOIN cell_stage ON cell_stage.stage = metric.stage
  LEFT JOIN cell ON cell.id = cell_stage.cell
  LEFT JOIN study ON study.id = cell.study;
CREATE VIEW cells AS
  SELECT study.name AS study, cell.label AS cell, cell.position AS position, cell.variant AS variant,
    cell.seed AS seed, cell.coordinates AS coordinates,
    (SELECT count(*) FROM cell_stage WHERE cell_stage.cell = cell.id) AS stages,
    (SELECT count(*) FROM cell_stage JOIN stage ON stage.id = cell_stage.stage
     WHERE cell_stage.cell = cell.id AND stage.finished_at IS NOT NULL) AS finished FROM cell JOIN study ON study.id = cell.study;
CREATE VIEW strength AS SELECT * FROM metrics WHERE context_order IS NOT NULL;
CREATE INDEX run_stage_stage ON run_stage(stage);
CREATE INDEX stage_label_stage ON stage_label(stage);
PRAGMA user_version = 2;
COMMIT;
