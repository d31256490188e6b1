import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { withOpenDirectories, withOpenMembers } from '../../src/act/each-member.ts';
import { lockDirectories } from '../../src/act/locks.ts';
import type { MemberAccess } from '../../src/act/open-member.ts';
import { base, id, record } from '../member-fixture.ts';

const wait = { waitSeconds: 0, signal: new AbortController().signal };

/** A machine that does not run, with one member mounted on /efi1. */
function access(sysroot: string): MemberAccess {
  const mounts = parseMountinfo('31 25 8:17 / /efi1 rw - vfat /dev/sdb1 rw\n');
  const machine = {
    sysroot,
    live: false,
    mounts,
    devices: [base],
    fstab: [],
    sources: new Map<string, string>(),
  };
  return { machine, namespace: () => Promise.reject(new Error('nothing is mounted')) };
}

t.test('members are used where they are mounted', async (t) => {
  const sysroot = t.testdir({ efi1: { 'a.txt': '' } });
  const other = { ...record, partuuid: id.replace(/^./, 'f') };
  const readOnly = { ...record, mountpoint: '/efi9' };
  const as = { use: 'write', fsck: true, wait } as const;
  const ends = await withOpenMembers(access(sysroot), [record, other, readOnly], as, (each) =>
    each(async ({ path, name, remarks, free, cluster }) => {
      writeFileSync(join(path, 'b.txt'), '');
      t.ok(free > 0 && cluster > 0);
      return { name, remarks: remarks.length };
    }),
  );
  t.match(ends, [
    { kind: 'done', id, value: { name: '/efi1', remarks: 1 } },
    { kind: 'missing', id: other.partuuid },
    { kind: 'refused', id, reason: /efi9/ },
  ]);
  t.strictSame(readdirSync(join(sysroot, 'efi1')), ['a.txt', 'b.txt']);
});

t.test('below a sysroot nothing is mounted', async (t) => {
  const { machine, namespace } = access(t.testdir({}));
  const unmounted = { ...record, state: 'unmounted', mountpoint: null } as const;
  const ends = await withOpenMembers(
    { machine: { ...machine, mounts: [] }, namespace },
    [unmounted],
    { use: 'read', fsck: false, wait: null },
    (each) => each(async () => t.fail('it was opened')),
  );
  t.match(ends, [{ kind: 'failed', id, error: /sdb1/ }]);
});

t.test("one's failure stops no other", async (t) => {
  const root = t.testdir({ a: {}, b: {}, file: '' });
  const names = ['a', 'none', 'file', 'b'];
  const directories = names.map((name) => ({ name, path: join(root, name) }));
  const ends = await withOpenDirectories(directories, wait, (each) =>
    each(async ({ path, name }) => {
      if (name === join(root, 'a')) throw new Error(`writing ${path}/x: broken`);
      writeFileSync(join(path, 'done'), '');
      return name;
    }),
  );
  t.match(ends, [
    { kind: 'failed', id: 'a', reason: `writing ${join(root, 'a')}/x: broken` },
    { kind: 'failed', id: 'none', error: { code: 'ENOENT' } },
    { kind: 'failed', id: 'file', error: { code: 'ENOTDIR' } },
    { kind: 'done', id: 'b', value: join(root, 'b') },
  ]);
  t.strictSame(readdirSync(join(root, 'b')), ['done']);
  for (const { seconds } of ends) t.ok(seconds >= 0);
});

t.test('no member, nothing to do', async (t) => {
  t.strictSame(await withOpenDirectories([], wait, (each) => each(async () => null)), []);
});

t.test('what is open is locked, under whatever name; what is busy stops nothing else', async (t) => {
  const root = t.testdir({ a: {}, b: {} });
  const directories = ['a', 'b'].map((name) => ({ name, path: join(root, name) }));
  const others = await lockDirectories([join(root, 'b')], wait);
  const ends = await withOpenDirectories(directories, wait, (each) =>
    each(async ({ path }) => {
      const { failures } = await lockDirectories([join(root, 'a')], wait);
      t.strictSame([...failures.keys()], [join(root, 'a')]);
      writeFileSync(join(path, 'done'), '');
    }),
  );
  t.match(ends, [
    { kind: 'done', id: 'a' },
    { kind: 'failed', id: 'b', error: { code: 'BUSY' }, reason: join(root, 'b') },
  ]);
  t.strictSame(readdirSync(join(root, 'b')), []);
  await others.release();
  const read = await withOpenDirectories(directories, null, async () => {
    const mine = await lockDirectories(
      directories.map(({ path }) => path),
      wait,
    );
    await mine.release();
    return mine.failures.size;
  });
  t.equal(read, 0, 'who only reads locks nothing');
});

t.test('all is locked before anything is read, and given back if that fails', async (t) => {
  const root = t.testdir({ a: {} });
  const directories = [{ name: 'a', path: join(root, 'a') }];
  for (const time of [1, 2])
    await t.rejects(
      withOpenDirectories(directories, wait, async () => {
        t.equal((await lockDirectories([join(root, 'a')], wait)).failures.size, 1);
        throw new Error('broken');
      }),
      /broken/,
      `time ${time}`,
    );
});
