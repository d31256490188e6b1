import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(900_000);
testInNamespace('esp-format/refusals', 'esp-format: disks that stay bit for bit as they were');
