import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(1_800_000);
testInNamespace('esp-format/again', 'esp-format on a disk that has a member of the set');
