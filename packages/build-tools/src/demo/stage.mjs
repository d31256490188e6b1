// Shows commands and what they really say, and holds them to what was told.

import { deepStrictEqual, notDeepStrictEqual, strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { binaries } from './prepare.mjs';
import { say, tellChecked, tellCommand, tellOutput, tellStep } from './tell.mjs';

/** A stage in a directory: steps have numbers, command lines run there in an environment of their own. */
export function stageIn(directory) {
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
      const { status, signal, error, stdout } = spawnSync('sh', ['-c', `{ ${line}; } 2>&1`], {
        cwd: directory,
        env,
        encoding: 'utf8',
        timeout: 60_000,
      });
      if (error) throw error;
      tellOutput(stdout);
      if (due !== 0) say(`     (status ${status ?? signal})`);
      strictEqual(status ?? signal, due, `'${line}' ended with ${status ?? signal}, and ${due} was due`);
      return stdout;
    },
  };
}

/** Holds a fact that was told, and says it. */
export function same(actual, expected, fact) {
  deepStrictEqual(actual, expected, `not as told: ${fact}`);
  tellChecked(fact);
}

/** Holds that something was really different before. */
export function differs(actual, other, what) {
  notDeepStrictEqual(actual, other, `not as told: ${what}`);
}
