import t from 'tap';
import type { GenerationPlan } from '../../src/decide/generation-plan.ts';
import { planRecords } from '../../src/decide/plan-records.ts';

const plan: GenerationPlan = {
  kind: 'plan',
  id: 'N',
  making: 'snapshots/.new-N',
  sealed: 'snapshots/N',
  fstab: '',
  mounts: [],
  sharedBoot: null,
  snapshots: [
    { from: 'snapshots/A/@', name: '@', isSealed: true },
    { from: 'snapshots/A/@opt', name: '@opt', isSealed: false },
  ],
};
const lines = (command: readonly string[]) =>
  planRecords(plan, command).map(({ operation, path }) => `${operation} ${path}`);

t.strictSame(lines([]), [
  'snapshot snapshots/ID/@',
  'snapshot snapshots/ID/@opt',
  'write snapshots/ID/@/etc/fstab',
  'seal snapshots/ID/@',
]);
t.match(planRecords(plan, ['apk', 'upgrade'])[2], { operation: 'run', why: 'apk upgrade' });
