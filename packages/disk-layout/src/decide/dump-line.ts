import type { DumpPartition, LabelType } from './dump.ts';
import { damaged } from './layout-error.ts';

/** One field, and the comma before the next one or the end. A value in quotes may hold commas, and never a quote: that is `\x22`. */
const field = /[ \t]*(?:(bootable)|([a-z]+)=[ \t]*(?:"([^"]*)"|([^",; \t]+)))[ \t]*(?:,(?=[ \t]*\S)|$)/y;

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What each field may say. */
const forms: Readonly<Record<LabelType, Readonly<Record<string, RegExp>>>> = {
  gpt: { start: /^\d{1,15}$/, size: /^\d{1,15}$/, type: guid, uuid: guid, name: /^/, attrs: /^/ },
  dos: { start: /^\d{1,10}$/, size: /^\d{1,10}$/, type: /^[0-9a-f]{1,2}$/i },
};

/**
 * The partition of a line `DEVICE : start=N, size=N, type=T, uuid=U, name="N", attrs="A", bootable`, as sfdisk writes it
 * (libfdisk script.c, write_file_sfdisk). Its number is the digits at the end of the device (partno_from_devname there).
 *
 * @throws {LayoutError} DAMAGED for anything else: a field that sfdisk does not write, is there twice or has another form
 */
export function parseDumpLine(
  text: string,
  line: number,
  label: LabelType,
  sectorSize: number,
): DumpPartition {
  const at = text.indexOf(' : ');
  const [digits] = /\d{1,9}$/.exec(text.slice(0, Math.max(at, 0)).trimEnd()) ?? [];
  if (at < 0 || digits === undefined || Number(digits) === 0)
    throw damaged(line, "expected a partition, as in '/dev/sda1 : start=2048, size=614400, type=83'");
  const fields = fieldsOf(text.slice(at + 3), line, label);
  const positions = ['start', 'size'].map((key) => {
    const bytes = Number(required(fields, key, line)) * sectorSize;
    if (bytes === 0 || !Number.isSafeInteger(bytes))
      throw damaged(line, `${key}=${fields.get(key)} is not a number of sectors`);
    return bytes;
  });
  const [start = 0, size = 0] = positions;
  return {
    line,
    number: Number(digits),
    start,
    size,
    type: required(fields, 'type', line),
    name: fields.get('name') ?? null,
    attrs: fields.get('attrs') ?? null,
    bootable: fields.has('bootable'),
  };
}

function fieldsOf(text: string, line: number, label: LabelType): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  field.lastIndex = 0;
  for (let at = 0; at < text.length; at = field.lastIndex) {
    const found = field.exec(text);
    if (found === null)
      throw damaged(line, `expected a field, or the end, before '${text.slice(at).trim()}'`);
    const [, flag, name = flag ?? '', quoted, bare] = found;
    const value = quoted ?? bare ?? '';
    const form = flag === undefined && Object.hasOwn(forms[label], name) ? forms[label][name] : undefined;
    if (flag === undefined && form === undefined)
      throw damaged(line, `'${name}' is not a field that sfdisk writes for this partition table`);
    if (fields.has(name)) throw damaged(line, `'${name}' is there twice`);
    if (form !== undefined && !form.test(value)) throw damaged(line, `${name}=${value} has another form`);
    fields.set(name, value);
  }
  return fields;
}

function required(fields: ReadonlyMap<string, string>, key: string, line: number): string {
  const value = fields.get(key);
  if (value === undefined) throw damaged(line, `there is no ${key}=`);
  return value;
}
