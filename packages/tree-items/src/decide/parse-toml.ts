import { isUtf8 } from 'node:buffer';
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';

/** A value of a TOML file, with the line that it begins in. */
export type TomlValue = { readonly line: number } & (
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer' | 'float'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'array'; readonly value: readonly TomlValue[] }
  | { readonly kind: 'date' | 'table' }
);

/** One key of the root table; of a dotted key or of a table, its first part. */
export interface TomlEntry {
  readonly key: string;
  /** Line of the key. */
  readonly line: number;
  readonly value: TomlValue;
}

/** A file that is not TOML. */
export class TomlError extends Error {
  readonly code = 'TOML';
  readonly line: number;
  constructor(line: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TomlError';
    this.line = line;
  }
}

/**
 * The root table of a file, in its order. TOML 1.0, as Python's tomllib has it, which dual-root reads with: what one takes
 * the other takes.
 *
 * @throws {TomlError} for bytes that are not UTF-8, and for what is not TOML 1.0
 */
export function parseToml(bytes: Uint8Array): readonly TomlEntry[] {
  const text = decode(bytes);
  if (text.startsWith('\ufeff'))
    throw new TomlError(1, 'a byte order mark is not allowed in TOML: remove it');
  try {
    const [root] = parseTOML(text, { tomlVersion: '1.0' }).body;
    return root.body.map(tomlEntry);
  } catch (cause) {
    // The parser, and what reads its tree, call themselves for each value in a value.
    if (cause instanceof RangeError) throw new TomlError(1, 'its values are nested too deeply', { cause });
    if (!(cause instanceof ParseError)) throw cause;
    const why = cause.message.charAt(0).toLowerCase() + cause.message.slice(1);
    throw new TomlError(lineOfFault(text, cause), `not valid TOML: ${why}`, { cause });
  }
}

function tomlEntry(node: AST.TOMLKeyValue | AST.TOMLTable): TomlEntry {
  const { line } = node.loc.start;
  const [first, ...rest] = node.key.keys;
  const key = first === undefined ? '' : first.type === 'TOMLBare' ? first.name : first.value;
  if (node.type === 'TOMLTable' || rest.length > 0) return { key, line, value: { kind: 'table', line } };
  return { key, line, value: tomlValue(node.value) };
}

function tomlValue(node: AST.TOMLContentNode): TomlValue {
  const { line } = node.loc.start;
  if (node.type === 'TOMLArray') return { kind: 'array', line, value: node.elements.map(tomlValue) };
  if (node.type === 'TOMLInlineTable') return { kind: 'table', line };
  switch (node.kind) {
    case 'string':
      return { kind: 'string', line, value: node.value };
    case 'boolean':
      return { kind: 'boolean', line, value: node.value };
    case 'integer':
    case 'float':
      return { kind: node.kind, line, value: node.value };
    default:
      return { kind: 'date', line };
  }
}

/**
 * The parser names the place where it could not go on. When that is the first thing in a line, and the line before it is not
 * at its end (a key without its value), the fault is in that one.
 */
function lineOfFault(text: string, { index, lineNumber }: ParseError): number {
  const before = text.slice(0, index).split('\n');
  if (before.pop()?.trim() !== '') return lineNumber;
  const last = before.findLastIndex((line) => !/^\s*(#|$)/.test(line));
  const line = before[last];
  if (line === undefined) return lineNumber;
  const isOpen = /[=.]\s*(#.*)?$/.test(line) || !/[=\]]/.test(line);
  return isOpen ? last + 1 : lineNumber;
}

function decode(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new TomlError(lineOfWrongByte(bytes), 'not UTF-8, which TOML requires');
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** No byte of a longer UTF-8 sequence is a newline, so lines can be judged one by one. */
function lineOfWrongByte(bytes: Uint8Array): number {
  let begin = 0;
  for (let line = 1; ; line += 1) {
    const newline = bytes.indexOf(0x0a, begin);
    if (newline === -1 || !isUtf8(bytes.subarray(begin, newline))) return line;
    begin = newline + 1;
  }
}
