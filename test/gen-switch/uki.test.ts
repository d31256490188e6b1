import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(600_000);
testInNamespace('gen-switch/uki', 'generations that boot unified kernel images');
testInNamespace('gen-switch/uki-kernels', 'the same of generations with two kernels');
