import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

t.setTimeout(180_000);
const title = 'the unit of upgrades, under a real systemd';
const skip = whyNoSystemd();
if (skip === null) testInNamespace('units/gen-units', title);
else t.test(title, { skip }, async () => {});
