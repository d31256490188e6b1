import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { lookAtInitrd } from '../../src/decide/initrd.ts';

const lookAt = (file: Buffer) => lookAtInitrd(file.length, (at, length) => file.subarray(at, at + length));
const faultOf = (file: Buffer) => lookAt(file).fault;

/** A cpio archive in the form `newc`, made by cpio(1)'s own rules. */
function cpio(files: Readonly<Record<string, Buffer>>): Buffer {
  const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const member = (name: string, content: Buffer) => {
    const numbers = [1, 0o100644, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
    const header = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}${name}\0`;
    return Buffer.concat([pad(Buffer.from(header)), pad(content)]);
  };
  const members = Object.entries(files).map(([name, content]) => member(name, content));
  const whole = Buffer.concat([...members, member('TRAILER!!!', Buffer.alloc(0))]);
  return Buffer.concat([whole, Buffer.alloc((512 - (whole.length % 512)) % 512)]);
}

const archive = cpio({ init: randomBytes(5000), 'etc/x': Buffer.from('text'), empty: Buffer.alloc(0) });

t.test('a cpio archive', async (t) => {
  t.equal(faultOf(archive), null);
  t.equal(faultOf(Buffer.concat([archive, archive])), null, 'two');
  const end = archive.indexOf('TRAILER!!!') + 10;
  fc.assert(
    fc.property(fc.integer({ min: 111, max: end }), (at) => faultOf(archive.subarray(0, at)) !== null),
  );
});

t.test('zeros, which a power cut leaves of what was not written', async (t) => {
  for (const length of [1, 7, 8, 512, 65_536, 65_537, 3_000_000])
    t.type(faultOf(Buffer.alloc(length)), 'string', `${length} zeros`);
  t.equal(
    faultOf(Buffer.concat([Buffer.alloc(1024), archive, Buffer.alloc(1024)])),
    null,
    'beside an archive',
  );
  t.equal(faultOf(Buffer.concat([Buffer.alloc(1024), Buffer.from('x')])), null, 'beside something else');
  const cut = Buffer.concat([archive.subarray(0, 700), Buffer.alloc(archive.length)]);
  t.type(faultOf(cut), 'string', 'from the middle of an archive on');
});

t.test('what the tools make', async (t) => {
  const root = t.testdir({});
  mkdirSync(join(root, 'x'));
  writeFileSync(join(root, 'plain'), Buffer.concat([archive, randomBytes(700_000)]));
  const compress = (tool: string, args: readonly string[]) => {
    try {
      return execFileSync(tool, [...args, join(root, 'plain')], { maxBuffer: 1 << 24 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
  const early = cpio({ 'kernel/x86/microcode/AuthenticAMD.bin': randomBytes(3000) });
  for (const [tool, args] of [
    ['zstd', ['-c', '-q']],
    ['zstd', ['-c', '-q', '--no-check']],
    ['xz', ['-c', '--check=crc32']],
    ['lz4', ['-c', '-l', '-q']],
  ] as const) {
    const bytes = compress(tool, args);
    const what = `${tool} ${args.join(' ')}`;
    if (bytes === null) {
      t.comment(`${tool} is not installed`);
      continue;
    }
    t.equal(faultOf(bytes), null, `${what}: whole`);
    t.equal(faultOf(Buffer.concat([early, bytes])), null, `${what}: behind an early one`);
    t.equal(faultOf(Buffer.concat([bytes, Buffer.alloc(512)])), null, `${what}: padded`);
    for (const part of [0.2, 0.5, 0.99])
      t.not(faultOf(bytes.subarray(0, Math.floor(bytes.length * part))), null, `${what}: ${part} of it`);
    // The blocks of lz4 have no end of their own, and zeros may follow them.
    const zeroed = Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.alloc(bytes.length / 2)]);
    if (tool !== 'lz4') t.not(faultOf(zeroed), null, `${what}: zeros from the middle on`);
    t.not(faultOf(Buffer.concat([early, bytes.subarray(0, bytes.length - 40)])), null, `${what}: its end`);
  }
  t.equal(readFileSync(join(root, 'plain')).length, archive.length + 700_000);
});

t.test('what cannot be judged passes', async (t) => {
  for (const text of ['', 'x', 'an initrd', '\u001f\u008b gzip', 'BZh9'])
    t.equal(faultOf(Buffer.from(text, 'latin1')), null, JSON.stringify(text));
});

t.test('where it begins to be for unpacking alone', async (t) => {
  const packed = Buffer.from('1f8b0800', 'hex');
  t.equal(lookAt(packed).unjudged, 0);
  t.equal(lookAt(Buffer.concat([archive, Buffer.alloc(512), packed])).unjudged, archive.length + 512);
  t.equal(lookAt(archive).unjudged, null);
});

t.test('no bytes make it fail, or run for ever', async () => {
  const start = fc.constantFrom('070701', '28b52ffd', '02214c18', 'fd377a585a00', '00000000');
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 400 }), (magic, noise) => {
      faultOf(
        Buffer.concat([magic.startsWith('07') ? Buffer.from(magic) : Buffer.from(magic, 'hex'), noise]),
      );
    }),
    { numRuns: 2000 },
  );
});
