import t from 'tap';
import { commandLineOf, imageHeadLength, inspectImage, osReleaseOf } from '../../src/decide/image.ts';

/** A bzImage: an MZ and a PE header, `HdrS`, and the version text where 0x20e says. */
function bzImage(version: string): Buffer {
  const bytes = Buffer.alloc(0x5000);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x40, 0x3c);
  bytes.write('PE\0\0', 0x40, 'latin1');
  bytes.write('HdrS', 0x202, 'latin1');
  bytes.writeUInt16LE(0x3000, 0x20e);
  bytes.write(`${version} (builder@host) #1 SMP\0`, 0x3200, 'latin1');
  return bytes;
}

/** A UKI with these sections, each far behind the head. */
function uki(sections: Readonly<Record<string, Buffer>>): Buffer {
  const head = Buffer.alloc(2 * imageHeadLength);
  head.write('MZ', 0, 'latin1');
  head.writeUInt32LE(0x80, 0x3c);
  head.write('PE\0\0', 0x80, 'latin1');
  head.writeUInt16LE(Object.keys(sections).length, 0x86);
  head.writeUInt16LE(0xf0, 0x94);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (const [index, [name, content]] of Object.entries(sections).entries()) {
    const row = 0x80 + 24 + 0xf0 + index * 40;
    head.write(name, row, 'latin1');
    head.writeUInt32LE(content.length, row + 8);
    head.writeUInt32LE(at, row + 20);
    parts.push(content);
    at += content.length;
  }
  return Buffer.concat(parts);
}

function inspect(file: Buffer) {
  return inspectImage(file.subarray(0, imageHeadLength), file.length, (at, length) =>
    file.subarray(at, at + length),
  );
}

const cases: readonly [string, Buffer, boolean, string | null][] = [
  ['a bzImage', bzImage('6.12.5-arch1-1'), true, '6.12.5-arch1-1'],
  [
    'a UKI with .uname',
    uki({ '.osrel': Buffer.from('ID=x'), '.uname': Buffer.from('6.11.2\0') }),
    true,
    '6.11.2',
  ],
  ['a UKI with a bzImage only', uki({ '.linux': bzImage('6.10.0') }), true, '6.10.0'],
  ['a UKI whose kernel says nothing', uki({ '.linux': Buffer.alloc(100) }), true, null],
  ['a boot loader', uki({ '.text': Buffer.alloc(100) }), true, null],
  ['a section table that lies', uki({ '.uname': Buffer.from('6.1') }).subarray(0, 0x100), true, null],
  ['a text', Buffer.from('title Arch\n'), false, null],
  ['nothing', Buffer.alloc(0), false, null],
];

for (const [name, file, pe, kernelVersion] of cases) {
  t.test(`the kernel in ${name}`, async (t) => t.match(inspect(file), { pe, kernelVersion }));
}

t.test('the command line of a UKI', async (t) => {
  const read = (file: Buffer) =>
    commandLineOf(file.subarray(0, imageHeadLength), (at, length) => file.subarray(at, at + length));
  t.equal(
    read(uki({ '.osrel': Buffer.from('ID=x'), '.cmdline': Buffer.from('root=UUID=a rw\0\0') })),
    'root=UUID=a rw',
  );
  t.equal(read(uki({ '.cmdline': Buffer.from('l\u00e9', 'latin1') })), 'l\u00e9');
  t.equal(read(uki({ '.linux': Buffer.alloc(10) })), null);
  t.equal(read(bzImage('6.1')), null);
  t.equal(read(Buffer.from('title Arch\n')), null);
  const lying = uki({ '.cmdline': Buffer.from('root=UUID=a') });
  lying.writeUInt32LE(0xffffffff, 0x80 + 24 + 0xf0 + 8);
  t.equal(read(lying), 'root=UUID=a');
});

t.test('the system that an image boots', async (t) => {
  const osrel = 'ID=arch\nNAME="größe"\n';
  for (const [sections, expected] of [
    [{ '.osrel': Buffer.from(`${osrel}\0\0`) }, osrel],
    [{ '.osrel': Buffer.from(osrel) }, osrel],
    [{ '.linux': Buffer.from('k') }, null],
  ] as const) {
    const image = uki(sections);
    const read = (at: number, length: number) => image.subarray(at, at + length);
    t.equal(osReleaseOf(image.subarray(0, imageHeadLength), read), expected);
  }
  t.equal(
    osReleaseOf(Buffer.from('text'), () => null),
    null,
  );
});

t.test('whose system a UKI boots', async (t) => {
  const of = (sections: Readonly<Record<string, Buffer>>) => inspect(uki(sections));
  t.match(of({ '.osrel': Buffer.from('NAME=x\nID="Fedora"\n'), '.cmdline': Buffer.from('quiet\0') }), {
    osId: 'fedora',
    commandLine: 'quiet',
  });
  t.match(of({ '.osrel': Buffer.from('VERSION_ID=1\n') }), { osId: null, commandLine: null });
});

t.test('a kernel that is compressed as a whole', async (t) => {
  for (const magic of ['1f8b08', '28b52ffd', 'fd377a585a00', '02214c18'])
    t.match(inspect(Buffer.from(`${magic}0000`, 'hex')), { pe: false, isCompressed: true }, magic);
  t.match(inspect(Buffer.from('070701')), { pe: false, isCompressed: false });
});
