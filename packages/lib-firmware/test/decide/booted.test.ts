import { parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { bootedPartition } from '../../src/decide/booted.ts';
import type { Reading } from '../../src/decide/evidence.ts';

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
