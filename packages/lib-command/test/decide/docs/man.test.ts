import { spawnSync } from 'node:child_process';
import t from 'tap';
import { manPage } from '../../../src/decide/docs/man.ts';
import { optionsOf } from '../../../src/decide/every-option.ts';
import { helpText } from '../../../src/help.ts';
import type { CommandSpec } from '../../../src/spec.ts';
import { spec } from '../../fixture.ts';

const template = `.Dd January 2, 2026
.Dt ESP-FIXTURE 8
.Os twinroot
.Sh NAME
@NAME@
.Sh SYNOPSIS
@SYNOPSIS@
.Sh DESCRIPTION
It stands in.
@OPTIONS@
.Sh COLUMNS
@COLUMNS@
.Sh EXIT STATUS
@EXIT_STATUS@
.Sh EXAMPLES
@EXAMPLES@
`;
const mandoc = spawnSync('mandoc', ['-T', 'lint', '/dev/null']).error === undefined;
const skip = mandoc ? false : 'mandoc is not installed';

function lint(page: string): string {
  return spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: page, encoding: 'utf8' }).stdout;
}

function show(page: string): string {
  const { stdout } = spawnSync('mandoc', ['-T', 'utf8', '-O', 'width=200'], {
    input: page,
    encoding: 'utf8',
  });
  return stdout.split(/.[\b]/).join('');
}

t.test('a page has no fault that mandoc knows', { skip }, async (t) =>
  t.equal(lint(manPage(template, spec)), ''),
);

t.test('a page shows every option, column and status', { skip }, async (t) => {
  const shown = show(manPage(template, spec));
  for (const { name } of optionsOf(spec)) t.match(shown, new RegExp(`--${name}\\b`));
  for (const { column } of spec.writes[0].fields.flatMap((field) => ('column' in field ? [field] : [])))
    t.match(shown, column);
  for (const { command } of spec.examples) t.match(shown, command);
});

t.test('texts that roff would obey are shown as they are', { skip }, async (t) => {
  const texts = [
    '.It Ar begins with a dot',
    "'quotes",
    'back\\slash \\fB bold',
    'An "Ar" word',
    '`tilde~ ^caret',
    'a - b -- c',
  ];
  const hostile: CommandSpec = {
    ...spec,
    options: texts.map((help, index) => ({ name: `hostile-${index}`, help })),
    examples: texts.map((command) => ({ command, does: command })),
  };
  const page = manPage(template, hostile);
  t.equal(lint(page), '');
  for (const text of texts) t.ok(show(page).includes(text.slice(1)), text);
});

t.test('a template without a placeholder is refused, and so is an unknown one', async (t) => {
  t.throws(() => manPage(template.replace('@COLUMNS@\n', ''), spec), /@COLUMNS@/);
  t.throws(() => manPage(`${template}@BOGUS@\n`, spec), /@BOGUS@/);
});

t.test('operands of a fixed number are not repeated', async (t) => {
  const due = (min: number, max: number): CommandSpec => ({
    ...spec,
    operands: { name: 'OLD NEW', type: 'text', min, max, help: 'the two' },
  });
  t.match(manPage(template, due(2, 2)), /^\.Ar OLD NEW$/m);
  t.match(manPage(template, due(1, 2)), /^\.Ar OLD NEW \.\.\.$/m);
  t.match(manPage(template, due(0, 1)), /^\.Op Ar OLD NEW$/m);
  t.match(helpText(due(2, 2)), / \[options\] OLD NEW$/m);
  t.match(helpText(due(0, 2)), / \[options\] \[OLD NEW…\]$/m);
});
