import t from 'tap';
import { type Progress, progressText } from '../../src/decide/progress-text.ts';

const MiB = 1024 * 1024;
const cases: readonly (readonly [text: string, progress: Progress])[] = [
  [
    '0 bytes of 400 MiB: copying to /efi1',
    { what: 'copying to /efi1', done: 0, total: 400 * MiB, seconds: 9 },
  ],
  ['3 MiB of 400 MiB: x', { what: 'x', done: 3 * MiB, total: 400 * MiB, seconds: 0.5 }],
  ['120 MiB of 400 MiB, 40 MiB/s, 7 s left: x', { what: 'x', done: 120 * MiB, total: 400 * MiB, seconds: 3 }],
  ['10 MiB of 400 MiB, 5 MiB/s, 1 min left: x', { what: 'x', done: 10 * MiB, total: 400 * MiB, seconds: 2 }],
  ['1 MiB of 3.9 GiB, 1 MiB/s, 1 h 7 min left: x', { what: 'x', done: MiB, total: 4000 * MiB, seconds: 1 }],
  ['120 MiB, 40 MiB/s: reading a', { what: 'reading a', done: 120 * MiB, total: null, seconds: 3 }],
  // A file that grew meanwhile.
  ['1 MiB of 1 MiB, 1 MiB/s, 0 s left: x', { what: 'x', done: 2 * MiB, total: MiB, seconds: 2 }],
];
for (const [text, progress] of cases) t.test(text, async (t) => t.equal(progressText(progress), text));
