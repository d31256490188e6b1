import { commandLineOf, layoutOf } from '@twinroot/lib-bls';
import t from 'tap';
import {
  faultOfRebuilt,
  planImages,
  type SourceImage,
  sectionIn,
  ukifyArguments,
  unameOf,
} from '../src/uki-image.ts';
import { mapOf } from './machine-fixture.ts';
import { type UkiForm, uki, usualUki } from './uki-fixture.ts';

const ids = mapOf('UUID=a UUID=b', 'PARTUUID=0a1b2c3d-01 PARTUUID=9f9e9d9c-01');
const [old, fresh] = ['11112222333344445555666677778888', '99990000999900004444000099990000'];

function imageOf(path: string, bytes: Buffer): SourceImage {
  const read = (at: number, length: number) => bytes.subarray(at, at + length);
  return { path, size: bytes.length, layout: layoutOf(bytes), commandLine: commandLineOf(bytes, read) };
}

function planned(bytes: Buffer, machineId?: { old: string; fresh: string }, path = '/boot/EFI/Linux/x.efi') {
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

t.test('the sections of an image', async (t) => {
  const image = usualUki('root=UUID=a');
  t.equal(sectionIn(image, '.initrd')?.toString(), 'an initrd');
  t.equal(sectionIn(image, '.dtb'), null);
  t.equal(sectionIn(Buffer.from('text'), '.linux'), null);
  t.equal(unameOf(image), '6.12.1-arch1');
  t.equal(unameOf(usualUki('', { sections: { '.uname': '6.1\n\0' } })), '6.1');
  t.equal(unameOf(uki({ sections: {} })), null);
  const roomy = usualUki('', { inMemory: 0x100000 });
  t.equal(sectionIn(roomy, '.linux')?.length, 512, 'no more than the file has of it');
});

t.test('what ukify is told', async (t) => {
  const file = (section: string) => `/t/${section.slice(1)}`;
  t.strictSame(ukifyArguments(['.linux', '.osrel', '.initrd'], file, '6.12', '/t/out'), [
    'build',
    '--config=/dev/null',
    '--linux=/t/linux',
    '--initrd=/t/initrd',
    '--os-release=@/t/osrel',
    '--cmdline=@/t/cmdline',
    '--uname=6.12',
    '--output=/t/out',
  ]);
  const all = ukifyArguments(['.linux', '.splash', '.dtb', '.ucode', '.pcrpkey'], file, null, '/t/out');
  for (const word of [
    '--splash=/t/splash',
    '--devicetree=/t/dtb',
    '--microcode=/t/ucode',
    '--pcrpkey=/t/pcrpkey',
  ])
    t.ok(all.includes(word), word);
  t.notOk(all.some((word) => /^--(?:uname|initrd|os-release)/.test(word)));
});

t.test('whether an image is another one with a new command line', async (t) => {
  const source = usualUki('root=UUID=a', { sections: { '.splash': 'BM' } });
  const form = (sections: UkiForm['sections'] = {}, more: Partial<UkiForm> = {}) =>
    usualUki('root=UUID=b', { ...more, sections: { '.splash': 'BM', ...sections } });
  const cases: [what: string, built: Buffer, isIt: boolean][] = [
    ['it is', form(), true],
    ['it is, with zeros in memory behind it', form({ '.linux': `a kernel${'\0'.repeat(600)}` }), true],
    ['it is, signed by its owner since', form({}, { isSigned: true }), true],
    ['it is, with more than the source', form({ '.sbat': 'sbat,1' }), true],
    ['another kernel', form({ '.linux': 'A kernel' }), false],
    ['a kernel that goes on', form({ '.linux': 'a kernel!' }), false],
    ['an initrd that is cut off', form({ '.initrd': 'an init' }), false],
    ['another name', form({ '.osrel': 'ID=debian\n' }), false],
    ['another release', form({ '.uname': '6.12.2-arch1' }), false],
    ['another splash', form({ '.splash': 'BN' }), false],
    ['no splash', usualUki('root=UUID=b'), false],
    ['another command line', form({ '.cmdline': 'root=UUID=a' }), false],
    ['a longer command line', form({ '.cmdline': 'root=UUID=b rw' }), false],
    ['another architecture', form({}, { machine: 0xaa64 }), false],
    ['one that is cut off', form().subarray(0, -512), false],
    ['a text', Buffer.from('text'), false],
    ['nothing', Buffer.alloc(0), false],
  ];
  for (const [what, built, isIt] of cases)
    t.equal(faultOfRebuilt(source, built, 'root=UUID=b') === null, isIt, what);
  t.not(faultOfRebuilt(Buffer.from('text'), form(), 'root=UUID=b'), null);
});
