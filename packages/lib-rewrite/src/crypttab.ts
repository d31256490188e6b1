import { keyFilePlaces, volumeOptionPlaces } from '@twinroot/lib-cmdline';
import type { IdMap } from '@twinroot/lib-idmap';
import { applyEdits, createLineRewriter } from '@twinroot/lib-lines';
import { renamedSource } from './fstab-source.ts';
import type { LineForm } from './line-form.ts';
import type { ArgumentEdit } from './place-edits.ts';

/** A field of a line, and where it begins. */
interface Field {
  readonly text: string;
  readonly start: number;
}

/** The fields of a line of crypttab(5): name, device, key file, options; none of a comment or an empty line. */
function fieldsOf(line: string): readonly Field[] {
  if (/^[ \t]*#/.test(line)) return [];
  const fields = [...line.matchAll(/[^ \t]+/g)].map(({ 0: text, index }) => ({ text, start: index }));
  const comment = fields.findIndex(({ text }) => text.startsWith('#'));
  return comment === -1 ? fields : fields.slice(0, comment);
}

/** The device of a line of crypttab(5), without quotes; null for comments and lines that are not an entry. */
export function crypttabDevice(line: string): string | null {
  const device = fieldsOf(line)[1];
  return device === undefined ? null : withoutQuotes(device).text.replace(/^([A-Z]+=)"(.*)"$/, '$1$2');
}

/** The options of a line of crypttab(5), in order; none of comments and of lines without any. */
export function crypttabOptions(line: string): readonly string[] {
  const options = fieldsOf(line)[3]?.text ?? '';
  return options.split(',').filter((option) => option !== '');
}

/**
 * crypttab(5): the device of a volume; the devices that its key (`FILE:DEVICE`) and its header (`header=FILE:DEVICE`) are on; and
 * its name where that is `luks-UUID`, which `/dev/mapper/luks-UUID` follows everywhere.
 */
export const crypttabForm: LineForm = {
  commentAt: (line) => {
    if (/^[ \t]*#/.test(line)) return 0;
    const comment = /[ \t]#/.exec(line);
    return comment ? comment.index + 1 : line.length;
  },
  edits: ({ text }, { ids }) => crypttabEdits(text, ids),
  left: () => [],
};

function crypttabEdits(line: string, ids: IdMap): readonly ArgumentEdit[] {
  const [name, device, key, options] = fieldsOf(line);
  if (name === undefined || device === undefined) return [];
  return [
    ...nameEdits(name, ids),
    ...deviceEdits(device, ids),
    ...(key ? keyFilePlaces(key.text).flatMap((place) => deviceEdits(partOf(key, place), ids)) : []),
    ...(options
      ? volumeOptionPlaces(options.text).flatMap((place) => deviceEdits(partOf(options, place), ids))
      : []),
  ];
}

function nameEdits({ text, start }: Field, ids: IdMap): readonly ArgumentEdit[] {
  const prefix = 'luks-';
  const renamed = text.startsWith(prefix) ? ids.value('UUID', text.slice(prefix.length)) : null;
  if (renamed === null || /[ \t]/.test(renamed.text)) return [];
  const fresh = prefix + renamed.text;
  return [
    { start, end: start + text.length, text: fresh, change: 'id', old: text, new: fresh, pair: renamed.pair },
  ];
}

function deviceEdits(field: Field, ids: IdMap): readonly ArgumentEdit[] {
  const { text: old, start } = withoutQuotes(field);
  const renamed = renamedSource(ids, old);
  if (renamed === null || /[ \t]/.test(renamed.text)) return [];
  const { text, pair } = renamed;
  return [{ start, end: start + old.length, text, change: 'id', old, new: text, pair }];
}

function partOf({ text, start }: Field, place: { readonly start: number; readonly end: number }): Field {
  return { text: text.slice(place.start, place.end), start: start + place.start };
}

/** `"UUID=x"` without its quotes, as Debian's scripts read it. */
function withoutQuotes({ text, start }: Field): Field {
  return /^(["']).+\1$/.test(text) ? { text: text.slice(1, -1), start: start + 1 } : { text, start };
}

/**
 * A crypttab(5) with other ids of devices; every other byte is kept.
 *
 * @param text bytes, one character each
 */
export function rewriteCrypttab(text: string, ids: IdMap): string {
  const rewriter = createLineRewriter(
    (line, _, end) => {
      const edits = crypttabEdits(line, ids);
      return edits.length === 0 ? null : applyEdits(line, edits) + end;
    },
    () => undefined,
  );
  return rewriter.push(text) + rewriter.end();
}
