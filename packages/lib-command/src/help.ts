import { cac } from 'cac';
import { optionsOf, tablesOf } from './decide/every-option.ts';
import type { CommandSpec, OptionSpec } from './spec.ts';

/** Thrown out of cac's help callback: cac prints what the callback returns, and has no other way to give it. */
class HelpMade {
  readonly sections: readonly HelpSection[];
  constructor(sections: readonly HelpSection[]) {
    this.sections = sections;
  }
}
interface HelpSection {
  readonly title?: string;
  readonly body: string;
}

/** The help of a command: usage, options, columns, statuses and examples. */
export function helpText(spec: CommandSpec): string {
  const cli = cac(spec.name);
  cli.usage(synopsis(spec));
  for (const option of optionsOf(spec)) cli.option(optionTerm(option), optionHelp(option));
  for (const { command, does } of spec.examples) cli.example(`  ${command}\n      ${does}`);
  const [, usage, ...sections] = sectionsOf(cli);
  const all = [
    { body: `${spec.name}: ${spec.summary}` },
    ...(usage ? [usage] : []),
    ...operandSections(spec),
    ...sections.slice(0, 1).map(trimDefaults),
    ...columnSections(spec),
    {
      title: 'Exit status',
      body: spec.exits.map(({ status, when }) => `  ${String(status).padEnd(3)} ${when}`).join('\n'),
    },
    ...sections.slice(1),
  ];
  return `${all.map(({ title, body }) => (title === undefined ? body : `${title}:\n${body}`)).join('\n\n')}\n`;
}

/** The words after the command's name: `[options] [MEMBER…]`. */
export function synopsis({ operands }: CommandSpec): string {
  if (!operands) return '[options]';
  const name = operands.max > Math.max(operands.min, 1) ? `${operands.name}…` : operands.name;
  return `[options] ${operands.min === 0 ? `[${name}]` : name}`;
}

/** An option as it stands in help: `-o, --output COLUMNS`. */
export function optionTerm({ name, short, value, greedy }: OptionSpec): string {
  const dashes = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value ? `${dashes} ${value.name}${greedy ? '…' : ''}` : dashes;
}

/** What an option does, with its values, its default and whether it may be repeated. */
export function optionHelp({ help, value, repeatable, greedy }: OptionSpec): string {
  const values = value?.values ? `: ${value.values.join(', ')}` : '';
  const byDefault = value?.byDefault === undefined ? '' : ` (${value.byDefault})`;
  return `${help}${values}${byDefault}${repeatable && !greedy ? '; may be repeated' : ''}`;
}

function sectionsOf(cli: ReturnType<typeof cac>): readonly HelpSection[] {
  cli.globalCommand.helpCallback = (sections) => {
    throw new HelpMade(sections);
  };
  try {
    cli.outputHelp();
  } catch (thrown) {
    if (thrown instanceof HelpMade) return thrown.sections;
    throw thrown;
  }
  return [];
}

/** cac gives each `--no-X` the default true, which is not ours, and ends each line with a blank. */
function trimDefaults({ title = '', body }: HelpSection): HelpSection {
  return { title, body: body.replace(/ *(?:\(default: true\))?$/gm, '') };
}

function operandSections({ operands }: CommandSpec): HelpSection[] {
  return operands ? [{ title: 'Operands', body: `  ${operands.name}  ${operands.help}` }] : [];
}

function columnSections(spec: CommandSpec): HelpSection[] {
  return tablesOf(spec).map(({ title, fields }) => {
    const columns = fields.flatMap(({ column, byDefault, help }) =>
      column === undefined ? [] : [{ name: byDefault ? `${column} *` : column, help }],
    );
    const width = Math.max(...columns.map(({ name }) => name.length));
    const body = columns.map(({ name, help }) => `  ${name.padEnd(width)}  ${help}`).join('\n');
    return { title: `Columns (${title}; * by default)`, body };
  });
}
