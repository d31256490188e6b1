import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

const title = 'the units of the sync list, under a real systemd';
const skip = whyNoSystemd();
if (skip === null) testInNamespace('units/tree-units', title);
else t.test(title, { skip }, async () => {});
