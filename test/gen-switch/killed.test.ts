import t from 'tap';
import { whyNoFaults } from '../support/fault.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(900_000);
const why = whyNoFaults();
if (why === null) testInNamespace('gen-switch/killed', 'gen-switch is killed, and run again');
else t.test('gen-switch is killed, and run again', { skip: why }, async () => {});
