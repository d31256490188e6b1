// Shows commands and what they really say, and holds them to what was told.

import { deepStrictEqual, notDeepStrictEqual, strictEqual } from 'node:assert/strict';
import { execaSync } from 'execa';
import { binaries } from './prepare.mjs';
import { say, tellChecked, tellCommand, tellOutput, tellStep } from './tell.mjs';

/** Where steps are told and command lines run. */
export interface Stage {
  step(what: string, why: string): void;
  run(line: string, due?: number): string;
}

/** A stage in a directory: steps have numbers, command lines run there in an environment of their own. */
export function stageIn(directory: string): Stage {
  let number = 0;
  const env = { PATH: `${binaries}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`, LC_ALL: 'C' };
  return {
    /** Begins a step: what it is, and why. */
    step(what, why) {
      number += 1;
      tellStep(number, what, why);
    },
    /** Shows a command line, runs it, shows its output; gives the output when it ends with the status that is due. */
    run(line, due = 0) {
      tellCommand('$', line);
      const { exitCode, signal, stdout } = execaSync('sh', ['-c', `{ ${line}; } 2>&1`], {
        cwd: directory,
        env,
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
        timeout: 60_000,
      });
      const status = exitCode ?? signal ?? 'nothing';
      tellOutput(stdout);
      if (due !== 0) say(`     (status ${status})`);
      strictEqual(status, due, `'${line}' ended with ${status}, and ${due} was expected`);
      return stdout;
    },
  };
}

/** Holds a fact that was told, and says it. */
export function same(actual: unknown, expected: unknown, fact: string): void {
  deepStrictEqual(actual, expected, `not as told: ${fact}`);
  tellChecked(fact);
}

/** Holds that something was really different before. */
export function differs(actual: unknown, other: unknown, what: string): void {
  notDeepStrictEqual(actual, other, `not as told: ${what}`);
}
