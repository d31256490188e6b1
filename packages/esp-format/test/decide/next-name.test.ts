import fc from 'fast-check';
import t from 'tap';
import { nextLabel, nextName } from '../../src/decide/next-name.ts';

t.test('the next number', async (t) => {
  for (const [name, taken, next] of [
    ['EFI system partition', [], 'EFI system partition 2'],
    ['EFI system partition', ['EFI system partition 2'], 'EFI system partition 3'],
    ['EFI system partition 2', [], 'EFI system partition 3'],
    ['esp', [], 'esp 2'],
    ['EFI01', [], 'EFI02'],
    ['EFI09', [], 'EFI10'],
    ['EFI99', [], 'EFI100'],
    ['esp0', ['esp1', 'esp2'], 'esp3'],
    ['1', [], '2'],
    ['x'.repeat(34), [], `${'x'.repeat(34)} 2`],
    ['x'.repeat(35), [], null],
    ['esp9999999999', [], 'esp9999999999 2'],
  ] as const)
    t.equal(nextName(name, new Set(taken), 36), next, name);
});

t.test('a name is never one that is taken, and never too long', async () => {
  const names = fc.string({ maxLength: 40 });
  fc.assert(
    fc.property(names, fc.array(fc.nat(20)), fc.integer({ min: 1, max: 40 }), (name, numbers, longest) => {
      const taken = new Set([name, ...numbers.map((number) => `${name} ${number}`)]);
      const next = nextName(name, taken, longest);
      return next === null || (!taken.has(next) && next.length <= longest);
    }),
  );
});

t.test('labels: what FAT has in every code page, in capitals', async (t) => {
  for (const [label, next] of [
    [null, null],
    ['EFI', 'EFI 2'],
    ['esp', 'ESP 2'],
    ['EFI01', 'EFI02'],
    ['LONG LABEL', null],
    ['LONGLABEL9', 'LONGLABEL10'],
    ['A.B', null],
    ['ÉFI', null],
  ] as const)
    t.equal(nextLabel(label, new Set()), next, `${label}`);
});
