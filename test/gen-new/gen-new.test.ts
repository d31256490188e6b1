import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(600_000);
testInNamespace('gen-new/gen-new', 'gen-new on a real btrfs');
testInNamespace('gen-new/etc', 'gen-new on a machine whose /etc was changed');
testInNamespace('gen-new/init', 'gen-new --init on a real btrfs');
