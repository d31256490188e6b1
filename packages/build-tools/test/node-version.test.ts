import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { whyTooOld } from '../src/node-version.mjs';

const sources = join(import.meta.dirname, '../src');

t.test('a version that is old enough', async (t) => {
  const cases: [version: string, isEnough: boolean][] = [
    ['18.20.4', false],
    ['20.10.0', false],
    ['20.11.0', true],
    ['20.11.1-nightly', true],
    ['21.0.0', true],
    ['24.21.0', true],
    ['8.9.4', false],
  ];
  for (const [version, isEnough] of cases) t.equal(whyTooOld(version) === null, isEnough, version);
});

t.test('the two commands of the README say it in a line, and do nothing else', async (t) => {
  // As of a Node 18, which has no import.meta.dirname either.
  const older = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.20.4"}})';
  for (const program of ['gate.mjs', 'demo/main.mjs']) {
    const args = ['--import', `data:text/javascript,${encodeURIComponent(older)}`, join(sources, program)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    t.equal(status, 1, program);
    t.equal(stdout, '', program);
    t.match(stderr, /^[^\n]*20\.11[^\n]*\n$/, program);
  }
});
