// npm run demo [-- --machine]: the commands at work, on a machine in a directory or on a virtual one. It needs Node 20 and
// npm; it checks what it tells, and ends with status 0 only if all of it was so. The stories are TypeScript, and are told by the
// Node that npm installed.
import '../require-node.mjs';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { workspaceRoot } from '../workspace.mjs';
import { prepare } from './prepare.mjs';
import { say } from './tell.mjs';

const usage = `Usage: npm run demo [-- OPTION]

Shows the commands at work, step by step, and checks what it tells. Status 0: all was as told; 1: not all;
2: the call was wrong.

Without an option the machine is a directory: no root, no second disk, less than a minute.

  --machine   the machine is a virtual one with real firmware: would it come up without a disk? what is missing
              is mended, a disk dies, the other boots, a new one takes its place, and boots in a drill. Some
              ten minutes after set-up; the set-up wants root on Debian, or the packages that it names, 2 GB
              below XDG_CACHE_HOME, and some minutes once
  --picture FILE
              with --machine: also draw FILE, an SVG of a terminal with the question, the answers, and what mended it
  -h, --help  this text`;

const options = {
  machine: { type: 'boolean' },
  picture: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
};

/** The options of a call; throws when there are others. */
function readOptions(args) {
  const { values } = parseArgs({ args, options, allowPositionals: false });
  if (values.picture !== undefined && !values.machine) throw new Error('--picture needs --machine');
  return values;
}

/** Plays a story, with words for it; gives its exit status. Signals are handed on. */
function play(story, ...words) {
  const node = join(workspaceRoot, 'node_modules/.bin/node');
  const child = spawn(node, [join(import.meta.dirname, story), ...words], { stdio: 'inherit' });
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? 128 + constants.signals[signal]));
  });
}

async function main(args) {
  let wanted;
  try {
    wanted = readOptions(args);
  } catch (error) {
    process.stderr.write(`demo: ${error.message}\n\n${usage}\n`);
    return 2;
  }
  if (wanted.help) {
    say(usage);
    return 0;
  }
  try {
    prepare(say);
    if (!wanted.machine) return await play('play-directory.ts');
    return await play('play-machine.ts', ...(wanted.picture === undefined ? [] : [resolve(wanted.picture)]));
  } catch (error) {
    process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
