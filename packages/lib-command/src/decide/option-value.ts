import { nearest } from '@twinroot/lib-record';
import type { NumberType, OptionSpec, OptionValue, ValueType } from '../spec.ts';
import { wrong } from './command-error.ts';

/**
 * The value of an option from the texts that were given for it, in their order.
 *
 * @throws {CommandError} with status 2 when a text is not such a value.
 */
export function optionValue(option: OptionSpec, texts: readonly string[]): OptionValue {
  const { value } = option;
  if (!value) return texts.length > 0;
  const all = texts.length === 0 && value.byDefault !== undefined ? [value.byDefault] : texts;
  const { type } = value;
  if (type === 'seconds' || type === 'percent') {
    const numbers = all.map((text) => numberValues[type](option.name, text));
    return option.repeatable || option.greedy ? numbers : numbers[0];
  }
  const words = all.map((text) => closedValue(option, textValue(`--${option.name}`, type, text)));
  return option.repeatable || option.greedy ? words : words[0];
}

/** A text as it was given; what names a file must not be empty. */
export function textValue(what: string, type: ValueType, text: string): string {
  if (text === '' && type !== 'text') throw wrong(`${what} is empty, but must be a ${type}`);
  return text;
}

function closedValue(option: OptionSpec, text: string): string {
  const values = option.value?.values;
  if (!values || values.includes(text)) return text;
  const hint = nearest(text, values);
  const choice = hint === null ? `expected one of ${values.join(', ')}` : `did you mean ${hint}?`;
  throw wrong(`unknown value '${text}' for --${option.name}, ${choice}`);
}

const numberValues: Readonly<Record<NumberType, (name: string, text: string) => number>> = {
  seconds: secondsValue,
  percent: percentValue,
};

/** Decimal digits with an optional fraction: no sign, no exponent, no hexadecimal, no infinity. */
function secondsValue(name: string, text: string): number {
  const seconds = Number(text);
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) || !Number.isFinite(seconds)) {
    throw wrong(`--${name} must be a number of seconds such as 10 or 0.5, not '${text}'`);
  }
  return seconds;
}

function percentValue(name: string, text: string): number {
  const [, digits] = /^(\d{1,3})%?$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) > 100)
    throw wrong(`--${name} must be a percentage from 0 to 100, not '${text}'`);
  return Number(digits);
}
