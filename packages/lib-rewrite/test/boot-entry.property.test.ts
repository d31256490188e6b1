import fc from 'fast-check';
import t from 'tap';
import { rewrite } from './boot-entry-fixture.ts';

const x = '0a1b2c3d-1111-2222-3333-444455556666';
const y = '9f9e9d9c-aaaa-bbbb-cccc-ddddeeeeffff';
const there = [
  `UUID=${x} UUID=${y}`,
  'PARTUUID=0a0a0a0a-01 PARTUUID=9b9b9b9b-02',
  '/dev/sda1 /dev/sdb1',
  'LABEL=a LABEL=b',
];
const back = there.map((pair) => pair.split(' ').reverse().join(' '));

const device = fc.constantFrom(
  `UUID=${x}`,
  `UUID="${x}"`,
  `/dev/disk/by-uuid/${x}`,
  `/dev/mapper/luks-${x}`,
  `"UUID=${x}"`,
  `'UUID=${x}'`,
  `UUDI=${x}`,
  'PARTUUID=0a0a0a0a-01',
  '/dev/sda1',
  '/dev/sda10',
  'LABEL=a',
  `PARTUUID=${x}`,
  '',
  '"',
  '\xe9\xa0',
);
const key = fc.constantFrom(
  'root=',
  'resume=',
  'cryptdevice=',
  'rd.luks.uuid=',
  'note=',
  'rootflags=a,device=',
  '"root=',
  '',
);
const tail = fc.constantFrom('', ':luks', ` rd.luks.name=${x}=luks-${x}`, ' rw', '"', ',a', ` ${x}`);
const argument = fc.tuple(key, device, tail).map((parts) => parts.join(''));
const words = fc.array(argument, { maxLength: 4 }).map((all) => all.join(' '));
const lineKey = fc.constantFrom(
  'options ',
  '\toptions\t ',
  'Options ',
  'linux ',
  'title ',
  '#options ',
  '',
  'options',
);
const end = fc.constantFrom('\n', '\r\n', '\r', '\0\n', ' \n', '\n\n');
const entry = fc
  .array(fc.tuple(lineKey, words, end).map((parts) => parts.join('')))
  .map((lines) => lines.join(''));
const rules = fc.record({
  rootflags: fc.subarray(['a b', 'device=/dev/sda1 c']),
  'title-prefix': fc.constantFrom(undefined, 'P: ', 'é'),
});

t.test('an empty map gives the same bytes', async () => {
  fc.assert(
    fc.property(entry, fc.boolean(), (text, cmdline) => rewrite([text], [], { cmdline }).text === text),
  );
});

t.test('a map and the map back give the same bytes', async () => {
  fc.assert(
    fc.property(entry, fc.boolean(), (text, cmdline) => {
      const { text: other } = rewrite([text], there, { cmdline });
      return rewrite([other], back, { cmdline }).text === text;
    }),
  );
});

t.test('twice is once, whatever the rules', async () => {
  fc.assert(
    fc.property(entry, rules, (text, given) => {
      const { text: once } = rewrite([text], there, given);
      return rewrite([once], there, given).text === once;
    }),
    { numRuns: 500 },
  );
});

t.test('an id changes whole, or not at all', async () => {
  fc.assert(
    fc.property(entry, (text) => {
      const { text: other, changes } = rewrite([text], [`UUID=${x} UUID=${y}`]);
      return other.replaceAll(y, x) === text && (other === text) === (changes.length === 0);
    }),
  );
});
