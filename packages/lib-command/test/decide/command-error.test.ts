import t from 'tap';
import { CommandError, failed, no, wrong } from '../../src/decide/command-error.ts';

const cases: [name: string, make: typeof failed, status: number][] = [
  ['failed', failed, 1],
  ['wrong', wrong, 2],
  ['no', no, 32],
];
for (const [name, make, status] of cases) {
  t.test(`${name} has the status ${status}, its message and its cause`, async (t) => {
    const cause = new Error('below');
    t.match(make('above', { cause }), { status, message: 'above', cause });
    t.ok(make('above') instanceof CommandError);
  });
}
