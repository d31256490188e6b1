import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlockDevice, decodeLsblk, lsblkColumns } from '@twinroot/lib-blockdev';
import * as fc from 'fast-check';
import t from 'tap';
import { readDeviceTree } from '../../../src/gather/devices/device-tree.ts';
import { anyMachine, type MadeDevice, makeMachine } from './made-devices.ts';

/** What lsblk says of a captured machine. */
function byLsblk(root: string): readonly BlockDevice[] {
  const args = ['--json', '--bytes', '--output', lsblkColumns, '--sysroot', root];
  const text = execFileSync('lsblk', args, { encoding: 'utf8' });
  return decodeLsblk(text.trim() === '' ? { blockdevices: [] } : JSON.parse(text));
}

function byTree(root: string): readonly BlockDevice[] | null {
  const blockdevices = readDeviceTree(root, false);
  return blockdevices === null ? null : decodeLsblk({ blockdevices });
}

t.test('captured machines are as lsblk says', async (t) => {
  const roots = join(import.meta.dirname, '../../../../../test/roots');
  const names = readdirSync(roots).filter((name) => name !== 'container' && !name.includes('.'));
  t.ok(names.length > 20);
  for (const name of names) t.strictSame(byTree(join(roots, name)), byLsblk(join(roots, name)), name);
});

t.test('any machine is as lsblk says', async () => {
  fc.assert(
    fc.property(anyMachine, (devices) => {
      const root = mkdtempSync(join(tmpdir(), 'twinroot-test-devices-'));
      try {
        makeMachine(root, devices);
        assert.deepStrictEqual(byTree(root), byLsblk(root));
      } finally {
        rmSync(root, { recursive: true });
      }
    }),
    { numRuns: Number(process.env['TWINROOT_MACHINES'] ?? 60) },
  );
});

/** A disk of 4 MiB without partitions. */
function plainDisk(name: string, majmin: string, more: Partial<MadeDevice> = {}): MadeDevice {
  const attributes = { size: '8192', ro: '0', removable: '0' };
  const file = { path: `/dev/${name}`, text: 'ID_FS_TYPE=vfat\n' };
  return { name, majmin, attributes, partitions: [], slaves: [], file, ...more };
}

t.test('what lsblk does not list', async (t) => {
  const root = t.testdir();
  const empty = { size: '0', ro: '0', removable: '0' };
  makeMachine(root, [
    plainDisk('sda', '8:0'),
    plainDisk('loop0', '7:0', { attributes: empty }),
    plainDisk('loop1', '7:1', { attributes: { ...empty, 'loop/backing_file': '/empty' } }),
    plainDisk('ram0', '1:0'),
    plainDisk('nvme0c0n1', '259:0', { attributes: { ...empty, hidden: '1' } }),
  ]);
  t.strictSame(
    byTree(root)?.map(({ path }) => path),
    ['/dev/loop1', '/dev/sda'],
  );
});

t.test('a partition stands in a table of the kind that its entry has', async (t) => {
  const root = t.testdir();
  const text = 'ID_PART_ENTRY_SCHEME=gpt\n';
  makeMachine(root, [plainDisk('md127', '9:127', { file: { path: '/dev/md127', text } })]);
  t.match(byTree(root), [{ pttype: 'gpt' }]);
});

t.test('what only lsblk can tell', async (t) => {
  const scsi = { host: 3, classes: ['fc', 'scsi'], driver: 'lpfc', type: '0' };
  const file = (text: string) => ({ path: '/dev/sda', text });
  const cases: Record<string, readonly MadeDevice[]> = {
    'Fibre Channel': [plainDisk('sda', '8:0', { scsi })],
    'a label that is no text': [plainDisk('sda', '8:0', { file: file('ID_FS_LABEL_ENC=a\\xff\n') })],
    'a label with a newline': [plainDisk('sda', '8:0', { file: file('ID_FS_LABEL_ENC=a\\x0ab\n') })],
    'a device without properties': [plainDisk('sda', '8:0', { file: { path: '/dev/other', text: '' } })],
    'a device without a size': [plainDisk('sda', '8:0', { attributes: {} })],
  };
  for (const [name, devices] of Object.entries(cases)) {
    const root = t.testdir();
    makeMachine(root, devices);
    t.equal(readDeviceTree(root, false), null, name);
  }
  t.equal(readDeviceTree(t.testdir({}), false), null, 'without /sys');
});
