import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { Guest } from './guest/boot.ts';
import { outcomeOf, type Verdict } from './guest/verdict.ts';
import type { Stage } from './scenario.ts';

/** What is written of one scenario while it is played. */
export interface Lines extends Pick<Stage, 'check' | 'same' | 'say'> {
  readonly booted: (guest: Pick<Guest, 'number' | 'seconds'>) => void;
  /** Compares a verdict with what happened: a yes to a machine that then does not come up is a check that fails. */
  readonly compared: (verdict: Verdict, isUp: boolean) => void;
  /** Writes how long it took. */
  readonly ended: () => void;
}

/** What came of a run: a line a check, on stdout and in `results.log` of a directory. */
export interface Results {
  /** Scenarios may be played beside each other: each line begins with the name of its own. */
  begin(name: string, title: string): Lines;
  /** Writes the summary and gives the exit status. */
  summary(accelerator: string): number;
}

/** Opens the results of a run. */
export function openResults(directory: string): Results {
  const started = performance.now();
  const counts = { passed: 0, failed: 0, boots: 0 };
  const outcomes = { agreement: 0, 'false yes': 0, 'false no': 0, unknown: 0 };
  const failures: string[] = [];
  const print = (line: string) => {
    console.info(line);
    appendFileSync(join(directory, 'results.log'), `${line}\n`);
  };
  const begin = (scenario: string, title: string): Lines => {
    const begun = performance.now();
    const check = (expectation: string, holds: boolean, found?: unknown) => {
      counts[holds ? 'passed' : 'failed'] += 1;
      print(`${holds ? 'ok    ' : 'NOT OK'} ${scenario}: ${expectation}`);
      if (holds) return;
      failures.push(`${scenario}: ${expectation}`);
      if (found !== undefined) print(`       found ${inspect(found, { depth: 6, breakLength: 110 })}`);
    };
    const say = (text: string) => print(`# ${scenario}: ${text}`);
    say(title);
    return {
      check,
      same: (expectation, found, wanted) =>
        check(expectation, isDeepStrictEqual(found, wanted), { found, wanted }),
      say,
      booted: ({ number, seconds }) => {
        counts.boots += 1;
        say(`boot ${number}: ${seconds.toFixed(1)} s`);
      },
      compared: (verdict, isUp) => {
        const outcome = outcomeOf(verdict, isUp);
        outcomes[outcome] += 1;
        const without = `without ${verdict.lost.join(', ')}`;
        const found = `it ${isUp ? 'has come' : 'has not come'} up`;
        check(
          `${without}: esp-check said ${verdict.answer}, and ${found}`,
          outcome !== 'false yes',
          verdict.checks,
        );
        if (outcome === 'false no' || outcome === 'unknown')
          say(`${outcome}: ${verdict.checks.find((one) => one.check === 'verdict')?.why}`);
      },
      ended: () => say(`ended after ${secondsSince(begun)} s`),
    };
  };
  const summary = (accelerator: string) => {
    const { passed, failed, boots } = counts;
    for (const failure of failures) print(`# failed: ${failure}`);
    print(`# logs: ${directory}`);
    const asked = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    if (asked > 0)
      print(
        `# verdicts: ${asked} asked, ${outcomes.agreement} agreements, ${outcomes['false yes']} false yes, ${outcomes['false no']} false no, ${outcomes.unknown} unknown`,
      );
    print(
      `# ${passed + failed} checks, ${failed} failed, ${boots} boots, ${secondsSince(started)} s, ${accelerator}`,
    );
    return failed === 0 && passed > 0 ? 0 : 1;
  };
  return { begin, summary };
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0);
}
