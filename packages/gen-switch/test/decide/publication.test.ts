import t from 'tap';
import { entryText } from '../../src/decide/entry-text.ts';
import type { EspFound, OwnEntry } from '../../src/decide/esp-found.ts';
import { placementOf } from '../../src/decide/placement.ts';
import { type Publication, publicationOf } from '../../src/decide/publication.ts';
import type { Wanted } from '../../src/decide/wanted.ts';

const [id, older] = ['20260102030405AbCdEfGh', '20210411212549sdBXyLxg'] as const;
const payloads = [
  { path: 'tok/gen/linux-6-0', from: 'boot/vmlinuz', size: 10, mtime: 1, sha256: '0' },
  { path: 'tok/gen/initrd-6-1', from: 'boot/initrd', size: 20, mtime: 2, sha256: '1' },
];
const parts = {
  title: 'T',
  machineId: null,
  sortKey: 'debian',
  options: 'ro',
  linux: 'tok/gen/linux-6-0',
  initrds: ['tok/gen/initrd-6-1'],
};
const now = Date.UTC(2026, 10, 29, 19, 0, 0) / 1000;
const stamp = '20261129190000';
const image: Wanted['image'] = {
  osRelease: 'ID=debian\n',
  release: '6',
  config: null,
  kernel: { size: 10, sha256: '0', form: 'unsigned' },
  initrds: [{ size: 20, sha256: '1' }],
};
const wanted: Wanted = {
  token: 'tok',
  id,
  type: 1,
  isSwitch: true,
  isBooted: false,
  tries: 3,
  parts,
  payloads,
  image,
  release: null,
  older: [],
  now,
};
/** What is planned, where what is built is an image of 1000 bytes. */
const planned = (one: Wanted, found: EspFound): Publication => {
  const placement = placementOf(one, found);
  const built =
    placement.type === 2 && placement.isWritten ? { from: 'image.efi', size: 1000, mtime: 1 } : null;
  return publicationOf(one, found, placement, built);
};
const empty: EspFound = {
  entries: [],
  others: [],
  refindMenus: [],
  loaderConf: 'default tok-gen-*\n',
  payloads: new Map(payloads.map(({ path }) => [path, 'same'])),
  missing: [],
};
const entryOf = (
  own: string,
  counter: string,
  version: string,
  text = entryText(parts, version),
): OwnEntry => {
  const [, left] = /^\+(\d+)/.exec(counter) ?? [];
  return {
    type: 1,
    id: own,
    kernel: null,
    size: text.length,
    isIntact: true,
    machineId: null,
    name: `tok-gen-${own}${counter}.conf`,
    left: left === undefined ? null : Number(left),
    done: null,
    text,
    version: text === '' ? null : version,
    sortKey: 'debian',
  };
};
/** What is done, in short, and the version that the entry has then. */
const done = (found: Partial<EspFound>, more: Partial<typeof wanted> = {}) => {
  const { name, phases } = planned({ ...wanted, ...more }, { ...empty, ...found });
  const all = phases.flatMap(({ operations }) => operations);
  const bytes = all.find((one) => one.op === 'write' && one.path.includes('entries'));
  const text = bytes?.op === 'write' ? Buffer.from(bytes.bytes).toString() : '';
  return {
    name,
    steps: all.map(({ op, path }) => `${op} ${path.split('/').at(-1)}`),
    version: /^version +(\d+)$/m.exec(text)?.[1] ?? null,
  };
};
const name = (counter: string, own: string = id) => `tok-gen-${own}${counter}.conf`;

t.test('on an empty ESP: what an entry names before the entry, then what chooses it', async (t) => {
  const found = {
    refindMenus: [],
    loaderConf: null,
    payloads: new Map<string, 'same'>(),
    missing: ['tok', 'tok/gen', 'loader', 'loader/entries'],
  };
  t.strictSame(done(found), {
    name: name('+3'),
    version: stamp,
    steps: [
      'mkdir tok',
      'mkdir gen',
      'mkdir loader',
      'mkdir entries',
      'copy linux-6-0',
      'copy initrd-6-1',
      `write ${name('+3')}`,
      'write loader.conf',
    ],
  });
});

t.test('what differs is copied again', async (t) => {
  const found = planned(wanted, { ...empty, payloads: new Map([['tok/gen/linux-6-0', 'differs']]) });
  t.match(found.phases[0]?.operations, [
    { op: 'copy', replaces: true },
    { op: 'copy', replaces: false },
  ]);
});

const cases: readonly (readonly [
  what: string,
  entries: readonly OwnEntry[],
  more: Partial<typeof wanted>,
  name: string,
  version: string | null,
  steps: readonly string[],
])[] = [
  ['in place', [entryOf(id, '', '20260505050505')], {}, '', null, []],
  ['in place, untried', [entryOf(id, '+3', '20260505050505')], {}, '+3', null, []],
  ['in place, in use', [entryOf(id, '+2-1', '20260505050505')], {}, '+2-1', null, []],
  [
    'bad: it gets its tries back',
    [entryOf(id, '+0-3', '20260505050505')],
    {},
    '+3',
    '20260505050505',
    ['write +3', 'delete +0-3'],
  ],
  [
    'another was switched to since',
    [entryOf(id, '', '20260505050505'), entryOf(older, '', '20260606060606')],
    {},
    '',
    stamp,
    ['write '],
  ],
  [
    'the same, of one that never booted well',
    [entryOf(id, '+1-2', '20260505050505'), entryOf(older, '', '20260606060606')],
    {},
    '+3',
    stamp,
    ['write +3', 'delete +1-2'],
  ],
  [
    'the same, of what runs',
    [entryOf(id, '+2-1', '20260505050505'), entryOf(older, '', '20260606060606')],
    { isBooted: true },
    '+2-1',
    stamp,
    ['write +2-1'],
  ],
  [
    'the boot loader does not count',
    [entryOf(older, '', '20260606060606')],
    { tries: null },
    '',
    stamp,
    ['write '],
  ],
  [
    'the same, of one that has a counter, and runs',
    [entryOf(id, '+2-1', '20260505050505'), entryOf(older, '', '20260606060606')],
    { tries: null, isBooted: true },
    '',
    stamp,
    ['write ', 'delete +2-1'],
  ],
  ['the clock went back', [entryOf(older, '', '20301231235959')], {}, '+3', '20310101000000', ['write +3']],
  ['a version that is no stamp', [entryOf(older, '', '6.12')], {}, '+3', stamp, ['write +3']],
  [
    'two names',
    [entryOf(id, '', '20260505050505'), entryOf(id, '+3', '20260505050505')],
    {},
    '',
    null,
    ['delete +3'],
  ],
  ['a name that a power cut has left', [entryOf(id, '+3', '', '')], {}, '+3', stamp, ['write +3']],
  [
    'another text',
    [entryOf(id, '', '20260505050505', 'version 20260505050505\n')],
    {},
    '',
    '20260505050505',
    ['write '],
  ],
  [
    'once: before all others that are there',
    [entryOf(older, '', '20260606060606')],
    { isSwitch: false },
    '+3',
    '00000000000000',
    ['write +3'],
  ],
  [
    'once: it stays as it is',
    [entryOf(id, '+0-3', '20260505050505'), entryOf(older, '', '20260606060606')],
    { isSwitch: false },
    '+0-3',
    null,
    [],
  ],
  [
    'a switch after that',
    [entryOf(id, '', '00000000000000'), entryOf(older, '', '20260606060606')],
    {},
    '',
    stamp,
    ['write '],
  ],
];

for (const [what, entries, more, counter, version, steps] of cases)
  t.test(what, async (t) => {
    const named = steps.map((step) => step.replace(/ (.*)/, (_, own) => ` ${name(own)}`));
    t.strictSame(done({ entries }, more), { name: name(counter), version, steps: named });
  });

t.test('loader.conf is left alone for one boot only', async (t) => {
  t.strictSame(done({ loaderConf: null }, { isSwitch: false }).steps, [`write ${name('+3')}`]);
  t.strictSame(planned(wanted, { ...empty, loaderConf: 'default x\n' }).changedDefault, {
    before: 'x',
  });
});

t.test('all generations have one sort key', async (t) => {
  const others = [{ ...entryOf(older, '', '20260606060606'), sortKey: 'arch' }];
  const [phase] = planned(wanted, { ...empty, entries: others }).phases;
  const [operation] = phase?.operations ?? [];
  t.match(operation?.op === 'write' ? Buffer.from(operation.bytes).toString() : '', /^sort-key +arch$/m);
});
