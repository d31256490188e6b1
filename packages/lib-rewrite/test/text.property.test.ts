import { createIdMap, isUuid, parseMap, spellingsOf } from '@twinroot/lib-idmap';
import fc from 'fast-check';
import t from 'tap';
import { rewriteText } from '../src/text.ts';
import { type TextFormat, textFormats } from '../src/text-format.ts';

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((each) => each.join(''));
const uuid = fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-'));
const short = fc.tuple(hex(4), hex(4)).map(([a, b]) => `${a}-${b}`.toUpperCase());

/** Maps of several devices, as disk-map makes them: each has a UUID and a PARTUUID, some have nodes, some are volumes. */
const map = fc
  .uniqueArray(fc.oneof({ weight: 3, arbitrary: uuid }, short), {
    minLength: 4,
    maxLength: 12,
    selector: (each) => each.toLowerCase(),
  })
  .map((all) => {
    const pairs: (readonly [old: string, fresh: string])[] = [];
    for (let index = 0; index + 3 < all.length; index += 4) {
      const number = index / 4 + 1;
      pairs.push([`UUID=${all[index]}`, `UUID=${all[index + 1]}`]);
      pairs.push([`PARTUUID=${all[index + 2]}`, `PARTUUID=${all[index + 3]}`]);
      pairs.push([`LABEL=old${number}`, `LABEL=new${number}`]);
      pairs.push([`/dev/sda${number}`, `/dev/sdb${number}`], [`/dev/old/v${number}`, `/dev/new/v${number}`]);
    }
    return pairs;
  });

/** How a text may name a device. */
const forms: readonly ((id: string, value: string) => string)[] = [
  (id) => id,
  (id) => `root=${id}`,
  (id) => `"root=${id}"`,
  (id) => `RESUME=${id}`,
  (id) => `cryptdevice=${id}:luks`,
  (_, value) => value,
  (_, value) => `/dev/disk/by-uuid/${value}`,
  (_, value) => `/dev/disk/by-label/${value}`,
  (_, value) => `/dev/mapper/luks-${value}`,
  (_, value) => `rd.luks.uuid=luks-${value}`,
  (_, value) => `rd.luks.name=${value}=luks-${value}`,
  (_, value) => `luks-${value} UUID=${value} none header=/h:UUID=${value}`,
  (_, value) => `gnulinux-simple-${value}`,
  (_, value) => `uuid(${value}):/vmlinuz`,
  (_, value) => `/EFI/Some-${value}/vmlinuz`,
  (_, value) => `cryptouuid/${value.replaceAll('-', '')}`,
  (_, value) => `dev-disk-by\\x2duuid-${value.replaceAll('-', '\\x2d')}.device`,
  (_, value) => `rd.md.uuid=${value.replaceAll('-', '').replace(/(.{8})(?=.)/g, '$1:')}`,
  (_, value) => value.toUpperCase(),
  (_, value) => `'${value}'`,
  (id) => `{"a":["${id}"]}`,
];
const starts = [
  '',
  'options ',
  'title ',
  'linux ',
  '  append ',
  '  cmdline: ',
  'CMDLINE=',
  'search --fs-uuid --set=root ',
  'kernelopts=',
  'What=',
  'After=',
  'volume ',
  'GRUB_CMDLINE_LINUX="',
  '# ',
  'UUID=0 / ext4 ',
  '\t',
];
const line = fc.tuple(
  fc.constantFrom(...starts),
  fc.array(fc.tuple(fc.nat(), fc.constantFrom(...forms)), { maxLength: 3 }),
  fc.constantFrom('', ' rw', '"', ' # c', ' \\', ' 0 1'),
);
const texts = fc.tuple(
  fc.array(line, { maxLength: 6 }),
  fc.constantFrom('\n', '\r\n'),
  fc.constantFrom('', '\n'),
);
const format = fc.constantFrom<TextFormat>(...textFormats);

/** Whether an id stands in a line by itself: an answer that shares nothing with what is tried. */
function holds(text: string, value: string): boolean {
  const spelt = value.toLowerCase();
  for (
    let at = text.toLowerCase().indexOf(spelt);
    at !== -1;
    at = text.toLowerCase().indexOf(spelt, at + 1)
  ) {
    const [before, after] = [text.slice(0, at), text.slice(at + value.length)];
    if (!/[0-9a-z]$/i.test(before.replace(/\\x2d$/, '-')) && !/^(?:-|\\x2d)?[0-9a-z]/i.test(after))
      return true;
  }
  return false;
}

/** How an id may be spelt: a label is one only where a tag says so. */
function spellingsOfOld(old: string, value: string): readonly string[] {
  if (old.startsWith('LABEL=')) return [old, `/dev/disk/by-label/${value}`];
  return isUuid(value) ? spellingsOf(value).map(({ text }) => text) : [value];
}

t.test('no old id is left that is not named', async (t) => {
  let [changed, left] = [0, 0];
  fc.assert(
    fc.property(map, texts, format, (pairs, [lines, end, last], as) => {
      const text =
        lines
          .map(([start, words, tail]) => {
            const named = words.map(([index, form]) => {
              const [old = ''] = pairs[index % pairs.length] ?? [];
              return form(old, old.replace(/^[A-Z]+=/, ''));
            });
            return start + named.join(' ') + tail;
          })
          .join(end) + last;
      const ids = createIdMap(parseMap(pairs.map((pair) => pair.join(' ')).join('\n'), 'map'));
      const outcome = rewriteText(as, text, { ids });
      changed += outcome.changes.length;
      left += outcome.left.length;
      for (const [index, fresh] of outcome.text.split('\n').entries()) {
        for (const [old] of pairs) {
          const value = old.replace(/^[A-Z]+=/, '');
          const spelt = spellingsOfOld(old, value);
          // A short id with a dash before it is a part of a longer one.
          const stands = spelt.some(
            (each) => holds(fresh, each) && !(each.length < 32 && fresh.includes(`-${each}`)),
          );
          if (!stands) continue;
          const named = outcome.left.some(({ line, id }) => line === index + 1 && id.endsWith(value));
          if (!named) throw new Error(`${as}: ${JSON.stringify(fresh)} has ${old}`);
        }
      }
      return rewriteText(as, outcome.text, { ids }).text === outcome.text;
    }),
    { numRuns: Number(process.env['FUZZ'] ?? 2000) },
  );
  t.ok(changed > 500 && left > 100, `${changed} ids were changed, ${left} named`);
});

/** A kernel command line, as each format that has some has it. */
const commandLines: readonly (readonly [format: TextFormat, line: (args: string) => string])[] = [
  ['cmdline', (args) => args],
  ['entry', (args) => `title a\noptions ${args}`],
  ['limine', (args) => `/Linux\n  protocol: linux\n  cmdline: ${args}`],
  ['refind', (args) => `menuentry "a" {\n  options "${args}"\n}`],
  ['refind-linux', (args) => `"Boot" "${args}"`],
  ['syslinux', (args) => `LABEL a\n  LINUX /vmlinuz\n  APPEND ${args}`],
  ['grub', (args) => `menuentry a {\n  linux /vmlinuz ${args}\n}`],
  ['grubenv', (args) => `# GRUB Environment Block\nkernelopts=${args}`],
  ['shell', (args) => `GRUB_CMDLINE_LINUX="${args}"`],
  ['json', (args) => `{"options": ["${args.split(' ').join('", "')}"]}`],
];

/** Arguments that name volumes and arrays without a tag. */
const volumeArguments: readonly ((number: number, value: string) => string)[] = [
  (number) => `rd.lvm.lv=old/v${number}`,
  () => 'rd.lvm.vg=old',
  (number) => `resume=/dev/old/v${number}`,
  // An array has 32 digits (md(4)).
  (_, value) =>
    value.length < 36 ? 'quiet' : `rd.md.uuid=${value.replaceAll('-', '').replace(/(.{8})(?=.)/g, '$1:')}`,
  (_, value) => `rd.luks.uuid=${value}`,
  () => 'quiet',
];

const bare = (text: string) => text.replace(/[-:]/g, '');

t.test('volumes and arrays in kernel command lines', async (t) => {
  let changed = 0;
  const args = fc.array(fc.tuple(fc.constantFrom(1, 2, 3), fc.constantFrom(...volumeArguments)), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(map, args, fc.constantFrom(...commandLines), (pairs, words, [as, lineOf]) => {
      const count = pairs.length / 5;
      const said = words.map(([number, form]) => {
        const index = ((number - 1) % count) + 1;
        const [old = ''] = pairs[(index - 1) * 5] ?? [];
        return form(index, old.replace(/^UUID=/, ''));
      });
      const ids = createIdMap(parseMap(pairs.map((pair) => pair.join(' ')).join('\n'), 'map'));
      const outcome = rewriteText(as, `${lineOf(said.join(' '))}\n`, { ids });
      changed += outcome.changes.length;
      const stays = said.filter((word) => word !== 'quiet' && outcome.text.includes(word));
      const isNamed = (word: string) =>
        outcome.left.some(({ id }) => bare(word).endsWith(bare(id.replace(/^(?:UUID=|\/dev\/)/, ''))));
      const unsaid = stays.find((word) => !isNamed(word));
      if (unsaid !== undefined) throw new Error(`${as}: ${JSON.stringify(outcome.text)} has ${unsaid}`);
    }),
    { numRuns: Number(process.env['FUZZ'] ?? 2000) },
  );
  t.ok(changed > 500, `${changed} were changed`);
});

t.test('what is not changed stays byte for byte', async () => {
  const any = fc.array(
    fc.oneof(
      fc.constantFrom(' ', '"', "'", '#', '=', '\\', '\n', '\r', 'root=UUID=', 'search ', 'What=', ','),
      fc.string(),
    ),
  );
  fc.assert(
    fc.property(any, format, (parts, as) => {
      const text = Buffer.from(parts.join('')).toString('latin1');
      const ids = createIdMap(
        parseMap('UUID=0a1b2c3d-0001 UUID=b\n/dev/nowhere /dev/else\nLABEL=none LABEL=other', 'map'),
      );
      return rewriteText(as, text, { ids }).text === text;
    }),
    { numRuns: 2000 },
  );
});
