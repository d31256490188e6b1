import { commandLineOf, layoutOf } from '@twinroot/lib-uki';
import t from 'tap';
import { uki, usualUki } from '../../../lib-uki/test/uki-fixture.ts';
import { planImages, type SourceImage } from '../../src/decide/plan-images.ts';
import { mapOf } from '../machine-fixture.ts';

const ids = mapOf('UUID=a UUID=b', 'PARTUUID=0a1b2c3d-01 PARTUUID=9f9e9d9c-01');
const [old, fresh] = ['11112222333344445555666677778888', '99990000999900004444000099990000'];

function imageOf(path: string, bytes: Buffer): SourceImage {
  const read = (at: number, length: number) => bytes.subarray(at, at + length);
  return { path, size: bytes.length, layout: layoutOf(bytes), commandLine: commandLineOf(bytes, read) };
}

function planned(
  bytes: Buffer,
  machineId: { old: string; fresh: string } | null = null,
  path = '/boot/EFI/Linux/x.efi',
) {
  return planImages([imageOf(path, bytes)], { ids, machineId });
}

t.test('an image that names no old id is copied, whatever it is', async (t) => {
  const cases: [what: string, bytes: Buffer][] = [
    ['one of another root', usualUki('root=UUID=c rw')],
    ['one of the clone', usualUki('root=UUID=b rw')],
    ['a signed one', usualUki('root=UUID=c', { isSigned: true })],
    ['one with profiles', usualUki('', { sections: { '.profile': 'ID=main' } })],
    ['one without a command line', uki({ sections: { '.linux': 'k' } })],
    ['no image', Buffer.from('text')],
    ['nothing', Buffer.alloc(0)],
  ];
  for (const [what, bytes] of cases)
    t.match(
      planned(bytes),
      { images: [{ path: '/boot/EFI/Linux/x.efi', commandLine: null }], faults: [] },
      what,
    );
});

t.test('one that names an old id gets another command line', async (t) => {
  const cases: [line: string, clone: string][] = [
    ['root=UUID=a rw quiet', 'root=UUID=b rw quiet'],
    ['root=UUID=A rw\n', 'root=UUID=b rw\n'],
    ['resume=PARTUUID=0a1b2c3d-01\0\0', 'resume=PARTUUID=9f9e9d9c-01'],
    ['x=\xe9 root=UUID=a', 'x=\xe9 root=UUID=b'],
  ];
  for (const [line, commandLine] of cases)
    t.match(planned(usualUki(line)), { images: [{ commandLine }], faults: [] }, line);
});

t.test('one that cannot be built anew is named', async (t) => {
  const line = 'root=UUID=a';
  const cases: [what: string, bytes: Buffer, why: RegExp][] = [
    ['a signed one', usualUki(line, { isSigned: true }), /sign/],
    ...['.pcrsig', '.profile', '.dtbauto', '.hwids', '.efifw'].map((name): [string, Buffer, RegExp] => [
      name,
      usualUki(line, { sections: { [name]: 'x' } }),
      new RegExp(`\\${name}`),
    ]),
    ['one without a kernel', uki({ sections: { '.cmdline': line } }), /\.linux/],
    ['one that is cut off', usualUki(line).subarray(0, -512), /\.linux/],
    ['an id where no rule may change it', usualUki(`${line} x=UUID=a`), /UUID=a/],
    ['an id that no rule finds at all', usualUki('x=UUID=a'), /UUID=a/],
  ];
  for (const [what, bytes, why] of cases) {
    const { images, faults } = planned(bytes);
    t.strictSame(images, [], what);
    t.match(faults, [{ path: '/boot/EFI/Linux/x.efi', why }], what);
  }
});

t.test('with a template', async (t) => {
  const id = { old, fresh };
  const path = `/efi/EFI/Linux/${old}-6.12.efi`;
  const moved = { path: `/efi/EFI/Linux/${fresh}-6.12.efi`, from: path };
  t.strictSame(planned(usualUki('quiet'), id, path).images, [{ ...moved, commandLine: null }]);
  const cases: [line: string, clone: string][] = [
    ['root=UUID=a rw\n', `root=UUID=b rw systemd.machine_id=${fresh}`],
    [`root=UUID=a systemd.machine_id=${old}`, `root=UUID=b systemd.machine_id=${fresh}`],
    [`systemd.machine_id=${old} rw`, `systemd.machine_id=${fresh} rw`],
  ];
  for (const [line, commandLine] of cases)
    t.strictSame(planned(usualUki(line), id, path).images, [{ ...moved, commandLine }], line);
});
