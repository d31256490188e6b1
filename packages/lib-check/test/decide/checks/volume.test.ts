import { type Partuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { rottenPaths } from '../../../src/decide/checks/volume.ts';
import { findingOf, found } from '../../findings-of.ts';
import {
  espA,
  espB,
  file,
  id,
  kernelPath,
  machine,
  member,
  program,
  registry,
  release,
  set,
} from '../../machine-fixture.ts';

function partuuid(text: string): Partuuid {
  const parsed = parsePartuuid(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}
const [espAId, espBId] = [partuuid(espA), partuuid(espB)];
const digest = id('a').repeat(2);
const recorded = (size: number, mtime = 1_764_331_200) => [
  { path: kernelPath.toUpperCase(), size, mtime, digest },
];
const kernel = program(14_000_000, { kernelVersion: release });
const b = (more: Parameters<typeof member>[1]) => machine({ members: [member('a'), member('b', more)] });

t.test('the manifest: as recorded, changed, rotten', async (t) => {
  const of = (size: number, own: typeof kernel, mtime?: number) =>
    b({ registry: registry({ files: recorded(size, mtime) }), files: { [kernelPath]: own } });
  t.match(found(of(14_000_000, kernel), 'b', 'manifest'), /^ok: 1 files are as recorded/);
  t.match(found(of(14_000_001, kernel), 'b', 'manifest'), /^warn: changed since it was mirrored/);
  t.match(
    found(of(14_000_000, { ...kernel, digest: id('b').repeat(2) }), 'b', 'manifest'),
    /^warn: other bytes than were recorded/,
  );
  t.match(
    found(of(14_000_000, { ...kernel, digest }, 5), 'b', 'manifest'),
    /^ok/,
    'another time, the same bytes',
  );
  t.match(found(b({ registry: null }), 'b', 'manifest'), /^unknown: it has no registry yet/);
  t.match(found(b({ registry: 'torn' }), 'b', 'manifest'), /^unknown: its registry is damaged/);
  t.strictSame(rottenPaths(member('a')), []);
});

t.test('lineage', async (t) => {
  const older = registry({ generation: { number: 2, id: id('b') }, parents: [{ number: 1, id: id('a') }] });
  const newer = registry({ generation: { number: 4, id: id('d') }, parents: [{ number: 3, id: id('c') }] });
  const apart = registry({ generation: { number: 3, id: id('e') }, parents: [{ number: 2, id: id('b') }] });
  const becoming = registry({
    becoming: { generation: { number: 4, id: id('d') }, from: espAId, parents: [], states: [] },
  });
  const alone = (missing: Partuuid) =>
    registry({ alone: [{ bootId: id('f'), time: 1_764_000_000, missing: missing }] });
  t.match(found(b({}), 'b', 'lineage'), /^ok: generation 3, as the booted one/);
  t.match(found(b({}), 'a', 'lineage'), /^ok: generation 3$/);
  t.match(found(b({ registry: older }), 'b', 'lineage'), /^warn: it is older: generation 2 of 3/);
  t.match(found(b({ registry: newer }), 'b', 'lineage'), /^warn: it is newer/);
  t.match(found(b({ registry: apart }), 'b', 'lineage'), /^warn: .*separate ways/);
  t.match(found(b({ registry: becoming }), 'b', 'lineage'), /^warn: a run to generation 4 was cut/);
  t.match(
    found(b({ registry: registry({ set: set.replace('5', '6') }) }), 'b', 'lineage'),
    /^warn: it is of another set/,
  );
  const both = machine({
    members: [member('a', { registry: alone(espBId) }), member('b', { registry: alone(espAId) })],
  });
  t.match(found(both, 'b', 'lineage'), /^warn: both halves were used without the other/);
  t.equal(findingOf(both, 'b', 'lineage')[0]?.fix, 'guide: raid');
});

t.test('room, the dirty mark, the seed', async (t) => {
  t.match(
    found(b({ free: 45_000_000 }), 'b', 'room'),
    /^warn: 42 MiB are free, and the next kernel needs 42 MiB/,
  );
  t.match(found(b({ free: 46_000_000 }), 'b', 'room'), /^ok/);
  t.match(found(b({ free: null }), 'b', 'room'), /^unknown/);
  t.match(found(b({ isDirty: true }), 'b', 'fat'), /^warn/);
  t.match(found(b({ isDirty: false }), 'b', 'fat'), /^ok/);
  t.match(found(b({ seed: null }), 'b', 'seed'), /^warn: it has no random seed/);
  t.match(found(b({ seed: { size: 31, isReadable: false, sameAs: [] } }), 'b', 'seed'), /^warn: .*31 bytes/);
  t.match(
    found(b({ seed: { size: 32, isReadable: true, sameAs: [] } }), 'b', 'seed'),
    /^warn: .*read by all/,
  );
  t.match(
    found(b({ seed: { size: 32, isReadable: false, sameAs: [espA] } }), 'b', 'seed'),
    /^warn: .*also that of \/efi/,
  );
  const other = b({
    seed: null,
    files: { 'EFI/systemd/systemd-bootx64.efi': null, 'EFI/debian/grubx64.efi': file(5) },
  });
  t.equal(found(other, 'b', 'seed'), '', 'who has no systemd-boot has no seed');
});

t.test('a directory in the place of a file that is known by name', async (t) => {
  const odd = (path: string) => b({ seed: null, registry: null, notFiles: [path] });
  t.match(found(odd('loader/random-seed'), 'b', 'seed'), /^warn: loader\/random-seed is a directory/);
  for (const check of ['manifest', 'lineage'] as const) {
    t.match(found(odd('loader/esp-sync'), 'b', check), /^unknown: loader\/esp-sync is a directory/);
    t.equal(findingOf(odd('loader/esp-sync'), 'b', check)[0]?.fix, 'guide: comes-up');
  }
});
