import t from 'tap';
import { type DeviceId, isUuid, linkOf, parseId, tagOf, withoutQuotes } from '../../src/decide/device-id.ts';

const cases: readonly (readonly [text: string, id: DeviceId | null])[] = [
  ['UUID=6B7E-A837', { kind: 'tag', tag: 'UUID', value: '6B7E-A837', link: false }],
  ['PARTUUID="0e3a8f0c"', { kind: 'tag', tag: 'PARTUUID', value: '0e3a8f0c', link: false }],
  ['LABEL=a\\040b', { kind: 'tag', tag: 'LABEL', value: 'a b', link: false }],
  ['UUID=', { kind: 'tag', tag: 'UUID', value: '', link: false }],
  ['UUDI=6B7E-A837', null],
  ['/dev/disk/by-uuid/6B7E-A837', { kind: 'tag', tag: 'UUID', value: '6B7E-A837', link: true }],
  ['/dev/disk/by-label/a\\x20b', { kind: 'tag', tag: 'LABEL', value: 'a b', link: true }],
  ['/dev/disk/by-path/pci-0', { kind: 'path', value: '/dev/disk/by-path/pci-0' }],
  ['/dev/sda1', { kind: 'path', value: '/dev/sda1' }],
  ["'6B7E-A837'", { kind: 'bare', value: '6B7E-A837' }],
  ['tank/root', { kind: 'bare', value: 'tank/root' }],
];
for (const [text, id] of cases) t.test(text, async (t) => t.strictSame(parseId(text), id));

t.test('texts that look like a UUID, and others', async (t) => {
  for (const text of [
    '6B7E-A837',
    'FCCA-ECFB',
    '51c20bdf-eee5-4363-9a8d-54c94c6119b5',
    '01D9A3B4C5D6E7F8',
    '04012e69-01',
  ])
    t.equal(isUuid(text), true, text);
  for (const text of ['', 'root', 'deadbeef', 'sda1', '12-34', 'nvme0n1p1'])
    t.equal(isUuid(text), false, text);
});

t.test('tags and links', async (t) => {
  t.equal(tagOf('PARTLABEL'), 'PARTLABEL');
  t.notOk(tagOf('partlabel'));
  t.strictSame(linkOf('/dev/disk/by-id/x'), { tag: 'ID', at: '/dev/disk/by-id/'.length });
  t.notOk(linkOf('/dev/disk/by-id/'));
  t.notOk(linkOf('/dev/sda'));
});

t.test('quotes go where they are a pair', async (t) => {
  t.equal(withoutQuotes('"a"'), 'a');
  t.equal(withoutQuotes('"a\''), '"a\'');
  t.equal(withoutQuotes('"'), '"');
});
