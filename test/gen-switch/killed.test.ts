import t from 'tap';
import { whyNoFaults } from '../support/fault.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

t.setTimeout(900_000);
const why = whyNoFaults();
for (const [name, title] of [
  ['killed', 'gen-switch is killed, and run again'],
  ['killed-kernels', 'the same, where generations have two kernels'],
  ['killed-uki', 'the same, where an image is built'],
] as const)
  if (why === null) testInNamespace(`gen-switch/${name}`, title);
  else t.test(title, { skip: why }, async () => {});
