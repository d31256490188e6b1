import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { binaryOf } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { withFullEsps } from './captured-machine.ts';

const env = { PATH: `${dirname(binaryOf('esp-which'))}:${process.env['PATH']}` };
const shell = (command: string) => call('/bin/sh', ['-c', command], { env });

interface Found {
  readonly check: string;
  readonly state: string;
  readonly why: string;
  readonly fix: string | null;
}

/** A machine below a directory whose ESPs are equal, changed by `change`. */
async function machineWith(t: Test, change: (root: string) => void): Promise<string> {
  const root = withFullEsps(join(t.testdir({}), 'root'));
  const mirrored = await shell(`esp-which --sysroot '${root}' | esp-mirror --sysroot '${root}'`);
  t.equal(mirrored.status, 0, mirrored.err);
  change(root);
  return root;
}

/** What a check finds of the booted member and of the mirror. */
async function judged(root: string, name: string): Promise<readonly [Found, Found]> {
  const { out } = await shell(`esp-which --json --sysroot '${root}' | esp-check --json --sysroot '${root}'`);
  const [booted, mirror] = (JSON.parse(out).checks as readonly Found[]).filter(({ check }) => check === name);
  if (booted === undefined || mirror === undefined) throw new Error(`no ${name} in ${out}`);
  return [booted, mirror];
}

/** Runs what mends a finding as it is printed. */
async function mend(t: Test, { fix, why }: Found): Promise<void> {
  if (fix === null || fix.startsWith('guide: ')) throw new Error(`${why} has no command: ${fix}`);
  const { status, err } = await shell(fix);
  t.equal(status, 0, `${fix}: ${err}`);
}

const firstEsp = 'PARTUUID=0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const entry = 'title a\nlinux /linux\ninitrd /initrd\noptions root=/dev/nvme0n1p2 rw\n';
const esps = ['efi0', 'efi1'] as const;

t.test('a row of fstab with two fields', async (t) => {
  const root = await machineWith(t, (root) =>
    writeFileSync(join(root, 'etc/fstab'), `${firstEsp} /data # both\n`),
  );
  const [, mirror] = await judged(root, 'mounts');
  t.match(mirror, { state: 'fail', why: /fstab has \/data without nofail/ });
  await mend(t, mirror);
  t.match(await judged(root, 'mounts'), [{ state: 'ok' }, { state: 'ok' }]);
  t.equal(readFileSync(join(root, 'etc/fstab'), 'utf8'), `${firstEsp} /data auto nofail # both\n`);
});

t.test('an fstab that is a symlink, relative or absolute', async (t) => {
  for (const target of ['../conf/my fstab', '/conf/my fstab']) {
    const root = await machineWith(t, (root) => {
      mkdirSync(join(root, 'conf'));
      writeFileSync(join(root, 'conf/my fstab'), `${firstEsp} /data vfat defaults 0 0\n`);
      rmSync(join(root, 'etc/fstab'), { force: true });
      symlinkSync(target, join(root, 'etc/fstab'));
    });
    const [, mirror] = await judged(root, 'mounts');
    t.match(mirror, { state: 'fail' }, target);
    await mend(t, mirror);
    t.match(await judged(root, 'mounts'), [{ state: 'ok' }, { state: 'ok' }], target);
  }
});

t.test('two names of an entry that is not booted', async (t) => {
  for (const at of [0, 1] as const) {
    const entries = `${esps[at]}/loader/entries`;
    const root = await machineWith(t, (root) =>
      copyFileSync(join(root, entries, 'a.conf'), join(root, entries, 'a+3.conf')),
    );
    const found = (await judged(root, 'entries'))[at];
    t.match(found, { state: 'warn', why: /several names: a\+3\.conf, a\.conf/ });
    await mend(t, found);
    t.match(await judged(root, 'entries'), [{ state: 'ok' }, { state: 'ok' }]);
    t.match(await judged(root, 'manifest'), [{ state: 'ok' }, { state: 'ok' }], 'the manifest holds');
  }
});

t.test('what neither member has, no command brings back', async (t) => {
  for (const path of ['linux', 'loader/entries/a.conf', 'EFI']) {
    const root = await machineWith(t, (root) => {
      for (const esp of esps) rmSync(join(root, esp, path), { recursive: true });
    });
    const fail = { state: 'fail', fix: 'guide: comes-up' };
    if (path === 'EFI') t.match((await judged(root, 'loader'))[1], fail, path);
    else t.match(await judged(root, 'entries'), [fail, fail], path);
  }
});

t.test('what the mirror alone lacks, esp-mirror brings back', async (t) => {
  for (const path of ['linux', 'loader/entries/a.conf']) {
    const root = await machineWith(t, (root) => rmSync(join(root, 'efi1', path)));
    const [, mirror] = await judged(root, 'entries');
    t.match(mirror, { state: 'fail' }, path);
    await mend(t, mirror);
    t.match(await judged(root, 'entries'), [{ state: 'ok' }, { state: 'ok' }], path);
  }
});

t.test('an initrd that is empty on the mirror only', async (t) => {
  const root = await machineWith(t, () => {});
  for (const esp of esps) {
    writeFileSync(join(root, esp, 'loader/entries/a.conf'), entry);
    writeFileSync(join(root, esp, 'initrd'), 'x'.repeat(200));
  }
  t.equal((await shell(`esp-which --sysroot ${root} | esp-mirror --sysroot ${root}`)).status, 0);
  writeFileSync(join(root, 'efi1/initrd'), '');
  const [booted, mirror] = await judged(root, 'initrd');
  t.match(mirror, { state: 'unknown', why: /^initrd is empty/ });
  await mend(t, mirror);
  t.equal((await judged(root, 'initrd'))[1].why, booted.why);
  t.equal(readFileSync(join(root, 'efi1/initrd'), 'utf8').length, 200);
});

t.test('an entry that the mirror alone has, and that is not complete', async (t) => {
  const root = await machineWith(t, (root) =>
    writeFileSync(join(root, 'efi1/loader/entries/b.conf'), entry.replace('/linux', '/none')),
  );
  t.match(await judged(root, 'entries'), [{ state: 'ok' }, { state: 'warn', fix: 'guide: comes-up' }]);
});
