import t from 'tap';
import { device } from '../../../lib-blockdev/test/device-fixture.ts';
import { wantedOn } from '../../src/decide/wanted.ts';

const booted = [
  { kind: 'esp', device: device('/dev/sda1', { partlabel: 'EFI', label: 'ESP', size: 100 }) },
  { kind: 'xbootldr', device: device('/dev/sda2', { partlabel: null, label: null, size: 200 }) },
] as const;

t.test('the booted partitions again, under the next names', async (t) => {
  const taken = { names: new Set(['EFI 2']), labels: new Set<string>() };
  t.same(wantedOn(booted, { esp: null, xbootldr: 300 }, taken), [
    { kind: 'esp', size: 100, isAsked: false, name: 'EFI 3', label: 'ESP 2' },
    { kind: 'xbootldr', size: 300, isAsked: true, name: null, label: null },
  ]);
  t.match(wantedOn(booted, { esp: null, xbootldr: null }, taken), [
    { name: 'EFI 4', label: 'ESP 3' },
    { size: 200 },
  ]);
});
