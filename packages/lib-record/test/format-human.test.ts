import fc from 'fast-check';
import t from 'tap';
import { formatHuman } from '../src/format-human.ts';
import { RecordError } from '../src/record-error.ts';
import type { RecordTable } from '../src/table.ts';

const report = {
  schema: 'twinroot.sample/1',
  list: 'samples',
  title: 'A sample',
  fields: [
    { key: 'name', column: 'NAME', byDefault: true, type: 'string', help: 'a name' },
    { key: 'bytes_copied', column: 'COPIED', byDefault: true, type: 'integer', help: 'a size' },
    { key: 'files', column: 'FILES', byDefault: true, type: 'integer', nullable: true, help: 'a number' },
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'why',
    },
    {
      key: 'fix',
      column: 'FIX',
      byDefault: true,
      apart: 'command',
      type: 'string',
      nullable: true,
      help: 'what to do',
    },
  ],
} as const satisfies RecordTable;

const long = 'a'.repeat(30);
const refused = {
  name: 'the mirror',
  bytes_copied: 22_020_096,
  files: null,
  why: `the source has no entry: ${long} ${long} ${long} is all`,
  fix: `run: ${long} ${long} ${long}`,
};
const same = { name: 'm', bytes_copied: 0, files: 12, why: null, fix: null };

t.test('columns, and below a record why and what to do', async (t) => {
  t.equal(
    formatHuman(report, [refused, same]),
    `NAME         COPIED  FILES
the mirror   21 MiB      -
    why: the source has no entry: ${long}
        ${long} ${long} is all
    fix: run: ${long} ${long} ${long}
m           0 bytes     12
`,
  );
});

t.test('without a header, some columns, none at all', async (t) => {
  t.equal(formatHuman(report, [same], { header: false }), 'm  0 bytes  12\n');
  const [name, , , why] = report.fields;
  t.equal(formatHuman(report, [{ ...same, why: 'so' }], { columns: [name, why] }), 'NAME\nm\n    why: so\n');
  t.equal(formatHuman(report, []), 'NAME  COPIED  FILES\n');
});

t.test('what a terminal obeys does not reach it, and no word is lost', async () => {
  const anyText = fc.string({
    unit: fc.constantFrom('a', ' ', '\u001b', '\u009b', '\n', '\u202e', '\u2028', '#', '\\', 'é'),
    minLength: 1,
    maxLength: 120,
  });
  fc.assert(
    fc.property(anyText, anyText, (name, why) => {
      const written = formatHuman(report, [{ ...same, name, why, fix: why }], { header: false });
      if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(written.replaceAll('\n', ''))) return false;
      const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
      const shown = why.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\\');
      const count = words(shown).length;
      const [, ...below] = written.split('\n');
      const clause = below.slice(
        0,
        below.findIndex((line) => line.startsWith('    fix:')),
      );
      return words(clause.join(' ')).length === count + 1;
    }),
  );
});

t.test('a value that the field refuses', async (t) => {
  t.throws(() => formatHuman(report, [{ ...same, files: -1 }]), RecordError);
});
