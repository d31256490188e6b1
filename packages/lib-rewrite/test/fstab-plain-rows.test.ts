import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createIdMap, createOldIdFinder, type IdPair, parsePair } from '@twinroot/lib-idmap';
import { bytesOf, longestLine } from '@twinroot/lib-lines';
import fc from 'fast-check';
import t from 'tap';
import { createFstabRewriter } from '../src/fstab.ts';
import { createPlainRows } from '../src/fstab-plain-rows.ts';
import { parseFstabRules } from '../src/fstab-rules.ts';
import { fstab } from './any-fstab.ts';
import { anyTexts } from './any-texts.ts';
import { rewrite } from './fstab-fixture.ts';

/** What becomes of the plain rows of a text, and the old ids that were found. */
function plainRows(text: string, ids: readonly string[]): { text: string; found: ReadonlySet<string> } {
  const { pairs } = createIdMap(ids.map((pair) => parsePair(pair, '--id')));
  const found = new Set<string>();
  const rewritePlain = createPlainRows(createIdMap(pairs), createOldIdFinder(pairs), (pair: IdPair) =>
    found.add(pair.oldText),
  );
  return { text: rewritePlain(text), found };
}

t.test('plain rows are done, others are left', async (t) => {
  const map = ['UUID=a1 UUID=b2', 'LABEL=x /dev/y'];
  const rest = '/ ext4 rw 0 1';
  const done: [input: string, output: string][] = [
    [`UUID=a1 ${rest}`, `UUID=b2 ${rest}`],
    [`UUID=0 /\nUUID=A1 ${rest}\n#\n`, `UUID=0 /\nUUID=b2 ${rest}\n#\n`],
    ['UUID="a1"\t/ ext4\trw \n', 'UUID="b2"\t/ ext4\trw \n'],
    [`/dev/disk/by-uuid/a1 ${rest}\nLABEL=x ${rest}\n`, `/dev/disk/by-uuid/b2 ${rest}\n/dev/y ${rest}\n`],
    ['UUID=a1 /a\\040b ext4 x=UUID=a1 0', 'UUID=b2 /a\\040b ext4 x=UUID=a1 0'],
  ];
  for (const [input, output] of done) t.equal(plainRows(input, map).text, output, JSON.stringify(input));
  const left = [
    '',
    ` UUID=a1 ${rest}`,
    `#UUID=a1 ${rest}`,
    `UUID=a10 ${rest}`,
    `uuid=a1 ${rest}`,
    `UUID=a1# ${rest}`,
    'UUID=a1 / ext4',
    'UUID=a1 / ext4 rw no 1',
    'UUID=a1 / ext4 rw 0 1 # a comment',
    `UUID=a1 ${rest}\r\n`,
    `UUID=a1 ${rest}\0\n`,
    `UUID=0 / ext4 ${'x'.repeat(longestLine)}\nUUID=a1 ${rest}\n`,
  ];
  for (const input of left) t.equal(plainRows(input, map).text, input, JSON.stringify(input.slice(0, 50)));
});

t.test('what could be taken for something else is left', async (t) => {
  const cases: [source: string, ids: string[]][] = [
    ['UUID=a1', ['UUID=a1 UUID=b2', 'UUID=b2 UUID=a1']],
    ['UUID=a1', ['UUID=a1 UUID=a1']],
    ['a1', ['a1 #x']],
    ['UUID=a1', ['a1 x\0']],
    ['UUID=a1', ['UUID=a1 LABEL=a\\040b']],
    ['UUID=a1', ['UUID=a1 LABEL=n', 'LABEL=n\\040/ LABEL=m']],
    ['#a', ['#a b']],
    ['LABEL=0\na1', ['LABEL=0\\012a1 LABEL=c']],
    ['UUID=a1', []],
  ];
  for (const [source, ids] of cases) {
    const row = `${source} / ext4 rw 0 1`;
    t.strictSame(plainRows(row, ids), { text: row, found: new Set() }, ids.join());
  }
});

t.test('pairs are told', async (t) => {
  const { found } = plainRows('UUID=a1 / ext4 rw\nUUID=a1 /b ext4 rw\n', [
    'UUID=a1 UUID=b2',
    'UUID=c3 UUID=d4',
  ]);
  t.strictSame(found, new Set(['UUID=a1']));
});

/** Maps in which new ids are old ones, too, or no sources, or end where an old one begins. */
const pairsOf = (old: string, ...news: readonly string[]) =>
  fc.subarray(
    news.map((fresh) => `${old} ${fresh}`),
    { maxLength: 1 },
  );
const map = fc
  .tuple(
    pairsOf('UUID=0a1b2c3d-0001', 'UUID=9f9e9d9c-0001', 'LABEL=spare', '/dev/sdb1', '#x', 'LABEL=x\\040y'),
    pairsOf('PARTUUID=0a1b2c3d-0002', 'UUID=0a1b2c3d-0001', '"9f9e9d9c"', 'PARTUUID=0A1B2C3D-0002'),
    pairsOf('LABEL=root', 'LABEL=spare', 'UUID=0a1b2c3d-000', '/dev/sda1', 'x\0'),
    pairsOf('LABEL=spare\\040/', 'LABEL=z'),
    pairsOf('/dev/sda1', '/dev/sdb1', '/dev/disk/by-uuid/0a1b2c3d-0001', 'LABEL=root'),
    pairsOf('tank/root', 'spare/root', '#tank/root'),
    pairsOf('#x', 'y'),
    pairsOf('swap', 'bind', '/a'),
  )
  .map((pairs) => pairs.flat());

function isSame(chunks: readonly string[], ids: readonly string[]): boolean {
  const heard = rewrite(chunks, ids);
  const unheard = rewrite(chunks, ids, {}, false);
  return (
    heard.text === unheard.text &&
    heard.stays.join('\n') === unheard.stays.join('\n') &&
    heard.missed.join('\n') === unheard.missed.join('\n')
  );
}

t.test('at once or line by line, the same is written and told', async () => {
  const anyChunks = fc.array(fc.tuple(fstab, fc.boolean()), { minLength: 1, maxLength: 3 }).map((fstabs) =>
    // Carriage returns are in most of the texts, and make a look at each line.
    fstabs.map(([text, isUnix]) => (isUnix ? text.replaceAll('\r', '') : text)),
  );
  fc.assert(fc.property(anyChunks, map, isSame), { numRuns: 5000 });
});

t.test('what is remembered does not keep texts in memory', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const rest = ` /x ext4 ${'x'.repeat(2 ** 19)}\n`;
  for (const rules of [{}, { under: '/mnt' }]) {
    collect();
    const before = process.memoryUsage().heapUsed;
    const { pairs } = createIdMap([parsePair('0a1b2c3d b', '--id')]);
    const silent = { stays: () => undefined, tooLong: () => undefined };
    const rewriter = createFstabRewriter(parseFstabRules(rules), createIdMap(pairs), silent);
    for (let row = 0; row < 100; row += 1)
      rewriter.push(bytesOf(Buffer.from(`/dev/no/such-${row}-0a1b2c3d${rest}`)));
    collect();
    const kept = process.memoryUsage().heapUsed - before;
    t.ok(kept < 10 * 2 ** 20, `${kept} bytes are kept of 100 rows of half a mebibyte`);
    t.equal(rewriter.end(), '');
  }
});

t.test('so it is with any bytes', async (t) => {
  const count = Number(process.env['FUZZ'] ?? 20_000);
  const anyText = anyTexts(
    [
      ' ',
      ' ',
      '\t',
      '\n',
      '\n',
      '#',
      '"',
      '\\',
      '/',
      '0',
      'a',
      'a',
      ' a a 0',
      'UUID=',
      'UUID=a\n',
      '\nUUID=a /',
    ],
    7,
  );
  let others = 0;
  for (let run = 0; run < count; run += 1) {
    const text = anyText();
    if (!isSame([text], ['UUID=a UUID=b', '/a0 /b'])) others += 1;
    if (!isSame([text.replace(/[\r\0]/g, '')], ['UUID=a /b', 'a c'])) others += 1;
  }
  t.equal(others, 0);
});
