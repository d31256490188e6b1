import { chmodSync, copyFileSync, existsSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { bootMenuOf, faultIn } from '../../fixtures/boot-menu.ts';
import { contentOf, leftoversOf, sourceAndMirror, writeTree } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { type Journey, journeys } from '../../fixtures/journeys.ts';
import { brief, mirror } from '../../support/esp-mirror-call.ts';

// What the kernel does to a file system that it finds damaged: no more writes, in the middle of a run.

const directory = mkdtempSync(join(tmpdir(), 'read-only-'));
const place = (name: string) => join(directory, name);

/** Lets sync(1) do something else, too, when it is called for the given time; `what` is a script, and is gone when it is done. */
function letSyncAct(): (when: number, what: string) => void {
  const sync = realpathSync('/usr/bin/sync');
  copyFileSync(sync, place('real-sync'));
  const script = `#!/bin/sh
${place('real-sync')} "$@" || exit
echo >>${place('calls')}
[ "$(wc -l <${place('calls')})" -eq "$(cat ${place('when')})" ] || exit 0
sh -e ${place('what')} && rm ${place('what')}
`;
  writeFileSync(place('sync'), script);
  chmodSync(place('sync'), 0o755);
  sh('mount --bind "$1" "$2"', place('sync'), sync);
  return (when, what) => {
    writeFileSync(place('calls'), '');
    writeFileSync(place('when'), `${when}\n`);
    writeFileSync(place('what'), what);
  };
}

const actAt = letSyncAct();

/** The image of an ext4 without a journal, which stops writing at an error. */
function newVolume(): string {
  const image = join(mkdtempSync(join(directory, 'volume-')), 'image');
  sh('truncate -s 8M "$1"; mkfs.ext4 -q -O ^has_journal "$1"', image);
  return image;
}

/** Does something with a volume on a directory. */
async function withMounted(image: string, to: string, act: () => Promise<void>): Promise<void> {
  sh('mount -t ext4 -o loop,errors=remount-ro "$1" "$2"; rm -rf "$2/lost+found"', image, to);
  try {
    await act();
  } finally {
    sh('umount "$1"', to);
  }
}

interface Directories {
  readonly from: string;
  readonly to: string;
}

/** Something stops the writing in a run: it is said, the mirror boots, and the next run on the repaired volume finishes the job. */
async function isStopped(
  t: Test,
  { before, after }: Journey,
  { from, to }: Directories,
  act: () => void,
): Promise<'stopped' | 'not stopped'> {
  const volume = newVolume();
  writeTree(from, after);
  let stopped = false;
  await withMounted(volume, to, async () => {
    writeTree(to, before);
    const [old, now] = [bootMenuOf(to), bootMenuOf(from)];
    act();
    const run = await mirror(from, to);
    stopped = !existsSync(place('what'));
    if (!stopped) return void t.equal(brief(run), 'mirrored 0', 'nothing stopped it');
    t.equal(brief(run), 'failed 1', run.err);
    t.match(run.outcomes[0]?.why, /became read-only/, 'with that reason');
    t.equal(faultIn(bootMenuOf(to), old, now), null, 'it boots');
  });
  if (!stopped) return 'not stopped';
  sh('e2fsck -fy "$1" >/dev/null 2>&1 || [ $? -eq 1 ]', volume);
  await withMounted(volume, to, async () => {
    t.equal((await mirror(from, to)).status, 0, 'the next run succeeds');
    t.strictSame(contentOf(to), contentOf(from), 'and finishes the job');
    t.strictSame(leftoversOf(to), [], 'nothing is left over');
  });
  return 'stopped';
}

for (const journey of journeys) {
  t.test(`read-only after any sync: ${journey.name}`, async (t) => {
    let result = 'stopped';
    let when = 0;
    while (result === 'stopped') {
      when += 1;
      await t.test(`after sync ${when}`, async (t) => {
        const directories = sourceAndMirror(t);
        const remount = `mount -o remount,ro ${directories.to}`;
        result = await isStopped(t, journey, directories, () => actAt(when, remount));
      });
    }
    t.ok(when > 3, `${when - 1} syncs`);
  });
}

const [journey] = journeys;
if (journey === undefined) throw new Error('a journey is due');

const makesErrors = sh('ls /sys/fs/ext4/*/trigger_fs_error 2>/dev/null || :') !== '';
const skip = makesErrors ? false : 'this kernel makes no errors when it is asked to';
t.test('an error that the kernel finds', { skip }, async (t) => {
  const directories = sourceAndMirror(t);
  const name = `$(basename "$(findmnt --noheadings --output SOURCE ${directories.to})")`;
  const trigger = `echo test >/sys/fs/ext4/${name}/trigger_fs_error`;
  t.equal(await isStopped(t, journey, directories, () => actAt(1, trigger)), 'stopped');
});

t.test('what was read-only before did not turn so', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, journey.after);
  await withMounted(newVolume(), to, async () => {
    writeTree(to, journey.after);
    sh('mount -o remount,ro "$1"', to);
    t.equal(brief(await mirror(from, to)), 'same 0', 'with nothing to do, nothing is wrong');
    writeTree(from, journey.before);
    const run = await mirror(from, to, '--force');
    t.equal(brief(run), 'failed 1', run.err);
    t.notMatch(run.outcomes[0]?.why, /became read-only/);
    t.ok(run.outcomes[0]?.why?.includes(`${to} is read-only`), run.err);
    t.notMatch(run.err, /TWIN/, 'no file is named that nobody knows');
  });
});
