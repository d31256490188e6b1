import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { directoriesOf, journeys } from '../fixtures/journeys.ts';
import { call } from '../support/call.ts';
import { brief, espMirrorBinary, runOf } from '../support/esp-mirror-call.ts';

// Machines that lack something: room for open files, a /run that can be written, the tools of util-linux.

const [journey] = journeys;
if (journey === undefined) throw new Error('a journey is due');
const notRoot = process.getuid?.() === 0 ? false : 'needs root';
const member = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const set = `#ROLE KIND STATE PARTUUID\nbooted esp missing 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6\nmirror esp missing ${member}\n`;

/** Runs esp-mirror at the end of a shell script; its words are "$@". */
const after = async (script: string, args: readonly string[], input = '') =>
  runOf(
    await call(
      '/usr/bin/env',
      ['PATH=/usr/bin:/bin', 'sh', '-ec', script, 'sh', espMirrorBinary, '--json', ...args],
      {
        input,
      },
    ),
  );

t.test('few open files', async (t) => {
  const { from, newMirror } = directoriesOf(t.testdir({}), journey);
  for (const [files, due] of [
    [26, 'failed 1'],
    [64, 'mirrored 0'],
  ] as const) {
    const run = await after(`ulimit -n ${files}; exec "$@"`, ['--from', from, '--to', newMirror()]);
    t.equal(run.signal, null);
    t.equal(brief(run), due, `${files}: ${run.err}`);
    if (due !== 'mirrored 0') t.match(run.err, 'ulimit', 'and what to do is said');
  }
});

t.test('a /run that cannot be written', { skip: notRoot }, async (t) => {
  const script = 'mount -t tmpfs -o ro tmpfs /run; exec "$@"';
  const run = await after(`exec unshare -m sh -ec '${script}' sh "$@"`, [], set);
  t.equal(run.status, 1);
  t.match(run.err, '/run/twinroot');
  t.notMatch(run.err, /ENOENT|[/]proc[/]/);
  t.equal(run.err.trim().split('\n').length, 1);
});

t.test('a /dev in which nothing is, as in a chroot that was not prepared', { skip: notRoot }, async (t) => {
  const { from, newMirror } = directoriesOf(t.testdir({}), journey);
  const args = ['--from', from, '--to', newMirror()];
  const run = await after(`exec unshare -m sh -ec 'mount -t tmpfs tmpfs /dev; exec "$@"' sh "$@"`, args);
  t.equal(run.status, 1);
  t.match(run.err, 'there is no /dev/null: mount /dev');
  t.notMatch(run.err, /is not installed/);
});

t.test('the tools of BusyBox, which have other options', { skip: notRoot }, async (t) => {
  const { from, newMirror } = directoriesOf(t.testdir({}), journey);
  const fake = join(from, '..', 'busybox');
  for (const [tool, text] of [
    ['flock', 'util-linux'],
    ['sync', 'coreutils'],
  ] as const) {
    const words = 'BusyBox v1.36.1 multi-call binary.\\n\\nUsage: tool [-x]\\n';
    writeFileSync(fake, `#!/bin/sh\nprintf '${words}' >&2\nexit 1\n`);
    chmodSync(fake, 0o755);
    const script = `mount --bind ${fake} "$(realpath "$(command -v ${tool})")"; exec "$@"`;
    const args = ['--from', from, '--to', newMirror()];
    const run = await after(`exec unshare -m sh -ec '${script}' sh "$@"`, args);
    t.equal(brief(run), 'failed 1', run.err);
    t.match(run.err, text);
    t.notMatch(run.err + run.out, /Usage/);
  }
});
