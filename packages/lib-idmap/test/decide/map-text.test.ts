import t from 'tap';
import { parseMap, parsePair } from '../../src/decide/map-text.ts';

t.test('maps', async (t) => {
  const cases: [text: string, pairs: [string, string][]][] = [
    ['', []],
    ['# a comment\n\n \t\n', []],
    ['UUID=a UUID=b\n', [['UUID=a', 'UUID=b']]],
    ['  UUID=a\t\tUUID=b  ', [['UUID=a', 'UUID=b']]],
    [
      'a b\r\nc d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['PARTUUID="a" "b"\n', [['PARTUUID=a', 'b']]],
    ['LABEL=My\\040Disk /dev/sdb1', [['LABEL=My\\040Disk', '/dev/sdb1']]],
    ['#KIND NEW   OLD\nluks UUID=b UUID=a\n', [['UUID=a', 'UUID=b']]],
    ['#OLD NEW\n\n#NEW OLD\nb a\n', [['a', 'b']]],
  ];
  for (const [text, pairs] of cases) {
    t.strictSame(
      parseMap(text, 'map').map(({ oldText, newText }) => [oldText, newText]),
      pairs,
      JSON.stringify(text),
    );
  }
});

t.test('ids are told apart', async (t) => {
  const cases: [text: string, id: object][] = [
    ['UUID=x', { kind: 'tag', tag: 'UUID', value: 'x', link: false }],
    ["PARTLABEL='x y'", { kind: 'tag', tag: 'PARTLABEL', value: 'x y', link: false }],
    ['LABEL=a\\040b', { kind: 'tag', tag: 'LABEL', value: 'a b', link: false }],
    ['/dev/disk/by-label/a\\x20b', { kind: 'tag', tag: 'LABEL', value: 'a b', link: true }],
    ['/dev/disk/by-label/a\\134x20b', { kind: 'tag', tag: 'LABEL', value: 'a b', link: true }],
    ['/dev/disk/by-path/pci-0', { kind: 'path', value: '/dev/disk/by-path/pci-0' }],
    ['/dev/disk/by-uuid/', { kind: 'path', value: '/dev/disk/by-uuid/' }],
    ['/dev/sda1', { kind: 'path', value: '/dev/sda1' }],
    ['04012e69-01', { kind: 'bare', value: '04012e69-01' }],
    ['tank/root', { kind: 'bare', value: 'tank/root' }],
  ];
  for (const [text, id] of cases) {
    t.match(parsePair(`${text.replace(' y', '\\040y')} new`, 'map'), { old: id }, text);
    t.match(parsePair(`old ${text.replace(' y', '\\040y')}`, 'map'), { new: id }, text);
  }
});

t.test('records are told from what somebody wrote', async (t) => {
  const cases: [text: string, areOffered: boolean[]][] = [
    ['a b', [false]],
    ['# OLD NEW\na b', [false]],
    ['#OLD NEW\na b\nc d', [true, true]],
    ['a b\n#NEW OLD\nc d', [false, true]],
  ];
  for (const [text, areOffered] of cases)
    t.strictSame(
      parseMap(text, 'map').map(({ isOffered }) => isOffered),
      areOffered,
      text,
    );
  t.equal(parsePair('a b', '--id').isOffered, false);
});

t.test('what is no map', async (t) => {
  const cases: [text: string, code: string][] = [
    ['UUID=a', 'EMPTY'],
    ['UUID=a ', 'EMPTY'],
    ['UUID=a -', 'EMPTY'],
    ['UUID=a ""', 'EMPTY'],
    ['UUID=a UUID=', 'EMPTY'],
    ['UUID=a UUID=""', 'EMPTY'],
    ['UUID= UUID=b', 'EMPTY'],
    ['- UUID=b', 'EMPTY'],
    ['UUDI=a UUID=b', 'FORM'],
    ['UUID=a UUDI=b', 'FORM'],
    ['LABEL=My Disk LABEL=b', 'FORM'],
    ['a b c', 'FORM'],
  ];
  for (const [text, code] of cases) {
    t.throws(
      () => parseMap(`# first\n${text}\n`, 'ids'),
      { code, pair: text.trim(), message: /^ids, line 2: / },
      text,
    );
    t.throws(() => parsePair(text, '--id'), { code }, text);
  }
  t.throws(() => parsePair('', '--id'), { code: 'EMPTY' });
});

t.test('a map that ends in the middle of a UUID', async (t) => {
  const old = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
  const fresh = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
  for (let length = 9; length < fresh.length; length += 1) {
    const cut = fresh.slice(0, length);
    // So far it may be the id of an MBR's partition.
    if (length === 11) continue;
    t.throws(() => parseMap(`PARTUUID=${old} PARTUUID=${cut}`, 'map'), { code: 'FORM' }, cut);
  }
  for (const whole of [
    fresh,
    '6B7E-A837',
    '04012e69-01',
    '01D3F5A6B7C8D9E0',
    '2020-01-02-03-04-05-00',
    'ROOT',
  ])
    t.doesNotThrow(() => parseMap(`UUID=${old} UUID=${whole}`, 'map'), whole);
});
