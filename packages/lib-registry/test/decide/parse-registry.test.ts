import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { formatRegistry } from '../../src/decide/format-registry.ts';
import { parseRegistry } from '../../src/decide/parse-registry.ts';
import { registryLimits } from '../../src/decide/registry.ts';
import { example, registries } from './registry-of.ts';

/** Lines with the digest that belongs to them. */
function signed(lines: string): Uint8Array {
  const digest = createHash('sha256').update(lines).digest('hex');
  return Buffer.from(`${lines}end sha256:${digest}\n`);
}

const text = formatRegistry(example);
const body = text.slice(0, text.lastIndexOf('end '));

t.test('what is written is read, and written again to the byte', async () => {
  fc.assert(
    fc.property(registries, (registry) => {
      const written = formatRegistry(registry);
      const read = parseRegistry(Buffer.from(written));
      if (read.kind !== 'registry') throw new Error(JSON.stringify(read));
      if (formatRegistry(read.registry) !== written) throw new Error('other bytes');
      if (!isDeepStrictEqual(read.registry, structuredClone(registry))) throw new Error('another registry');
    }),
    { numRuns: 300 },
  );
});

t.test('a registry that somebody else has spaced comes back as it was, while nothing changes', async (t) => {
  const spaced = signed(
    body.replace('set        ', ' set\t').replace('\nparent', '\n# why not\n\nfuture key\nparent'),
  );
  const read = parseRegistry(spaced);
  if (read.kind !== 'registry') throw new Error(JSON.stringify(read));
  t.equal(formatRegistry(read.registry, read), Buffer.from(spaced).toString());
  t.strictSame(read.registry.others, ['# why not', '', 'future key']);
  const changed = formatRegistry({ ...read.registry, source: example.source, set: 'c'.repeat(32) }, read);
  t.match(changed, /# why not\n\nfuture key\n/, 'what is not known stays when something changes');
});

t.test('one bit that is not as it was, and it is not a registry', async () => {
  const bytes = Buffer.from(text);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
      const { kind } = parseRegistry(changed);
      if (kind === 'registry') throw new Error(`byte ${at}, bit ${bit}`);
    }),
    { numRuns: 2000 },
  );
});

t.test('cut anywhere it is not a registry', async (t) => {
  const bytes = Buffer.from(text);
  for (let end = 0; end < bytes.length; end += 1)
    t.equal(parseRegistry(bytes.subarray(0, end)).kind, 'damaged', `${end} bytes`);
});

t.test('what is not a registry is said', async (t) => {
  const cases: readonly (readonly [name: string, bytes: Uint8Array, why: RegExp])[] = [
    ['empty', Buffer.from(''), /does not begin/],
    ['lines of DOS', Buffer.from(text.replaceAll('\n', '\r\n')), /end is missing/],
    ['changed by hand', Buffer.from(text.replace('42', '43')), /changed by hand/],
    ['not UTF-8', Buffer.from([0x23, 0xff]), /UTF-8/],
    ['too long', Buffer.alloc(registryLimits.bytes + 1, 0x20), /bytes/],
    ['no generation', signed(body.replace(/generation.*\n/, '')), /no generation/],
    ['two sets', signed(body.replace(/(set .*\n)/, '$1$1')), /set is there 2 times/],
    ['a file twice', signed(body.replace(/(file .*\n)$/, '$1$1')), /twice/],
    ['its own parent', signed(body.replace(/parent.*\n/, `parent 41 ${example.generation.id}\n`)), /twice/],
    ['a path that leaves', signed(body.replace('LOADER/ENTRIES', 'LOADER/../..')), /below the member/],
    ['a path from the root', signed(body.replace('LOADER/ENTRIES', '/ETC')), /below the member/],
    ['a short id', signed(body.replace(example.set, 'abc')), /not as expected/],
    ['a key without a value', signed(body.replace(/source.*\n/, 'source\n')), /no value/],
    ['a word too many', signed(body.replace(/(source.*)\n/, '$1 more\n')), /too many words/],
    ['a state of no run', signed(`${body}becoming-file gone A\n`), /no such run/],
    [
      'too many ancestors',
      signed(
        body + Array.from({ length: 70 }, (_, n) => `parent 1 ${String(n).padStart(32, '0')}\n`).join(''),
      ),
      /more than 64/,
    ],
  ];
  for (const [name, bytes, why] of cases) {
    const read = parseRegistry(bytes);
    t.match(read.kind === 'damaged' ? read.why : read.kind, why, name);
  }
});

t.test('as much as fits is read in one pass', async (t) => {
  const { files } = example;
  const [file] = files;
  if (file === undefined) throw new Error('no file');
  const many = Array.from({ length: registryLimits.files }, (_, n) => ({ ...file, path: `FILE-${n}` }));
  const read = parseRegistry(Buffer.from(formatRegistry({ ...example, files: many })));
  t.equal(read.kind === 'registry' && read.registry.files.length, many.length);
  const blanks = ' '.repeat(4 * 1024 * 1024);
  t.equal(parseRegistry(signed(`${body}future${blanks}key\n${blanks}\nalone${blanks}\n`)).kind, 'damaged');
});

t.test('another format is not overwritten, whatever else it has', async (t) => {
  t.strictSame(parseRegistry(Buffer.from('# esp-sync 2\n')), { kind: 'other version', major: 2 });
  t.strictSame(parseRegistry(Buffer.from('# esp-sync 12.3\nx')), { kind: 'other version', major: 12 });
  t.equal(
    parseRegistry(signed(body.replace('esp-sync 1', 'esp-sync 1.4'))).kind,
    'registry',
    'a minor number',
  );
});
