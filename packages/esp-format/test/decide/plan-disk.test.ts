import t from 'tap';
import { leastFat32 } from '../../src/decide/fat32.ts';
import { grain } from '../../src/decide/mebibyte.ts';
import { type Content, kindText, planDisk, planPartition, type Wanted } from '../../src/decide/plan-disk.ts';
import { typeOf } from '../../src/decide/sfdisk-script.ts';

const esp: Wanted = { kind: 'esp', size: 100 * grain, isAsked: false, name: 'EFI 2', label: 'EFI02' };
const xbootldr: Wanted = { ...esp, kind: 'xbootldr', size: 200 * grain, name: 'boot 2' };
const row = (number: number, start: number, size: number, type: string) => ({
  number,
  start: start * grain,
  size: size * grain,
  type,
  uuid: `row-${number}`,
  name: null,
  attrs: null,
});
const blank = { kind: 'blank' } as const;
const used = { kind: 'used', what: 'ext4' } as const;
const table = (...rows: readonly ReturnType<typeof row>[]) => ({ start: grain, end: 1000 * grain, rows });
const plan = (
  wanted: readonly Wanted[],
  on: ReturnType<typeof table>,
  contents: readonly (readonly [string, Content])[] = [],
  sectorSize = 512,
) => planDisk(wanted, on, sectorSize, new Map(contents), ['a', 'b']);

t.test('both partitions are added, one behind the other', async (t) => {
  t.match(plan([esp, xbootldr], table()), {
    kind: 'plan',
    parts: [
      {
        kind: 'esp',
        action: 'make',
        start: grain,
        size: 100 * grain,
        uuid: 'a',
        number: null,
        name: 'EFI 2',
        label: 'EFI02',
        loses: null,
      },
      { kind: 'xbootldr', action: 'make', start: 101 * grain, size: 200 * grain, uuid: 'b', name: 'boot 2' },
    ],
  });
});

t.test('a partition that is there is used when nothing is in it', async (t) => {
  const on = table(row(3, 10, 100, typeOf.esp));
  const actions = (...contents: readonly (readonly [string, Content])[]) => {
    const found = plan([esp], on, contents);
    return found.kind === 'plan' ? found.parts.map(({ action, number }) => [action, number]) : found;
  };
  t.same(actions(['row-3', blank]), [['format', 3]]);
  t.same(actions(['row-3', { kind: 'empty-fat32' }]), [['keep', 3]]);
  t.same(actions(['row-3', used]), [['make', null]]);
  t.same(actions(), [['make', null]], 'nobody looked');
  const small = plan([esp], table(row(3, 10, 99, typeOf.esp)), [['row-3', blank]]);
  t.match(small, { parts: [{ action: 'make' }] });
  const other = plan([esp], table(row(3, 10, 100, typeOf.xbootldr)), [['row-3', blank]]);
  t.match(other, { parts: [{ action: 'make' }] });
});

t.test('FAT32 needs more with larger sectors', async (t) => {
  t.match(plan([esp], table(), [], 4096), { parts: [{ size: leastFat32(4096) }] });
  t.match(plan([{ ...esp, isAsked: true }], table(), [], 4096), { kind: 'refused', reason: /257 MiB/ });
});

t.test('no room', async (t) => {
  t.match(plan([esp], table(row(1, 1, 950, 'linux'))), { kind: 'refused', reason: /100 MiB/ });
  t.match(plan([esp, xbootldr], { ...table(), end: 250 * grain }), { kind: 'refused', reason: /200 MiB/ });
});

t.test('a partition that was named', async (t) => {
  const own = row(2, 10, 100, typeOf.esp);
  const of = (content: Content, force = false, wanted = esp) =>
    planPartition(wanted, own, 512, content, force);
  t.match(of(blank), { parts: [{ action: 'format', number: 2, loses: null }] });
  t.match(of({ kind: 'empty-fat32' }), { parts: [{ action: 'keep' }] });
  t.match(of(used), { kind: 'refused', reason: /ext4/ });
  t.match(of(used, true), { parts: [{ action: 'format', loses: 'ext4' }] });
  t.match(of(blank, true, { ...esp, size: 101 * grain }), { kind: 'refused', reason: /101 MiB/ });
  t.match(planPartition(esp, own, 4096, blank, true), { kind: 'refused' }, 'FAT32 does not fit');
  t.match(of(blank, false, { ...esp, size: grain, isAsked: true }), { kind: 'refused', reason: /33 MiB/ });
});

t.test('kinds for people', async (t) => {
  t.same([kindText('esp'), kindText('xbootldr')], ['an ESP', 'an XBOOTLDR partition']);
});
