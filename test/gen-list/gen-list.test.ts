import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(300_000);
testInNamespace('gen-list/gen-list', 'gen-list on a real btrfs');
