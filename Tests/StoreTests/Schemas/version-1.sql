BEGIN TRANSACTION;
CREATE TABLE study(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  title TEXT
) STRICT;
INSERT INTO study VALUES(1,'old','A study of schema 1');
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
INSERT INTO run VALUES(1,'20261128-155511-old-8241',1,replace('runexp: 1\nname: old\ntitle: A study of schema 1\ndataset: {name: glyphs, train: 60, test: 20}\narchitecture: {name: mlp, hidden: [4]}\nplayers: {patches: {grid: [2, 2]}}\nbaseline: channel-mean\ntraining: {epochs: 1, batch: 20, checkpoints: [0, 1]}\nsweep: {seed: [0]}\nsamples: {pool: {from: main.train, count: 1}}\nmeasure:\n  strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: patches, output: log-odds, label: true}\nclaims: {}\n','\n',char(10)),replace('runexp: 1  # /tmp/rt/old.yaml:1\nname: old  # /tmp/rt/old.yaml:2\ntitle: "A study of schema 1"  # /tmp/rt/old.yaml:3\ndata:\n  main:\n    name: glyphs  # /tmp/rt/old.yaml:4\n    train: 60  # /tmp/rt/old.yaml:4\n    test: 20  # /tmp/rt/old.yaml:4\nmodels:\n  main:\n    architecture:\n      name: mlp  # /tmp/rt/old.yaml:5\n      activation: relu  # default\n      dropout: 0  # default\n      hidden: [4]  # /tmp/rt/old.yaml:5\n    train:\n      data: main.train  # default\n      epochs: 1  # /tmp/rt/old.yaml:8\n      batch: 20  # /tmp/rt/old.yaml:8\n      optimizer:\n        name: sgd  # default\n        momentum: 0  # default\n        weight_decay: 0  # default\n        nesterov: false  # default\n        decay: all  # default\n      learning_rate:\n        schedule: constant  # default\n        from: 0.01  # default\n      shards: 1  # default\n      checkpoints: [0, 1]  # /tmp/rt/old.yaml:8\n      loss:\n        name: cross-entropy  # default\n        label_smoothing: 0  # default\n        weight: 1  # default\nplayers:\n  patches:\n    grid: [2, 2]  # /tmp/rt/old.yaml:6\nbaseline: channel-mean  # /tmp/rt/old.yaml:7\nsweep:\n  seed: [0]  # /tmp/rt/old.yaml:9\nsamples:\n  pool:\n    from: main.train  # /tmp/rt/old.yaml:10\n    count: 1  # /tmp/rt/old.yaml:10\nmeasure:\n  strength:\n    metric: multi-order-interaction  # /tmp/rt/old.yaml:12\n    estimate: exact  # default\n    fidelity: own  # default\n    scheme: windows  # default\n    pairs: 200  # default\n    radius: 2  # default\n    ratios: []  # default\n    most-contexts: 1024  # default\n    redundant-ends: false  # default\n    seed: 0  # default\n    of: main  # /tmp/rt/old.yaml:12\n    at: all  # /tmp/rt/old.yaml:12\n    samples: pool  # /tmp/rt/old.yaml:12\n    players: patches  # /tmp/rt/old.yaml:12\n    baseline: channel-mean  # default\n    output: log-odds  # /tmp/rt/old.yaml:12\n    label: "true"  # /tmp/rt/old.yaml:12\n    precision: float32  # default\nclaims: {}  # /tmp/rt/old.yaml:13\n','\n',char(10)),'runexp old.yaml',1795881311.2076413631,1795881311.3676211834,'finished');
CREATE TABLE environment(
  run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(run, name)
) STRICT, WITHOUT ROWID;
INSERT INTO environment VALUES(1,'binary','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc');
INSERT INTO environment VALUES(1,'blas','OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64');
INSERT INTO environment VALUES(1,'blas_core','Cooperlake');
INSERT INTO environment VALUES(1,'cpu','AMD EPYC');
INSERT INTO environment VALUES(1,'host','host');
INSERT INTO environment VALUES(1,'kernel','6.18.44-fc-v657');
INSERT INTO environment VALUES(1,'libc','glibc 2.36');
INSERT INTO environment VALUES(1,'machine','x86_64');
INSERT INTO environment VALUES(1,'runexp','0.1.0');
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
INSERT INTO stage VALUES(1,'924430819000a7d24d5727a4ab5095a24c60e4e84f7d9207fa6f1d218a165abe','train',2,'train/seed=0@1','{"architecture":{"hidden":[4],"name":"mlp"},"batch":20,"epochs":1,"learning_rates":[0.01],"optimizer":{"momentum":0.0,"name":"sgd","nesterov":false,"weight_decay":0.0},"seed_init":"0","seed_order":"0","split":"train"}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.0036863549994450295343,0.003360000000000001874,1795881311.3545053004,4);
INSERT INTO stage VALUES(2,'49d5ded78bf76ee159e7951ea4634c77c832082e8f25011d34f7e198d9a72556','measure',3,'measure/strength/seed=0@0#0','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.00054554900088987778872,0.00054599999999999961064,1795881311.3631272315,25);
INSERT INTO stage VALUES(3,'bdc838d6f3a3f941abfc8d7c059ae3d3875eadcd94edc551e4e53c923cdac4ce','summary',1,'summary/strength/seed=0@0','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.0004254809991834918037,0.00042599999999999929589,1795881311.3643097877,32);
INSERT INTO stage VALUES(4,'ed3f521f77a28a5740bf4a30580c4e594ec6408a362228d9cb3f6f3b24af038c','measure',3,'measure/strength/seed=0@1#0','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.00058813199939322657883,0.00058800000000000171573,1795881311.3590629101,25);
INSERT INTO stage VALUES(5,'5d2c42f5141f935da8346778332dc9ef181a0f1de0f587af4421fefeada3f962','summary',1,'summary/strength/seed=0@1','{"metric":{"metric":{"name":"multi-order-interaction"},"metric_version":2}}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.00045308100015972740948,0.00045300000000000201216,1795881311.3605051041,32);
INSERT INTO stage VALUES(6,'e13f83379bf344ac5748157127ed4f25b34b24719bbc471a751f71a22f99554a','dataset',1,'dataset/glyphs','{"dataset":{"test":20,"train":60},"name":"glyphs","seed_data":"0","seed_split":"0"}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.003455522999502136372,0.0034549999999999997379,1795881311.3465533256,0);
INSERT INTO stage VALUES(7,'dadc49f44dfb35d35833e7764d309f3fd8b440e6c773aea9f88669c562a0acb3','train',2,'train/seed=0@0','{"architecture":{"hidden":[4],"name":"mlp"},"epochs":0,"seed_init":"0"}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.0016777680011728079989,0.0016779999999999989368,1795881311.3496220111,0);
INSERT INTO stage VALUES(8,'25ac05897eacb066d340629d57f1e8f70937b5ed5bb34b7feb7da52fe90d7b57','tables',1,'tables/strength/seed=0@1#0','{"chunk":[0,1],"game":{"baseline":{"name":"channel-mean"},"label":"true","output":"log-odds","players":{"grid":[2,2],"kind":"grid"},"precision":"float32"},"samples":{"count":1},"split":"train"}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.0012462179984140675514,0.0011979999999999976778,1795881311.3575582504,0);
INSERT INTO stage VALUES(9,'e7de6d3a4f7ce1fc245c93b3420548e4d037d03766a3c9387d35a9a6ec791e7d','tables',1,'tables/strength/seed=0@0#0','{"chunk":[0,1],"game":{"baseline":{"name":"channel-mean"},"label":"true","output":"log-odds","players":{"grid":[2,2],"kind":"grid"},"precision":"float32"},"samples":{"count":1},"split":"train"}','fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc','{"binary":"fe22f48ed67c1b5257f583f2d17ee144d2a8789a47b07ad646b08adde0700cdc","blas":"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64","blas_core":"Cooperlake","cpu":"AMD EPYC","host":"host","kernel":"6.18.44-fc-v657","libc":"glibc 2.36","machine":"x86_64","runexp":"0.1.0"}',0.0018572030003269901499,0.0018560000000000000108,1795881311.3618035316,0);
CREATE TABLE stage_input(
  stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  input INTEGER NOT NULL REFERENCES stage(id),
  PRIMARY KEY(stage, role, position)
) STRICT, WITHOUT ROWID;
INSERT INTO stage_input VALUES(8,'model',0,1);
INSERT INTO stage_input VALUES(3,'chunks',0,2);
INSERT INTO stage_input VALUES(5,'chunks',0,4);
INSERT INTO stage_input VALUES(1,'data',0,6);
INSERT INTO stage_input VALUES(7,'data',0,6);
INSERT INTO stage_input VALUES(8,'data',0,6);
INSERT INTO stage_input VALUES(8,'training',0,6);
INSERT INTO stage_input VALUES(9,'data',0,6);
INSERT INTO stage_input VALUES(9,'training',0,6);
INSERT INTO stage_input VALUES(9,'model',0,7);
INSERT INTO stage_input VALUES(4,'tables',0,8);
INSERT INTO stage_input VALUES(2,'tables',0,9);
CREATE TABLE artifact(
  stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY(stage, name)
) STRICT, WITHOUT ROWID;
INSERT INTO artifact VALUES(1,'checkpoint.safetensors',13360,'d6dfdc403416121fa899c2d9da006f28be7d41900534087b573a29d5ef2a9ea0');
INSERT INTO artifact VALUES(1,'metrics.bin',451,'482cb2ce7774f7d0a770da28e8cfb6c68641da947fda0424d90370055a7e2037');
INSERT INTO artifact VALUES(2,'metrics.bin',2114,'6bf0e111805634dcc65d77175afa298572093562e62cfdd1dc2021af41bde405');
INSERT INTO artifact VALUES(3,'metrics.bin',2401,'d9ad703e35a3939779ec7f7bb830ab0839970f953bbcee34bd15fb9a9afd2b9a');
INSERT INTO artifact VALUES(4,'metrics.bin',2114,'24158a146cb479d21f1e8cba4bf9b9aed5d35781ea50399a20c2a4878aaa1add');
INSERT INTO artifact VALUES(5,'metrics.bin',2401,'5b8cd725115e06e973f0ef02daed79e08acfa204bdd4ea9a7b37a06bf8e8dbdd');
INSERT INTO artifact VALUES(6,'data.safetensors',64208,'18f60c2398c5416d02ee3903d9e78b515a495d6f2784791cd516a14de030dfb3');
INSERT INTO artifact VALUES(7,'checkpoint.safetensors',13160,'eea700ad95e4761e264b19c7c14918844f9a87fe14982e133bb322755ba39ada');
INSERT INTO artifact VALUES(7,'metrics.bin',99,'bb692c4449e122d2a13f0d2c4ba8f83de5735bfba4e3503f64f6529760e76545');
INSERT INTO artifact VALUES(8,'tables.safetensors',397,'30dfa429d31de7b06929734423c566b96358124b1a5cbbf3c620e074cb5c0889');
INSERT INTO artifact VALUES(9,'tables.safetensors',397,'06f354a0b5b7ab5e2fa825597c98bad1a0187bd56d027ed91af588f6105cb456');
CREATE TABLE event(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  at REAL NOT NULL,
  kind TEXT NOT NULL,
  stage INTEGER REFERENCES stage(id),
  text TEXT NOT NULL
) STRICT;
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
INSERT INTO cell VALUES(1,1,0,'seed=0',NULL,0,'{"seed":0}');
CREATE TABLE cell_stage(
  id INTEGER PRIMARY KEY,
  cell INTEGER NOT NULL REFERENCES cell(id) ON DELETE CASCADE,
  stage INTEGER NOT NULL REFERENCES stage(id),
  measure TEXT,
  model TEXT,
  checkpoint INTEGER,
  reference TEXT
) STRICT;
INSERT INTO cell_stage VALUES(1,1,1,'training','main',NULL,NULL);
INSERT INTO cell_stage VALUES(2,1,2,'strength','main',0,NULL);
INSERT INTO cell_stage VALUES(3,1,3,'strength','main',0,NULL);
INSERT INTO cell_stage VALUES(4,1,4,'strength','main',1,NULL);
INSERT INTO cell_stage VALUES(5,1,5,'strength','main',1,NULL);
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
INSERT INTO quantity VALUES(1,'loss','test',NULL,NULL,NULL,NULL,NULL,NULL,1,'nat',NULL);
INSERT INTO quantity VALUES(2,'accuracy','test',NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(3,'loss','train',NULL,NULL,NULL,NULL,NULL,NULL,1,'nat',NULL);
INSERT INTO quantity VALUES(4,'accuracy','train',NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(5,'I',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(6,'S',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(7,'A',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(8,'J',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(9,'S-relative',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(10,'R2',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(11,'D',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(12,'I',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(13,'S',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(14,'A',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(15,'J',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(16,'S-relative',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(17,'R2',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(18,'D',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(19,'I',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(20,'S',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(21,'A',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(22,'J',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(23,'S-relative',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(24,'R2',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(25,'D',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(26,'v-empty',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(27,'v-grand',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(28,'v-effect',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(29,'correct',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(30,'R',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(31,'R',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(32,'R',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(33,'D-ratio',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(34,'D-ratio',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(35,'D-ratio',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(36,'J-null',NULL,NULL,NULL,NULL,NULL,0,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(37,'J-null',NULL,NULL,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO quantity VALUES(38,'J-null',NULL,NULL,NULL,NULL,NULL,2,NULL,1,NULL,NULL);
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
INSERT INTO metric VALUES(1,0,1,NULL,1,NULL,2.272245050320533366,NULL,20);
INSERT INTO metric VALUES(1,1,2,NULL,1,NULL,0.14999999999999999444,NULL,20);
INSERT INTO metric VALUES(1,2,3,NULL,1,NULL,2.2861404189253260454,NULL,60);
INSERT INTO metric VALUES(1,3,4,NULL,1,NULL,0.13333333333333333148,NULL,60);
INSERT INTO metric VALUES(2,0,5,0,NULL,NULL,-0.030901460544440872979,NULL,NULL);
INSERT INTO metric VALUES(2,1,6,0,NULL,NULL,0.03114132007804060187,NULL,NULL);
INSERT INTO metric VALUES(2,2,7,0,NULL,NULL,0.03114132007804060187,NULL,NULL);
INSERT INTO metric VALUES(2,3,8,0,NULL,NULL,1.3834899227105073027,NULL,NULL);
INSERT INTO metric VALUES(2,4,9,0,NULL,NULL,149.06065578388199809,NULL,NULL);
INSERT INTO metric VALUES(2,5,10,0,NULL,NULL,0.0021663579311161792161,NULL,NULL);
INSERT INTO metric VALUES(2,6,11,0,NULL,NULL,1.0,NULL,6);
INSERT INTO metric VALUES(2,7,12,0,NULL,NULL,-0.0047908132316591411914,NULL,NULL);
INSERT INTO metric VALUES(2,8,13,0,NULL,NULL,0.02107652648890025529,NULL,NULL);
INSERT INTO metric VALUES(2,9,14,0,NULL,NULL,0.021311545033324458958,NULL,NULL);
INSERT INTO metric VALUES(2,10,15,0,NULL,NULL,0.9363495808803636855,NULL,NULL);
INSERT INTO metric VALUES(2,11,16,0,NULL,NULL,100.88463983571455173,NULL,NULL);
INSERT INTO metric VALUES(2,12,17,0,NULL,NULL,0.0007989879307438871531,NULL,NULL);
INSERT INTO metric VALUES(2,13,18,0,NULL,NULL,0.94496936303424394765,NULL,6);
INSERT INTO metric VALUES(2,14,19,0,NULL,NULL,0.014699586624092764175,NULL,NULL);
INSERT INTO metric VALUES(2,15,20,0,NULL,NULL,0.015309902425323115501,NULL,NULL);
INSERT INTO metric VALUES(2,16,21,0,NULL,NULL,0.015309902425323115501,NULL,NULL);
INSERT INTO metric VALUES(2,17,22,0,NULL,NULL,0.68016049640912945584,NULL,NULL);
INSERT INTO metric VALUES(2,18,23,0,NULL,NULL,73.282188737886613692,NULL,NULL);
INSERT INTO metric VALUES(2,19,24,0,NULL,NULL,0.0011939490951809331523,NULL,NULL);
INSERT INTO metric VALUES(2,20,25,0,NULL,NULL,1.0,NULL,6);
INSERT INTO metric VALUES(2,21,26,0,NULL,NULL,-1.7820815878305920065,NULL,NULL);
INSERT INTO metric VALUES(2,22,27,0,NULL,NULL,-1.7822905049315820313,NULL,NULL);
INSERT INTO metric VALUES(2,23,28,0,NULL,NULL,0.0002089171009900248066,NULL,NULL);
INSERT INTO metric VALUES(2,24,29,0,NULL,NULL,1.0,NULL,NULL);
INSERT INTO metric VALUES(3,0,5,NULL,NULL,NULL,-0.030901460544440872979,NULL,1);
INSERT INTO metric VALUES(3,1,12,NULL,NULL,NULL,-0.0047908132316591411914,NULL,1);
INSERT INTO metric VALUES(3,2,19,NULL,NULL,NULL,0.014699586624092764175,NULL,1);
INSERT INTO metric VALUES(3,3,6,NULL,NULL,NULL,0.03114132007804060187,NULL,1);
INSERT INTO metric VALUES(3,4,13,NULL,NULL,NULL,0.02107652648890025529,NULL,1);
INSERT INTO metric VALUES(3,5,20,NULL,NULL,NULL,0.015309902425323115501,NULL,1);
INSERT INTO metric VALUES(3,6,7,NULL,NULL,NULL,0.03114132007804060187,NULL,1);
INSERT INTO metric VALUES(3,7,14,NULL,NULL,NULL,0.021311545033324458958,NULL,1);
INSERT INTO metric VALUES(3,8,21,NULL,NULL,NULL,0.015309902425323115501,NULL,1);
INSERT INTO metric VALUES(3,9,8,NULL,NULL,NULL,1.3834899227105073027,NULL,1);
INSERT INTO metric VALUES(3,10,15,NULL,NULL,NULL,0.9363495808803636855,NULL,1);
INSERT INTO metric VALUES(3,11,22,NULL,NULL,NULL,0.68016049640912945584,NULL,1);
INSERT INTO metric VALUES(3,12,9,NULL,NULL,NULL,149.06065578388199809,NULL,1);
INSERT INTO metric VALUES(3,13,16,NULL,NULL,NULL,100.88463983571455173,NULL,1);
INSERT INTO metric VALUES(3,14,23,NULL,NULL,NULL,73.282188737886613692,NULL,1);
INSERT INTO metric VALUES(3,15,10,NULL,NULL,NULL,0.0021663579311161792161,NULL,1);
INSERT INTO metric VALUES(3,16,17,NULL,NULL,NULL,0.0007989879307438871531,NULL,1);
INSERT INTO metric VALUES(3,17,24,NULL,NULL,NULL,0.0011939490951809331523,NULL,1);
INSERT INTO metric VALUES(3,18,30,NULL,NULL,NULL,0.046544150342617482407,NULL,1);
INSERT INTO metric VALUES(3,19,31,NULL,NULL,NULL,0.02826637455960504322,NULL,1);
INSERT INTO metric VALUES(3,20,32,NULL,NULL,NULL,0.034553568486929579772,NULL,1);
INSERT INTO metric VALUES(3,21,11,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(3,22,18,NULL,NULL,NULL,0.94496936303424394765,NULL,1);
INSERT INTO metric VALUES(3,23,25,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(3,24,33,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(3,25,34,NULL,NULL,NULL,0.98897224278874618086,NULL,1);
INSERT INTO metric VALUES(3,26,35,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(3,27,36,NULL,NULL,NULL,1.1081941875543879216,NULL,1);
INSERT INTO metric VALUES(3,28,37,NULL,NULL,NULL,0.78361162489122437868,NULL,1);
INSERT INTO metric VALUES(3,29,38,NULL,NULL,NULL,1.1081941875543879216,NULL,1);
INSERT INTO metric VALUES(3,30,28,NULL,NULL,NULL,0.0002089171009900248066,NULL,1);
INSERT INTO metric VALUES(3,31,29,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(4,0,5,0,NULL,NULL,-0.010791046454386554742,NULL,NULL);
INSERT INTO metric VALUES(4,1,6,0,NULL,NULL,0.01083518386404835887,NULL,NULL);
INSERT INTO metric VALUES(4,2,7,0,NULL,NULL,0.01083518386404835887,NULL,NULL);
INSERT INTO metric VALUES(4,3,8,0,NULL,NULL,1.3416429021407023647,NULL,NULL);
INSERT INTO metric VALUES(4,4,9,0,NULL,NULL,1.0820133213913680769,NULL,NULL);
INSERT INTO metric VALUES(4,5,10,0,NULL,NULL,0.00029636663576460735639,NULL,NULL);
INSERT INTO metric VALUES(4,6,11,0,NULL,NULL,1.0,NULL,6);
INSERT INTO metric VALUES(4,7,12,0,NULL,NULL,-0.0023063047489083055019,NULL,NULL);
INSERT INTO metric VALUES(4,8,13,0,NULL,NULL,0.007644715271169407085,NULL,NULL);
INSERT INTO metric VALUES(4,9,14,0,NULL,NULL,0.0080240894124382431545,NULL,NULL);
INSERT INTO metric VALUES(4,10,15,0,NULL,NULL,0.94659011892567312962,NULL,NULL);
INSERT INTO metric VALUES(4,11,16,0,NULL,NULL,0.76340963526194993704,NULL,NULL);
INSERT INTO metric VALUES(4,12,17,0,NULL,NULL,9.8136788318415222008e-05,NULL,NULL);
INSERT INTO metric VALUES(4,13,18,0,NULL,NULL,0.974238739075893867,NULL,6);
INSERT INTO metric VALUES(4,14,19,0,NULL,NULL,0.0043688267108313860731,NULL,NULL);
INSERT INTO metric VALUES(4,15,20,0,NULL,NULL,0.0057482703279678375521,NULL,NULL);
INSERT INTO metric VALUES(4,16,21,0,NULL,NULL,0.0057482703279678375521,NULL,NULL);
INSERT INTO metric VALUES(4,17,22,0,NULL,NULL,0.71176697893362450564,NULL,NULL);
INSERT INTO metric VALUES(4,18,23,0,NULL,NULL,0.57402856729152484938,NULL,NULL);
INSERT INTO metric VALUES(4,19,24,0,NULL,NULL,0.00013290384111513560134,NULL,NULL);
INSERT INTO metric VALUES(4,20,25,0,NULL,NULL,1.0,NULL,6);
INSERT INTO metric VALUES(4,21,26,0,NULL,NULL,-1.7835998513219104566,NULL,NULL);
INSERT INTO metric VALUES(4,22,27,0,NULL,NULL,-1.7936137611785056833,NULL,NULL);
INSERT INTO metric VALUES(4,23,28,0,NULL,NULL,0.010013909856595226699,NULL,NULL);
INSERT INTO metric VALUES(4,24,29,0,NULL,NULL,0.0,NULL,NULL);
INSERT INTO metric VALUES(5,0,5,NULL,NULL,NULL,-0.010791046454386554742,NULL,1);
INSERT INTO metric VALUES(5,1,12,NULL,NULL,NULL,-0.0023063047489083055019,NULL,1);
INSERT INTO metric VALUES(5,2,19,NULL,NULL,NULL,0.0043688267108313860731,NULL,1);
INSERT INTO metric VALUES(5,3,6,NULL,NULL,NULL,0.01083518386404835887,NULL,1);
INSERT INTO metric VALUES(5,4,13,NULL,NULL,NULL,0.007644715271169407085,NULL,1);
INSERT INTO metric VALUES(5,5,20,NULL,NULL,NULL,0.0057482703279678375521,NULL,1);
INSERT INTO metric VALUES(5,6,7,NULL,NULL,NULL,0.01083518386404835887,NULL,1);
INSERT INTO metric VALUES(5,7,14,NULL,NULL,NULL,0.0080240894124382431545,NULL,1);
INSERT INTO metric VALUES(5,8,21,NULL,NULL,NULL,0.0057482703279678375521,NULL,1);
INSERT INTO metric VALUES(5,9,8,NULL,NULL,NULL,1.3416429021407023647,NULL,1);
INSERT INTO metric VALUES(5,10,15,NULL,NULL,NULL,0.94659011892567312962,NULL,1);
INSERT INTO metric VALUES(5,11,22,NULL,NULL,NULL,0.71176697893362450564,NULL,1);
INSERT INTO metric VALUES(5,12,9,NULL,NULL,NULL,1.0820133213913680769,NULL,1);
INSERT INTO metric VALUES(5,13,16,NULL,NULL,NULL,0.76340963526194993704,NULL,1);
INSERT INTO metric VALUES(5,14,23,NULL,NULL,NULL,0.57402856729152484938,NULL,1);
INSERT INTO metric VALUES(5,15,10,NULL,NULL,NULL,0.00029636663576460735639,NULL,1);
INSERT INTO metric VALUES(5,16,17,NULL,NULL,NULL,9.8136788318415222008e-05,NULL,1);
INSERT INTO metric VALUES(5,17,24,NULL,NULL,NULL,0.00013290384111513560134,NULL,1);
INSERT INTO metric VALUES(5,18,30,NULL,NULL,NULL,0.017215302372151568277,NULL,1);
INSERT INTO metric VALUES(5,19,31,NULL,NULL,NULL,0.0099064013808453782461,NULL,1);
INSERT INTO metric VALUES(5,20,32,NULL,NULL,NULL,0.011528392824463244356,NULL,1);
INSERT INTO metric VALUES(5,21,11,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(5,22,18,NULL,NULL,NULL,0.974238739075893867,NULL,1);
INSERT INTO metric VALUES(5,23,25,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(5,24,33,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(5,25,34,NULL,NULL,NULL,0.95272059896531524625,NULL,1);
INSERT INTO metric VALUES(5,26,35,NULL,NULL,NULL,1.0,NULL,1);
INSERT INTO metric VALUES(5,27,36,NULL,NULL,NULL,1.1081941875543879216,NULL,1);
INSERT INTO metric VALUES(5,28,37,NULL,NULL,NULL,0.78361162489122437868,NULL,1);
INSERT INTO metric VALUES(5,29,38,NULL,NULL,NULL,1.1081941875543879216,NULL,1);
INSERT INTO metric VALUES(5,30,28,NULL,NULL,NULL,0.010013909856595226699,NULL,1);
INSERT INTO metric VALUES(5,31,29,NULL,NULL,NULL,0.0,NULL,1);
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
INSERT INTO measured VALUES(1,'strength');
INSERT INTO measured VALUES(1,'training');
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
PRAGMA user_version = 1;
COMMIT;
