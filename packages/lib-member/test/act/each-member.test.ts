import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { eachDirectory, eachMember } from '../../src/act/each-member.ts';
import type { MemberAccess } from '../../src/act/open-member.ts';
import { base, id, record } from '../member-fixture.ts';

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
  const ends = await eachMember(
    access(sysroot),
    [record, other, readOnly],
    { use: 'write', fsck: true },
    async ({ path, name, remarks, free, cluster }) => {
      writeFileSync(join(path, 'b.txt'), '');
      t.ok(free > 0 && cluster > 0);
      return { name, remarks: remarks.length };
    },
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
  const ends = await eachMember(
    { machine: { ...machine, mounts: [] }, namespace },
    [unmounted],
    { use: 'read', fsck: false },
    async () => t.fail('it was opened'),
  );
  t.match(ends, [{ kind: 'failed', id, error: /sdb1/ }]);
});

t.test("one's failure stops no other", async (t) => {
  const root = t.testdir({ a: {}, b: {}, file: '' });
  const names = ['a', 'none', 'file', 'b'];
  const ends = await eachDirectory(
    names.map((name) => ({ name, path: join(root, name) })),
    async ({ path, name }) => {
      if (name === join(root, 'a')) throw new Error(`writing ${path}/x: broken`);
      writeFileSync(join(path, 'done'), '');
      return name;
    },
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
  t.strictSame(await eachDirectory([], async () => null), []);
});
