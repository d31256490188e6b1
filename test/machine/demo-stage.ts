import { ok, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  say,
  tellChecked,
  tellCommand,
  tellOutput,
  tellStep,
} from '../../packages/build-tools/src/demo/tell.mjs';
import type { Shown } from '../../packages/build-tools/src/demo/terminal-svg.ts';
import type { BootOptions, Guest } from './guest/boot.ts';
import type { Machine } from './guest/machine.ts';

/** What the demo has at hand: steps are told, commands and what they said are shown, facts are held. */
export interface DemoStage {
  step(what: string, why: string): void;
  /** Switches a machine on, and shows what its firmware said on the console. */
  boot(machine: Machine, options?: BootOptions): Promise<Guest>;
  /** Shows a command line, runs it, shows its output; gives that. @throws {Error} when it ends with what is not due, 0 as a rule */
  run(guest: Guest, line: string, due?: readonly number[]): Promise<string>;
  /** @throws {Error} when the two are not the same */
  same(found: string, wanted: string, fact: string): void;
  /** Begins, or ends, what is kept for a picture. */
  keep(isKept: boolean): void;
  /** What was run meanwhile. */
  shown(): readonly Shown[];
}

/** A stage for guests whose consoles are logged in a directory. */
export function demoStage(logs: string): DemoStage {
  let number = 0;
  let isKept = false;
  const shown: Shown[] = [];
  return {
    keep: (is) => {
      isKept = is;
    },
    shown: () => shown,
    step: (what, why) => {
      number += 1;
      tellStep(number, what, why);
    },
    boot: async (machine, options) => {
      const guest = await machine.boot(options);
      tellOutput(firmwareLines(logs, guest).join('\n'));
      say(`   It took commands after ${guest.seconds.toFixed(0)} s.`);
      return guest;
    },
    run: async (guest, line, due = [0]) => {
      tellCommand('#', line);
      const { status, stdout } = await guest.run(`{ ${line}\n} 2>&1`);
      tellOutput(stdout);
      if (isKept) shown.push({ line, output: stdout });
      ok(
        due.includes(status),
        `not as told: '${line}' ended with ${status}, and ${due.join(' or ')} was due`,
      );
      return stdout;
    },
    same: (found, wanted, fact) => {
      strictEqual(found, wanted, `not as told: ${fact}`);
      tellChecked(fact);
    },
  };
}

/** What OVMF's boot manager said: what it tried, and what it started. Source: EDK II, MdeModulePkg/Universal/BdsDxe. */
function firmwareLines(logs: string, { number }: Guest): readonly string[] {
  const console = join(logs, `boot-${String(number).padStart(2, '0')}.console`);
  const text = stripVTControlCharacters(readFileSync(console, 'latin1'));
  return text.match(/BdsDxe: (failed to load|starting) [^\r\n]*/g) ?? [];
}
