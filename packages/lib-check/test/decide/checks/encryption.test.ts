import t from 'tap';
import { found } from '../../findings-of.ts';
import {
  btrfs,
  chunks,
  disks,
  entry,
  entryPath,
  esps,
  machine,
  member,
  over,
  rootUuid,
} from '../../machine-fixture.ts';

const containers = {
  a: over('/dev/sda2', 'part', [disks.a], {
    fstype: 'crypto_LUKS',
    uuid: 'aaaaaaaa-0000-4000-8000-00000000000a',
  }),
  b: over('/dev/sdb2', 'part', [disks.b], {
    fstype: 'crypto_LUKS',
    uuid: 'bbbbbbbb-0000-4000-8000-00000000000b',
  }),
};
const opened = {
  a: over('/dev/mapper/luks-a', 'crypt', [containers.a], { fstype: 'btrfs', uuid: rootUuid }),
  b: over('/dev/mapper/luks-b', 'crypt', [containers.b], { fstype: 'btrfs', uuid: rootUuid }),
};
const whole = chunks('raid1');

/** A btrfs RAID1 over two encrypted volumes. */
function twoVolumes(crypttab: string, options = '') {
  const own = btrfs(whole, whole);
  const paths = ['/dev/mapper/luks-a', '/dev/mapper/luks-b'];
  const one = entry(`root=UUID=${rootUuid} rw ${options}`);
  return machine({
    texts: { '/etc/crypttab': crypttab },
    devices: [disks.a, esps.a, containers.a, opened.a, disks.b, esps.b, containers.b, opened.b],
    btrfs: [{ ...own, devices: own.devices.map((each, index) => ({ ...each, path: paths[index] ?? null })) }],
    luks: [containers.a, containers.b].map(({ path }) => ({ path, keyslots: 1, tokens: [] })),
    members: [member('a', { files: { [entryPath]: one } }), member('b', { files: { [entryPath]: one } })],
  });
}

const rowA = `luks-a UUID=${containers.a.uuid} none luks,nofail\n`;
const rowB = `luks-b UUID=${containers.b.uuid} none luks,nofail\n`;

t.test('each volume of a root is to be opened by something', async (t) => {
  const uuid = containers.b.uuid;
  const rows: readonly (readonly [string, string, RegExp])[] = [
    [rowA + rowB, '', /^ok: it opens without/],
    [rowA, '', /^unknown: \/dev\/sdb2 is to be opened/],
    ['', '', /^unknown/],
    [rowA, `rd.luks.uuid=luks-${uuid}`, /^ok/],
    [rowA, `rd.luks.name=${uuid}=luks-b`, /^ok/],
    [rowA, `luks.uuid=${uuid}`, /^ok/],
    [rowA, 'cryptdevice=/dev/sdb2:luks-b:allow-discards', /^ok/],
    [rowA, `cryptdevice=UUID=${uuid}:luks-b`, /^ok/],
    [rowA, `rd.luks.uuid=luks-${containers.a.uuid}`, /^unknown/],
    [`luks-a /dev/sda2 none luks,nofail\nluks-b /dev/sdb2 none luks\n`, '', /^ok/],
  ];
  for (const [crypttab, options, expected] of rows)
    t.match(found(twoVolumes(crypttab, options), 'b', 'encryption'), expected, `${crypttab} ${options}`);
});

t.test('a key that is made of that of a volume which is lost', async (t) => {
  const derived = (script: string) =>
    `${rowA}luks-b UUID=${containers.b.uuid} luks-a luks,keyscript=${script}\n`;
  for (const script of ['decrypt_derived', '/lib/cryptsetup/scripts/decrypt_derived'])
    t.match(found(twoVolumes(derived(script)), 'b', 'encryption'), /^fail: the key of luks-b is on luks-a/);
  t.match(found(twoVolumes(derived('decrypt_keyctl')), 'b', 'encryption'), /^ok/);
  t.match(found(twoVolumes(derived('decrypt_derived')), 'a', 'encryption'), /^(?:ok|warn)/);
});

t.test('a key on a stick that is not there now', async (t) => {
  const onStick = `${rowA}luks-b UUID=${containers.b.uuid} /key:UUID=1234-ABCD luks\n`;
  t.match(
    found(twoVolumes(onStick), 'b', 'encryption'),
    /^unknown: the key of luks-b is on UUID=1234-ABCD, which is not there/,
  );
});

t.test('what could not be read is not known', async (t) => {
  const facts = machine({ unknown: new Map([['/etc/crypttab', 'EISDIR: illegal operation']]) });
  t.match(found(facts, 'b', 'encryption'), /^unknown: .*cannot be read: EISDIR/);
});
