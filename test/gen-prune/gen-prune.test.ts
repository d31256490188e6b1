import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(900_000);
testInNamespace('gen-prune/gen-prune', 'gen-prune on a real btrfs and two ESPs');
testInNamespace('gen-prune/protections', 'what gen-prune never takes');
testInNamespace('gen-prune/no-room', 'gen-prune on a btrfs that is full');
testInNamespace('gen-prune/tokens', 'gen-prune after the entry token was changed');
testInNamespace('gen-prune/killed', 'gen-prune that is killed');
