// npm run test:machine [-- SCENARIO…|--all]: boots machines with real firmware and sees whether they come up.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBase } from './guest/base.ts';
import { endGuests } from './guest/boot.ts';
import { createMachine, type Laboratory } from './guest/machine.ts';
import { prepareTools } from './guest/tools.ts';
import { cacheDirectory } from './host/cache-directory.ts';
import { preparePackages } from './host/debian.ts';
import { prepareQemu } from './host/qemu.ts';
import { openResults } from './results.ts';
import type { Scenario } from './scenario.ts';

const scenarioDirectory = join(import.meta.dirname, 'scenarios');
/** What is played when nothing is asked for: what matters most, in a few minutes. */
const selection = ['hot-spare'];

async function main(args: readonly string[]): Promise<number> {
  const known = readdirSync(scenarioDirectory).map((name) => name.replace(/\.ts$/, ''));
  const wanted = args.includes('--all') ? known : args.length > 0 ? args : selection;
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`no scenario ${unknown.join(', ')}; there are ${known.join(', ')}`);
    return 2;
  }
  const directory = join(cacheDirectory, 'results', new Date().toISOString().replace(/[:.]/g, '-'));
  mkdirSync(directory, { recursive: true });
  const results = openResults(directory);
  await preparePackages();
  const laboratory: Laboratory = {
    qemu: await prepareQemu(),
    base: await prepareBase(),
    tools: await prepareTools(),
    logs: directory,
    onBoot: ({ number, seconds }) => results.booted(number, seconds),
  };
  for (const name of wanted) await playOne(name, laboratory, directory, results);
  return results.summary(laboratory.qemu.accelerator);
}

async function playOne(
  name: string,
  laboratory: Laboratory,
  directory: string,
  results: ReturnType<typeof openResults>,
): Promise<void> {
  const { scenario }: { scenario: Scenario } = await import(join(scenarioDirectory, `${name}.ts`));
  const place = join(directory, name);
  let machines = 0;
  results.begin(name, scenario.title);
  try {
    await scenario.play({
      ...results,
      directory: place,
      machine: (spec) => {
        machines += 1;
        return createMachine(laboratory, spec, join(place, `machine-${machines}`));
      },
    });
  } catch (error) {
    results.check(`${name} comes to its end`, false, error);
  } finally {
    endGuests();
    // The logs are kept, the disks are not.
    for (const entry of readdirSync(directory))
      if (entry === name)
        for (const inner of readdirSync(place))
          if (inner.startsWith('machine-')) rmSync(join(place, inner), { recursive: true });
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endGuests();
    process.exitCode = 1;
    process.kill(process.pid, signal);
  });
}
process.exitCode = await main(process.argv.slice(2));
