import type { Context } from '@twinroot/lib-command';
import t from 'tap';
import { report } from '../../src/act/report.ts';
import { outcomeOf, type SourceResult } from '../../src/decide/outcome.ts';
import type { spec } from '../../src/spec.ts';

type State = Parameters<typeof outcomeOf>[0]['state'];

const resultOf = (state: State, why: string | null, isDamaged = false): SourceResult => ({
  outcomes: [outcomeOf({ mirror: 'm', state, done: [], kept: [], seconds: 0, why })],
  planned: [{ mirror: 'm', phase: 'payloads', operation: 'mkdir', path: 'd', from: null, bytes: null }],
  isDamaged,
  isSteady: true,
});

async function reported(
  results: readonly SourceResult[],
  { dryRun = false, signal = new AbortController().signal } = {},
) {
  const lines: string[] = [];
  const message = {
    error: (text: string) => void lines.push(`error ${text}`),
    warning: (text: string) => void lines.push(`warning ${text}`),
  };
  const writeGroup = async ({ schema }: { schema: string }, records: readonly unknown[]) =>
    void lines.push(`${schema} ${records.length}`);
  const context = { dryRun, signal, message, writeGroup } as unknown as Context<typeof spec>;
  return { status: await report(context, results, { required: 0, lone: 0 }), lines };
}

t.test('what people read of a mirror, and the status', async (t) => {
  const group = 'twinroot.mirror-report/1 1';
  const cases: readonly (readonly [result: SourceResult, status: number, line: string | null])[] = [
    [resultOf('same', null), 0, null],
    [resultOf('mirrored', 'dirty'), 0, 'warning m: dirty'],
    [resultOf('missing', 'no device'), 0, 'warning m is missing: no device, skipping'],
    [resultOf('failed', 'EIO'), 1, 'error mirroring to m: EIO'],
    [resultOf('refused', 'older'), 1, 'error mirroring to m: older'],
    [resultOf('same', null, true), 1, null],
  ];
  for (const [result, status, line] of cases)
    t.strictSame(await reported([result]), { status, lines: line === null ? [group] : [line, group] });
  t.strictSame(await reported([resultOf('same', null), resultOf('failed', 'EIO')]), {
    status: 1,
    lines: ['error mirroring to m: EIO', 'twinroot.mirror-report/1 2'],
  });
});

t.test('a dry run writes the plan', async (t) => {
  const { lines } = await reported([resultOf('mirrored', null)], { dryRun: true });
  t.strictSame(lines, ['twinroot.mirror-plan/1 1']);
});

t.test('an interrupted run ends with its reason', async (t) => {
  const signal = AbortSignal.abort(new Error('interrupted'));
  await t.rejects(reported([resultOf('same', null)], { signal }), /interrupted/);
});
