import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { Stage } from './scenario.ts';

/** What came of a run: a line a check, on stdout and in `results.log` of a directory. */
export interface Results extends Pick<Stage, 'check' | 'same' | 'say'> {
  begin(name: string, title: string): void;
  booted(number: number, seconds: number): void;
  /** Writes the summary and gives the exit status. */
  summary(accelerator: string): number;
}

/** Opens the results of a run. */
export function openResults(directory: string): Results {
  const started = performance.now();
  const counts = { passed: 0, failed: 0, boots: 0 };
  const failures: string[] = [];
  let scenario = '';
  const print = (line: string) => {
    console.info(line);
    appendFileSync(join(directory, 'results.log'), `${line}\n`);
  };
  const check = (expectation: string, holds: boolean, found?: unknown) => {
    counts[holds ? 'passed' : 'failed'] += 1;
    print(`${holds ? 'ok    ' : 'NOT OK'} ${scenario}: ${expectation}`);
    if (holds) return;
    failures.push(`${scenario}: ${expectation}`);
    if (found !== undefined) print(`       found ${inspect(found, { depth: 6, breakLength: 110 })}`);
  };
  return {
    check,
    same: (expectation, found, wanted) =>
      check(expectation, isDeepStrictEqual(found, wanted), { found, wanted }),
    say: (text) => print(`# ${text}`),
    begin: (name, title) => {
      scenario = name;
      print(`# ${name}: ${title}`);
    },
    booted: (number, seconds) => {
      counts.boots += 1;
      print(`# boot ${number}: ${seconds.toFixed(1)} s`);
    },
    summary: (accelerator) => {
      const { passed, failed, boots } = counts;
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      for (const failure of failures) print(`# failed: ${failure}`);
      print(`# ${passed + failed} checks, ${failed} failed, ${boots} boots, ${seconds} s, ${accelerator}`);
      print(`# logs: ${directory}`);
      return failed === 0 && passed > 0 ? 0 : 1;
    },
  };
}
