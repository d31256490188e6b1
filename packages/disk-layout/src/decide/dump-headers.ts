import { type LabelType, usualTableLength } from './dump.ts';
import { damaged, LayoutError } from './layout-error.ts';

/** What the headers of a dump say. */
export interface DumpHeaders {
  readonly label: LabelType;
  readonly sectorSize: number;
  readonly device: string | null;
  readonly tableLength: number;
  /** Last sector that partitions may use; null in an MBR. */
  readonly lastLba: number | null;
}

/** A header with the line that it stands in. */
export interface HeaderLine {
  readonly line: number;
  readonly value: string;
}

const number = /^\d{1,15}$/;

/** The headers that sfdisk knows (libfdisk script.c, parse_line_header), and what each may say. */
const forms: Readonly<Record<string, RegExp>> = {
  label: /^(?:gpt|dos)$/,
  'label-id': /^(?:0x[0-9a-f]{1,8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
  // As it was named in the call of sfdisk: `a.img` for an image, `sda` within /dev.
  device: /./,
  unit: /^sectors$/,
  'first-lba': number,
  'last-lba': number,
  'table-length': number,
  grain: number,
  'sector-size': /^(?:512|1024|2048|4096|8192|16384|32768|65536)$/,
};

/** What is expected where a value is not one. */
const expected: Readonly<Record<string, string>> = {
  label: 'only GPT (gpt) and MBR (dos) can be written for another disk',
  'label-id': 'expected an id',
  device: 'expected a name',
  unit: 'the only unit is sectors',
  'sector-size': 'expected a power of 2 from 512',
};

/**
 * Adds a header line to those before it.
 *
 * @throws {LayoutError} DAMAGED for one that sfdisk does not know, that is there twice or that has another form
 */
export function addHeader(headers: Map<string, HeaderLine>, line: number, text: string): void {
  const [, name = '', value = ''] = /^\s*([^:]*?)\s*:\s*(.*?)\s*$/s.exec(text) ?? [];
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (form === undefined) throw damaged(line, `'${name}' is not a header that sfdisk writes`);
  if (headers.has(name)) throw damaged(line, `'${name}' is there twice`);
  if (!form.test(value)) throw damaged(line, `${name} '${value}': ${expected[name] ?? 'expected a number'}`);
  headers.set(name, { line, value });
}

/**
 * What all headers say. Before util-linux 2.35, a dump did not have the size of sectors: they are taken for 512 bytes then.
 *
 * @throws {LayoutError} DAMAGED without `label`
 */
export function headersOf(headers: ReadonlyMap<string, HeaderLine>): DumpHeaders {
  const label = headers.get('label')?.value;
  if (label !== 'gpt' && label !== 'dos')
    throw new LayoutError('DAMAGED', null, "there is no line 'label: gpt' or 'label: dos'");
  const numberOf = (name: string) => {
    const value = headers.get(name)?.value;
    return value === undefined ? null : Number(value);
  };
  return {
    label,
    sectorSize: numberOf('sector-size') ?? 512,
    device: headers.get('device')?.value ?? null,
    tableLength: numberOf('table-length') ?? usualTableLength,
    lastLba: label === 'gpt' ? numberOf('last-lba') : null,
  };
}
