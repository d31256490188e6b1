import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import t from 'tap';

const require = createRequire(import.meta.url);
const { createLoader } = require('../src/chunk-loader.cjs');

/** Loads main.js of these chunks; also the names of the modules that they asked Node for, and of the chunks, as they came. */
function load(chunks: Readonly<Record<string, string>>): {
  readonly made: unknown;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const scriptOf = (name: string) => {
    asked.push(name);
    return new Script(`(function(exports,require,module){${chunks[name]}\n})`);
  };
  const builtin = (id: string) => {
    if (!asked.includes(id)) asked.push(id);
    return require(id);
  };
  return { made: createLoader(scriptOf, builtin)('main.js'), asked };
}

t.test('a chunk is loaded when it is required, and once', async (t) => {
  const { made, asked } = load({
    'main.js':
      'const one = require("./one.js"); exports.two = () => [one, require("./one.js"), require("./two.js")];',
    'one.js': 'module.exports = { name: "one" };',
    'two.js': 'exports.name = "two";',
  });
  t.strictSame(asked, ['main.js', 'one.js']);
  const [first, again, two] = (made as { two: () => object[] }).two();
  t.strictSame([first, again, two], [{ name: 'one' }, { name: 'one' }, { name: 'two' }]);
  t.equal(first, again);
  t.strictSame(asked, ['main.js', 'one.js', 'two.js']);
});

t.test('a module of Node is loaded when something of it is used', async (t) => {
  const { made, asked } = load({
    'main.js': 'const os = require("node:os"); exports.eol = () => os.EOL; exports.all = os;',
  });
  t.strictSame(asked, ['main.js']);
  const { eol, all } = made as { eol: () => string; all: object };
  t.equal(eol(), '\n');
  t.strictSame(asked, ['main.js', 'node:os']);
  t.ok('EOL' in all);
  t.notOk('eol' in all);
  t.strictSame(Object.keys(all), Object.keys(require('node:os')));
  t.equal({ ...(all as { EOL: string }) }.EOL, '\n');
});

t.test('what Node has loaded anyway is that itself', async (t) => {
  const { made } = load({ 'main.js': 'exports.fs = require("node:fs");' });
  t.equal((made as { fs: unknown }).fs, require('node:fs'));
});
