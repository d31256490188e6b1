// Writes docs/schema/*.json and docs/records.md from the field tables in the interfaces of the commands;
// with --check it writes nothing and returns 1 if a file is not up to date. Schemas of earlier major versions stay: such
// records still exist.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RecordTable } from '@twinroot/lib-record';
import { execaSync } from 'execa';
import './from-source.ts';

const { recordTypesOf } = await import('@twinroot/lib-command/docs');
const { allColumns, defaultColumns, jsonSchema } = await import('@twinroot/lib-record');
const { commands } = await import('../../twinroot/src/commands.ts');

const root = new URL('../../../', import.meta.url);
const docs = new URL('docs/', root);
const check = process.argv.includes('--check');

const tables = recordTypesOf(await Promise.all([...commands.values()].map(({ spec }) => spec())));

const grammar = `# Records

What the commands read and write: groups of records, as tables or as JSON Lines. Every command takes either form and
writes tables, or JSON Lines with \`--json\`. This page and the JSON Schemas in [schema/](schema/) are written by
\`packages/build-tools/src/write-schemas.ts\` from the interfaces of the commands.

The first character of the input that is neither a blank nor a newline determines its form: \`#\` for tables, \`{\` for JSON
Lines. Anything else is refused. The form cannot change within the input.

## Tables

    input   = *empty [ table *( 1*empty table ) *empty ]
    table   = header *row
    header  = [ blanks ] "#" [ blanks ] NAME *( blanks NAME ) [ blanks ] newline
    row     = [ blanks ] field *( blanks field ) [ blanks ] newline
    empty   = [ blanks ] newline
    blanks  = 1*( space / tab )
    field   = absent / nothing / 1*( character / escape )
    absent  = "-"
    nothing = 2 quotation marks
    escape  = "\\" 3 octal digits, 000 to 377
    list    = absent / element *( "," element )
    element = nothing / 1*( character / escape )

- A table is a group. Each group begins with its header line. An empty line ends a group, and so does the end of the
  input, where the last newline may be missing. Several empty lines count as one.
- Columns are found by name, in any order. Unknown columns are skipped, whatever their fields contain; a name that is
  listed twice is refused. A column whose values may be absent may be missing. Names are upper case.
- Every row has as many fields as its header has columns.
- \`-\` is an absent value and \`""\` the empty text. A text that would read as one of these has its first character escaped
  (\`\\055\`, \`\\042"\`).
- A field of the type strings is a list: texts separated by commas, a comma within a text written as \`\\054\`. A list in
  a column has at least one text; an empty list is absent.
- An escape is one byte, and all bytes of a field together are UTF-8. Blank, tab, newline, \`#\` and backslash are
  always escaped (\`\\040\`, \`\\011\`, \`\\012\`, \`\\043\`, \`\\134\`), and so is everything that a terminal
  would interpret: the other control characters (C0, DEL, C1) and the line and paragraph separators (U+2028, U+2029); a
  reader refuses them unescaped. Characters that change the writing direction (Bidi_Control) are written as escapes but
  read either way.
- A carriage return before a newline is refused.
- Integers are decimal, from 0 to 2^53-1, without leading zeros; numbers are decimal as in JSON, and finite.

## JSON Lines

- One line is a group: an object with the key \`schema\` and a list of records under the key of its type. It is complete as
  soon as its newline arrives; the last line may lack the newline, but is refused if it is truncated. Empty lines are
  ignored.
- \`schema\` is \`twinroot.NAME/MAJOR\`. Another name is refused, and so is another major version, newer or older.
- Within a major version, keys are only added: readers skip keys that they do not know. Writers write all keys of a
  record; to a reader, an absent key is null, and null is refused where a value is required.
- In texts, writers escape everything that a terminal would interpret. Texts are Unicode without lone surrogates.
- A carriage return before a newline is white space, as in JSON.

## For people

\`--human\` writes records for people: sizes in units of 1024 bytes, texts with their blanks, and WHY and FIX in lines of
their own below the record. It may change at any time, and no command reads it.

## Limits

A line is at most 1 MiB, one of a machine (\`twinroot.machine\`, which is one line in JSON) 64 MiB, and a table at most 100,000
records. Input that is not UTF-8 is refused, and so is a byte order mark.
Any error stops the reader at that line. Each command decides about input without a group: it is an error if records are
expected.
`;

function name({ schema }: RecordTable): string {
  return schema.replace('twinroot.', '').replace('/', '-');
}

function section(table: RecordTable): string {
  const rows = table.fields.map((field) => {
    const values = field.values ? `: ${field.values.map((value) => `\`${value}\``).join(', ')}` : '';
    const type = `${field.type}${field.nullable ? ' or absent' : ''}${values}`;
    return `| ${field.column ?? ''} | \`${field.key}\` | ${type} | ${field.help} |`;
  });
  const more = allColumns(table).filter(({ byDefault }) => !byDefault);
  const shown = defaultColumns(table).map(({ column }) => column);
  return [
    `\n## ${table.schema}\n`,
    `${table.title}. List: \`${table.list}\`. Schema: [${name(table)}.json](schema/${name(table)}.json).\n`,
    `Columns without \`-o\`: ${shown.join(', ')}.${more.length > 0 ? ` On demand: ${more.map(({ column }) => column).join(', ')}.` : ''}\n`,
    '| column | key | type | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const files = (
  [
    ['records.md', grammar + tables.map(section).join('')],
    ...tables.map(
      (table) => [`schema/${name(table)}.json`, `${JSON.stringify(jsonSchema(table), null, 2)}\n`] as const,
    ),
  ] as const
).map(([path, text]) => [path, formatted(path, text)] as const);

/** As the workspace's formatter has it, so that it finds nothing to change. */
function formatted(path: string, text: string): string {
  const biome = new URL('node_modules/.bin/biome', root).pathname;
  const options = { cwd: root, input: text, stripFinalNewline: false };
  return execaSync(process.execPath, [biome, 'format', `--stdin-file-path=docs/${path}`], options).stdout;
}

function isFresh([path, text]: readonly [path: string, text: string]): boolean {
  try {
    return readFileSync(new URL(path, docs), 'utf8') === text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

if (check) {
  const stale = files.filter((file) => !isFresh(file));
  for (const [path] of stale) process.stderr.write(`docs/${path} is not up to date: npm run docs\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(new URL('schema/', docs), { recursive: true });
  for (const [path, text] of files) writeFileSync(new URL(path, docs), text);
}
