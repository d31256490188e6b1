import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(600_000);
testInNamespace('generations/pipeline', 'generations: upgrades, a way back, and pruning, joined by pipes');
testInNamespace('generations/pipeline', 'generations: the same, by pipes in one process', [
  '/usr/bin/env',
  'PIPE=twinroot',
]);
