import { parsePartuuid } from '@twinroot/lib-blockdev';
import { EfivarError } from '@twinroot/lib-efivar';
import t from 'tap';
import { bootedPartition } from '../../src/decide/booted.ts';
import {
  bootOptionName,
  type Reading,
  readBootOption,
  readingOf,
  readLoaderPartuuid,
} from '../../src/decide/evidence.ts';

const id = (text: string): Reading => {
  const partuuid = parsePartuuid(text);
  return partuuid ? { kind: 'partuuid', partuuid } : { kind: 'absent' };
};
const a = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const b = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const absent: Reading = { kind: 'absent' };
const none: Reading = { kind: 'none', why: 'network' };
const malformed: Reading = { kind: 'malformed', why: 'odd' };

t.test('which reading is believed', async (t) => {
  const cases: [string, [Reading, Reading, Reading], object, number][] = [
    ['the first', [id(a), absent, id(a)], { partuuid: a, evidence: 'LoaderDevicePartUUID' }, 0],
    ['the second', [absent, id(a), absent], { partuuid: a, evidence: 'StubDevicePartUUID' }, 0],
    ['the last', [absent, absent, id(a)], { partuuid: a, evidence: 'BootCurrent' }, 0],
    ['behind a malformed one', [malformed, absent, id(a)], { partuuid: a, evidence: 'BootCurrent' }, 1],
    ['another says otherwise', [id(a), absent, id(b)], { partuuid: a, evidence: 'LoaderDevicePartUUID' }, 1],
    ['a later one is malformed', [id(a), malformed, malformed], { partuuid: a }, 0],
    ['none', [absent, absent, absent], { kind: 'unknown', isBroken: false }, 0],
    ['a network boot', [absent, absent, none], { kind: 'unknown', isBroken: false, why: 'network' }, 0],
    ['a malformed one alone', [malformed, absent, none], { kind: 'unknown', isBroken: true, why: 'odd' }, 1],
  ];
  for (const [name, [loader, stub, current], expected, warnings] of cases) {
    const booted = bootedPartition([
      ['LoaderDevicePartUUID', loader],
      ['StubDevicePartUUID', stub],
      ['BootCurrent', current],
    ]);
    t.match(booted, expected, name);
    t.equal(booted.warnings.length, warnings, `${name}: warnings`);
  }
});

const variable = (name: string, value: Uint8Array) => ({ name, attributes: 6, value });
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

t.test('what a loader writes', async (t) => {
  const read = (text: string) => readLoaderPartuuid(variable('LoaderDevicePartUUID', utf16(text)));
  t.match(read(`${a.toUpperCase()}\0`), { kind: 'partuuid', partuuid: a });
  t.match(read(a), { kind: 'partuuid', partuuid: a });
  t.match(readLoaderPartuuid(null), { kind: 'absent' });
  for (const text of ['', '\0', '04012e69-01', '00000000-0000-0000-0000-000000000000', `{${a}}`, `${a}0`]) {
    t.match(read(text), { kind: 'malformed' }, JSON.stringify(text));
  }
});

t.test('what BootCurrent names', async (t) => {
  t.equal(bootOptionName(variable('BootCurrent', new Uint8Array([0x0a, 0]))), 'Boot000A');
  t.equal(bootOptionName(variable('BootCurrent', new Uint8Array([0xff, 0xff]))), 'BootFFFF');
  t.match(readBootOption('Boot0001', null), { kind: 'none' });
  t.throws(() => readBootOption('Boot0001', variable('Boot0001', utf16('x'))), EfivarError);
  t.match(
    readingOf(() => readBootOption('Boot0001', variable('Boot0001', utf16('x')))),
    { kind: 'malformed' },
  );
  const broken = (): Reading => {
    throw new TypeError('a mistake');
  };
  t.throws(() => readingOf(broken), TypeError, 'any other error goes on');
});
