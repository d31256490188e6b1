// npm run test:machine [-- OPTION… SCENARIO…]: boots machines with real firmware and sees whether they come up.
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endGuests } from './guest/boot.ts';
import { cacheDirectory } from './host/cache-directory.ts';
import { isDownloadError, prepareLaboratory, whyNoMachine } from './laboratory.ts';
import { playAll, scenarioNames } from './play.ts';
import { openResults } from './results.ts';

/** What is played when nothing is asked for, by the gate above all: what matters most, in a few minutes. */
const selection = ['hot-spare', 'mirror-outcomes', 'second-fsync'];
const status = { callerErred: 2, cannotRun: 77 };

const usage = `npm run test:machine [-- OPTION… SCENARIO…]

  --all      every scenario, but those that are being written: these are named
  --jobs N   so many scenarios at a time; one for each processor, but 4 at the most
  --list     the scenarios
  --help

Without a scenario: ${selection.join(', ')}.
Exit status: 0 all checks hold, 1 one does not, 2 the call was wrong, 77 no machine can be made here.
`;

/** The words of a call, or what is wrong with it. */
function readCall(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        jobs: { type: 'string', default: String(Math.min(4, availableParallelism())) },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    const unknown = positionals.filter((name) => !scenarioNames.includes(name));
    if (unknown.length > 0) return `no scenario ${unknown.join(', ')}; there are ${scenarioNames.join(', ')}`;
    if (!/^[1-9]\d?$/.test(values.jobs)) return `--jobs wants a number from 1 to 99, not '${values.jobs}'`;
    const chosen = positionals.length > 0 ? positionals : selection;
    return { ...values, jobs: Number(values.jobs), names: values.all ? scenarioNames : chosen };
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const call = readCall(args);
  if (typeof call === 'string') {
    console.error(call);
    return status.callerErred;
  }
  if (call.help || call.list) {
    console.info(call.help ? usage.trimEnd() : scenarioNames.join('\n'));
    return 0;
  }
  const why = await whyNoMachine();
  if (why !== null) {
    console.error(`no machine can be made here: ${why}`);
    return status.cannotRun;
  }
  const directory = join(cacheDirectory, 'results', new Date().toISOString().replace(/[:.]/g, '-'));
  mkdirSync(directory, { recursive: true });
  const results = openResults(directory);
  const laboratory = await prepareLaboratory(directory, () => undefined).catch((error: unknown) => {
    if (isDownloadError(error)) return error;
    throw error;
  });
  if (isDownloadError(laboratory)) {
    console.error(`no machine can be made here: ${laboratory.message}`);
    return status.cannotRun;
  }
  await playAll(call.names, call.jobs, laboratory, results, !call.all);
  return results.summary(laboratory.qemu.accelerator);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endGuests();
    process.exitCode = 1;
    process.kill(process.pid, signal);
  });
}
process.exitCode = await main(process.argv.slice(2));
