import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

const title = 'the units of the sync list, when something goes wrong';
const skip = whyNoSystemd();
if (skip === null) testInNamespace('units/tree-failures', title);
else t.test(title, { skip }, async () => {});
