// node record-code-cache.cjs record DIRECTORY LINES: runs command lines of a bundle, and writes V8's code cache of each of its chunks,
// NAME.cache beside NAME; check DIRECTORY: fails when this node would not take one. By the node that is packed, hence CommonJS.
const fs = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { createLoader } = require('./chunk-loader.cjs');

const { readdirSync, readFileSync, writeFileSync } = fs;

const [mode, directory, lines] = process.argv.slice(2);
/** What the recording node is started with besides, as it has it otherwise: a cache is taken only by the same flags. */
const usual = [
  '--flush-bytecode',
  '--memory-reducer',
  '--sparkplug',
  '--maglev',
  '--opt',
  '--initial-old-space-size=0',
  '--min-semi-space-size=0',
  '--max-semi-space-size=0',
];
const names = readdirSync(directory).filter((name) => name.endsWith('.js'));
const sourceOf = (name) => readFileSync(join(directory, name), 'latin1');
const cacheOf = (name) => join(directory, `${name}.cache`);

if (mode === 'check') {
  for (const name of names) {
    const { cachedDataRejected } = new Script(sourceOf(name), { cachedData: readFileSync(cacheOf(name)) });
    if (cachedDataRejected) throw new Error(`the code cache of ${name} is not taken`);
  }
} else {
  // The clock stands, later than any file is: what is done since time has passed, or something is new, depends on how busy the machine is.
  const now = Date.UTC(2100, 0);
  Date.now = () => now;
  performance.now = () => 0;
  process.uptime = () => 1;
  // Which processes there are, and what they have open, depends on the machine: the only one is this one, by the number of another of
  // its threads (proc(5): it is not listed, but there), as a command passes over itself.
  const thread = readdirSync('/proc/self/task').find((task) => task !== String(process.pid));
  fs.readdirSync = (path, ...options) => (path === '/proc' ? [thread] : readdirSync(path, ...options));
  // Who builds makes no difference; what is done takes no rights.
  process.getuid = () => 1000;
  process.geteuid = () => 1000;
  // What has not been run for a while stays. A cache is taken only where the flags are those that it was made with.
  for (const flag of ['--no-flush-bytecode', '--no-sparkplug', '--no-maglev', '--no-opt'])
    setFlagsFromString(flag);
  const scripts = new Map(names.map((name) => [name, new Script(sourceOf(name))]));
  process.on('exit', () => {
    for (const flag of usual) setFlagsFromString(flag);
    for (const [name, script] of scripts) writeFileSync(cacheOf(name), script.createCachedData());
    // What became of the commands is for their tests.
    process.exitCode = 0;
  });
  // Each command line listens for signals, and they are many here, in one process.
  require('node:events').defaultMaxListeners = 0;
  const left = JSON.parse(lines);
  const runNext = () => {
    const line = left.shift();
    if (line === undefined) return;
    process.argv = [process.execPath, 'twinroot', ...line];
    createLoader((name) => scripts.get(name), require)('main.js');
    // The event is there once more only if something was waited for.
    setImmediate(() => {});
  };
  // One after the other: each has ended when nothing is left to be waited for.
  process.on('beforeExit', runNext);
  runNext();
}
