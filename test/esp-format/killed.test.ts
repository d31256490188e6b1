import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(900_000);
testInNamespace('esp-format/killed', 'esp-format killed at each step');
