// node record-code-cache.cjs record SOURCE CACHE LINES: runs command lines of a bundle and writes V8's code cache of it;
// check SOURCE CACHE: fails when this node would not take it. By the node that is packed, hence CommonJS without imports.
const { readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

const [mode, source, cache, lines] = process.argv.slice(2);
const text = readFileSync(source, 'latin1');

if (mode === 'check') {
  const { cachedDataRejected } = new Script(text, { cachedData: readFileSync(cache) });
  if (cachedDataRejected) throw new Error(`the code cache of ${source} is not taken`);
} else {
  const script = new Script(text);
  process.on('exit', () => {
    writeFileSync(cache, script.createCachedData());
    // What became of the commands is for their tests.
    process.exitCode = 0;
  });
  // Each command line listens for signals, and they are many here, in one process.
  require('node:events').defaultMaxListeners = 0;
  for (const line of JSON.parse(lines)) {
    process.argv = [process.execPath, 'twinroot', ...line];
    script.runInThisContext()(require);
  }
}
