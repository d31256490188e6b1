// npm run demo [-- --machine]: the commands at work, on a machine in a directory or on a virtual one. It needs Node 20 and
// npm; it checks what it tells, and ends with status 0 only if all of it was so.
import { parseArgs } from 'node:util';
import { prepare } from './prepare.mjs';
import { say } from './tell.mjs';

const usage = `Usage: npm run demo [-- OPTION]

Shows the commands at work, step by step, and checks what it tells. Status 0: all was as told; 1: not all;
2: the call was wrong.

Without an option the machine is a directory: no root, no second disk, less than a minute.

  --machine   the machine is a virtual one with real firmware: boots, a new kernel, a disk dies, the other
              boots. Under three minutes after set-up; the set-up wants root on Debian, or the packages that
              it names, 1 GB below XDG_CACHE_HOME, and some minutes once
  -h, --help  this text`;

const options = { machine: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };

/** The options of a call; throws when there are others. */
function readOptions(args) {
  return parseArgs({ args, options, allowPositionals: false }).values;
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
    if (wanted.machine) return await (await import('./play-machine.mjs')).playMachine();
    (await import('./play-directory.mjs')).playDirectory();
    return 0;
  } catch (error) {
    process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
