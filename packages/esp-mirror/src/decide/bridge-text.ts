import { parseEntry, renamePayloads } from '@twinroot/lib-bls';

/** What the line begins with that keeps the text of an entry while it is pointed elsewhere; a comment to boot loaders (UAPI.1). */
const mark = '# esp-mirror was interrupted and restores this text when it runs again: ';

/** The text of an entry, pointed to other files, with the text itself in it. */
export function bridgeText(bytes: Uint8Array, rename: (path: string) => string | null): Uint8Array {
  const renamed = Buffer.from(renamePayloads(bytes, rename));
  const end = renamed.at(-1) === 0x0a ? '' : '\n';
  return Buffer.concat([renamed, Buffer.from(`${end}${mark}${Buffer.from(bytes).toString('base64')}\n`)]);
}

/** The text of an entry as it was before it was pointed elsewhere; null when it is not pointed elsewhere, or does not say. */
export function originalOf(bytes: Uint8Array): Uint8Array | null {
  const text = Buffer.from(bytes).toString('latin1');
  const at = text.lastIndexOf(mark);
  if (at < 0 || (at > 0 && text[at - 1] !== '\n')) return null;
  const [encoded = ''] = /^[A-Za-z0-9+/]+=*(?=\r?\n?$)/.exec(text.slice(at + mark.length)) ?? [];
  const original = Buffer.from(encoded, 'base64');
  return parseEntry(original).length === 0 ? null : original;
}
