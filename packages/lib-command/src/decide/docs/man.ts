import type { Field, RecordTable } from '@twinroot/lib-record';
import type { CommandSpec, OptionSpec } from '../../spec.ts';
import { optionsOf, tablesOf } from '../every-option.ts';
import { mdocArgument, mdocList, mdocLiteral, mdocText, sentence } from './mdoc.ts';

/** What stands for the placeholders of a template. */
export type Parts = Readonly<Record<string, () => string>>;

/**
 * The man page of a command in mdoc(7): the prose of a template, in which each of @NAME@, @SYNOPSIS@, @OPTIONS@,
 * @COLUMNS@, @EXIT_STATUS@ and @EXAMPLES@ is a line of its own.
 *
 * @throws {Error} when a placeholder is missing or unknown: the page would not tell all of the truth.
 */
export function manPage(template: string, spec: CommandSpec): string {
  const { name, summary, examples } = spec;
  const parts: Parts = {
    '@NAME@': () => `.Nm ${name}\n.Nd ${summary}`,
    '@SYNOPSIS@': () => synopsis(spec),
    '@OPTIONS@': () => mdocList('Ds', optionsOf(spec).map(optionItem)),
    '@COLUMNS@': () => tablesOf(spec).map(tablePart).join('\n'),
    '@EXIT_STATUS@': () => exitStatuses(spec),
    '@EXAMPLES@': () =>
      examples
        .map(({ command, does }) => `${mdocText(sentence(does, ':'))}\n${mdocLiteral(command)}`)
        .join('\n.Pp\n'),
  };
  return fillIn(name, template, Object.keys(parts), parts);
}

/** A template with its placeholders, which are lines of their own, replaced; the required ones must be there. */
export function fillIn(name: string, template: string, required: readonly string[], parts: Parts): string {
  const lines = template.split('\n');
  const missing = required.find((placeholder) => !lines.includes(placeholder));
  if (missing !== undefined) throw new Error(`the man page of ${name} has no line ${missing}`);
  return lines
    .map((line) => {
      if (!/^@[A-Z_]+@$/.test(line)) return line;
      const part = parts[line];
      if (!part) throw new Error(`the man page of ${name} has an unknown placeholder ${line}`);
      return part();
    })
    .join('\n');
}

function synopsis({ operands }: CommandSpec): string {
  const lines = ['.Nm', '.Op Ar options'];
  if (operands) {
    const word = `Ar ${operands.name}${operands.max > Math.max(operands.min, 1) ? ' ...' : ''}`;
    lines.push(operands.min === 0 ? `.Op ${word}` : `.${word}`);
  }
  return lines.join('\n');
}

/** An option as an item of a tagged list. */
export function optionItem({ name, short, value, repeatable, greedy, help }: OptionSpec): [string, string] {
  const flags = short === undefined ? `Fl -${name}` : `Fl ${short} , Fl -${name}`;
  const argument = value ? ` Ar ${value.name}${greedy ? ' ...' : ''}` : '';
  const also = [
    value?.values ? `One of ${value.values.join(', ')}.` : '',
    value?.byDefault === undefined ? '' : `The default is ${value.byDefault}.`,
    repeatable && !greedy ? 'May be repeated.' : '',
  ];
  return [`${flags}${argument}`, mdocText([sentence(help), ...also].filter((text) => text !== '').join(' '))];
}

function tablePart({ schema, list, title, fields }: RecordTable): string {
  return [
    `.Ss ${title}`,
    mdocText(`In JSON the schema is ${schema}, and the records are`),
    `.Va ${list} .`,
    mdocList('Ds', fields.map(fieldItem)),
  ].join('\n');
}

function fieldItem({ key, column, byDefault, nullable, values, help }: Field): [string, string] {
  const tag = column === undefined ? `Va ${key}` : `Cm ${mdocArgument(column)} Pq Va ${key}`;
  const also = [
    values ? `One of ${values.join(', ')}.` : '',
    nullable ? 'May be absent.' : '',
    column === undefined ? 'In JSON only.' : byDefault ? '' : 'Not shown by default.',
  ];
  return [tag, mdocText([sentence(help), ...also].filter((text) => text !== '').join(' '))];
}

function exitStatuses({ exits }: CommandSpec): string {
  const signals =
    'Signal N interrupted it, or ended a program that it ran; with 141, the reader of its output was gone';
  return mdocList('128+N', [
    ...exits.map(({ status, when }): [string, string] => [String(status), mdocText(sentence(when))]),
    ['128+N', mdocText(sentence(signals))],
  ]);
}
