import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endGuests } from './guest/boot.ts';
import { createMachine, type Laboratory } from './guest/machine.ts';
import type { Results } from './results.ts';
import type { Scenario } from './scenario.ts';

const scenarioDirectory = join(import.meta.dirname, 'scenarios');

/** The scenarios that there are, by name. */
export const scenarioNames: readonly string[] = readdirSync(scenarioDirectory).map((name) =>
  name.replace(/\.ts$/, ''),
);

/**
 * Plays scenarios, so many at a time, each with guests of its own; what fails in one does not end another.
 *
 * @param areNamed whether they were asked for by name: those that are being written are played then
 */
export async function playAll(
  names: readonly string[],
  jobs: number,
  laboratory: Laboratory,
  results: Results,
  areNamed: boolean,
): Promise<void> {
  const waiting = [...names];
  const player = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { scenario }: { scenario: Scenario } = await import(join(scenarioDirectory, `${name}.ts`));
      const { unfinished } = scenario;
      if (unfinished === undefined || areNamed) await playOne(name, scenario, laboratory, results);
      else results.begin(name, scenario.title).say(`NOT PLAYED: ${unfinished}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, names.length) }, player));
}

async function playOne(
  name: string,
  scenario: Scenario,
  laboratory: Laboratory,
  results: Results,
): Promise<void> {
  const place = join(laboratory.logs, name);
  mkdirSync(place);
  const lines = results.begin(name, scenario.title);
  const own: Laboratory = { ...laboratory, logs: place, onBoot: lines.booted, onVerdict: lines.compared };
  let machines = 0;
  try {
    await scenario.play({
      ...lines,
      directory: place,
      machine: (spec) => {
        machines += 1;
        return createMachine(own, spec, join(place, `machine-${machines}`));
      },
    });
  } catch (error) {
    lines.check(`${name} comes to its end`, false, error);
  } finally {
    endGuests(own);
    lines.ended();
    // The logs are kept, the disks are not.
    for (const inner of readdirSync(place))
      if (inner.startsWith('machine-')) rmSync(join(place, inner), { recursive: true });
  }
}
