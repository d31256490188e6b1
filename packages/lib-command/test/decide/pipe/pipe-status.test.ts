import t from 'tap';
import { pipeStatus } from '../../../src/decide/pipe/pipe-status.ts';

const cases: [statuses: (number | null)[], status: number, why: string][] = [
  [[0], 0, 'one that did its work'],
  [[0, 0, 0], 0, 'all'],
  [[32, 2], 32, 'the second had no input because of the first'],
  [[0, 1], 1, 'the last'],
  [[0, 32, 2], 32, 'one in the middle'],
  [[141, 1], 1, 'the first found its reader gone, which had failed'],
  [[141, 141, 1], 1, 'both'],
  [[141, 0], 141, 'the second read no further'],
  [[0, 141], 141, 'nobody reads the output of the last'],
  [[1, 141], 1, 'the first failed, and nobody reads'],
  [[null, 2], 2, 'the first was never started'],
  [[null, null, 1], 1, 'nor the second'],
  [[130, 130], 130, 'both were interrupted'],
];
for (const [statuses, status, why] of cases)
  t.test(`${statuses.join(', ')}: ${why}`, async (t) => t.equal(pipeStatus(statuses), status));
