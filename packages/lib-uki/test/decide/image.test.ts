import fc from 'fast-check';
import t from 'tap';
import { inspectImage, osIdOf } from '../../src/decide/image.ts';

/** A file with a PE header, where `at` says. */
function pe(at = 0x80, length = 0x400): Buffer {
  const file = Buffer.alloc(length);
  file.write('MZ', 0);
  file.writeUInt32LE(at, 0x3c);
  if (at + 4 <= length) file.write('PE', at);
  return file;
}

/** A bzImage that says its release. */
function bzImage(release: string, offset = 0x100): Buffer {
  const file = pe();
  file.write('HdrS', 0x202);
  file.writeUInt16LE(offset, 0x20e);
  if (offset > 0 && offset < 0x200) file.write(`${release} (builder@host) #1\0`, offset + 0x200);
  return file;
}

const cases: readonly (readonly [name: string, head: Uint8Array, pe: boolean, release: string | null])[] = [
  ['a PE image', pe(), true, null],
  ['one with its header far behind', pe(0x300), true, null],
  ['a bzImage', bzImage('6.12.5-arch1-1'), true, '6.12.5-arch1-1'],
  ['a bzImage without a version', bzImage('', 0), true, null],
  ['a bzImage with an empty version', bzImage(''), true, null],
  ['a version that lies behind the head', bzImage('6.1', 0xffff), true, null],
  ['nothing', Buffer.alloc(0), false, null],
  ['zeros', Buffer.alloc(4096), false, null],
  ['MZ alone', Buffer.from('MZ'), false, null],
  ['MZ and zeros', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]), false, null],
  ['cut off before the header', pe().subarray(0, 0x80), false, null],
  ['cut off in the header', pe().subarray(0, 0x83), false, null],
  ['a header that would lie behind the file', pe(0xfffffff0), false, null],
  ['an initrd', Buffer.from('070701 a cpio archive'), false, null],
  ['a gzipped kernel', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(1000)]), false, null],
];

t.test('what a head says', async (t) => {
  for (const [name, head, isPe, kernelVersion] of cases)
    t.match(inspectImage(head, head.length), { pe: isPe, kernelVersion, isCut: false, loads: [] }, name);
});

t.test('no head makes it fail', async () => {
  const start = fc.constantFrom(pe(), bzImage('6.1'), Buffer.from('MZ'), Buffer.alloc(0));
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 700 }), fc.nat({ max: 0x400 }), (begin, noise, at) => {
      const head = Buffer.concat([begin, Buffer.alloc(Math.max(0, at - begin.length))]);
      head.set(noise.subarray(0, Math.max(0, head.length - at)), Math.min(at, head.length));
      inspectImage(head, head.length, (from, length) => head.subarray(from, from + length));
    }),
    { numRuns: 3000 },
  );
});

t.test('the system of an os-release', async (t) => {
  for (const [text, id] of [
    ['ID=arch\n', 'arch'],
    ['NAME="x"\r\nID="Fedora"\r\n', 'fedora'],
    ["ID='opensuse-tumbleweed'", 'opensuse-tumbleweed'],
    ['ID=\n', null],
    ['VERSION_ID=1\nBUILD_ID=2\n', null],
    ['', null],
    [null, null],
  ] as const)
    t.equal(osIdOf(text), id, JSON.stringify(text));
});
