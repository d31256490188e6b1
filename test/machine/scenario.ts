import type { MachineSpec } from './guest/disk-spec.ts';
import type { Machine } from './guest/machine.ts';

/** What a scenario has at hand. */
export interface Stage {
  /** A new machine of a kind; two calls give two. */
  machine(spec: MachineSpec): Promise<Machine>;
  /** One check: what is expected, and whether it is so. `found` is shown when it is not. */
  check(expectation: string, holds: boolean, found?: unknown): void;
  /** A check that two values are the same. */
  same(expectation: string, found: unknown, wanted: unknown): void;
  /** A line for the reader: what is done now, or what was measured. */
  say(text: string): void;
  /** A directory for what the scenario wants to keep. */
  readonly directory: string;
}

/** A story about a machine. Each is one file in scenarios/, named after it, that exports it as `scenario`. */
export interface Scenario {
  /** In one line. */
  readonly title: string;
  /** Why it does not hold yet, for one that is being written: it is played by its name only, and `--all` names it. */
  readonly unfinished?: string;
  play(stage: Stage): Promise<void>;
}
