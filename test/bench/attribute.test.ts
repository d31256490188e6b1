import fc from 'fast-check';
import t from 'tap';
import { type Change, linesWithoutCause, type Run, runsWithoutCause } from './day/attribute.ts';

const slack = { event: 0.25, line: 0.5 };
const run = (begin: number, status = 0, key = 'esp'): Run => ({ key, begin, end: begin + 1, status });
const change = (begin: number, end = begin, key = 'esp'): Change => ({ key, begin, end });

const cases: readonly {
  readonly what: string;
  readonly changes: readonly Change[];
  readonly runs: readonly Run[];
  readonly unexplained: readonly number[];
}[] = [
  { what: 'the first run of each key', changes: [], runs: [run(1), run(2, 0, '/etc/')], unexplained: [] },
  { what: 'a second run for nothing', changes: [], runs: [run(1), run(5)], unexplained: [5] },
  { what: 'a run after a change', changes: [change(4)], runs: [run(1), run(5)], unexplained: [] },
  { what: 'a run while a change goes on', changes: [change(4, 9)], runs: [run(1), run(5)], unexplained: [] },
  { what: 'a change during the run before', changes: [change(1.5)], runs: [run(1), run(5)], unexplained: [] },
  { what: 'a change told late', changes: [change(0.8)], runs: [run(1), run(5)], unexplained: [] },
  { what: 'a change long before', changes: [change(0.7)], runs: [run(1), run(5)], unexplained: [5] },
  { what: 'a change after it', changes: [change(6)], runs: [run(1), run(5)], unexplained: [5] },
  { what: 'a change of another key', changes: [change(4, 4, '/')], runs: [run(1), run(5)], unexplained: [5] },
  { what: 'one change, two runs', changes: [change(4)], runs: [run(1), run(5), run(7)], unexplained: [7] },
  { what: 'a repetition', changes: [], runs: [run(1, 1), run(5, 1), run(9), run(12)], unexplained: [12] },
];

t.test('a run has a cause when something changed, or the run before it failed', async (t) => {
  for (const { what, changes, runs, unexplained } of cases) {
    const found = runsWithoutCause(changes, runs, slack).map(({ begin }) => begin);
    t.same(found, unexplained, what);
  }
});

t.test('a line has a cause from the change to the end of its run', async (t) => {
  const runs = [run(1), run(5), run(20, 1), run(30), run(40)];
  const changes = [change(3.5), change(19)];
  const told = [0, 2.4, 2.6, 3.4, 3.6, 6.4, 6.6, 18.9, 19.1, 25, 31.4, 31.6, 40.5];
  const lines = told.map((at) => ({ at, text: '' }));
  const found = linesWithoutCause(changes, runs, lines, slack).map(({ at }) => at);
  t.same(found, [2.6, 3.4, 6.6, 18.9, 31.6, 40.5]);
});

t.test(
  'without a change every run that follows a success is for nothing, and so is what is said then',
  async () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(times, (begins) => {
        const runs = begins.map((begin) => run(begin * 10));
        const lines = runs.map(({ begin }) => ({ at: begin + 0.5, text: '' }));
        const others = Math.max(0, runs.length - 1);
        const counts = [runsWithoutCause([], runs, slack), linesWithoutCause([], runs, lines, slack)];
        return counts.every(({ length }) => length === others);
      }),
    );
  },
);

t.test('nothing is unexplained when each run has its change', async () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 20 });
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 5, noNaN: true }), (begins, before) => {
      const runs = begins.map((begin) => run(begin * 10));
      const changes = begins.map((begin) => change(begin * 10 - before));
      const lines = runs.map(({ begin }) => ({ at: begin + 0.5, text: '' }));
      return (
        runsWithoutCause(changes, runs, slack).length === 0 &&
        linesWithoutCause(changes, runs, lines, slack).length === 0
      );
    }),
  );
});
