import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(600_000);
testInNamespace('gen-switch/gen-switch', 'gen-switch on a real btrfs and two ESPs');
testInNamespace('gen-switch/no-room', 'gen-switch on a btrfs that is full');
testInNamespace('gen-switch/kernels', 'gen-switch of generations with two kernels');
testInNamespace('gen-switch/giving-way', 'gen-switch on ESPs that are full of older kernels');
