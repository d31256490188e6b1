import { type Partuuid, parsePartuuid } from '@twinroot/lib-blockdev';

/** A member as it was named on the command line. */
export type Operand =
  | { readonly kind: 'partuuid'; readonly given: string; readonly partuuid: Partuuid }
  | { readonly kind: 'device'; readonly given: string; readonly path: string }
  | { readonly kind: 'mountpoint'; readonly given: string; readonly path: string };

/** What an operand means; text that says why it means nothing. */
export function parseOperand(given: string): Operand | string {
  const [, tag, value = ''] = /^([A-Z]+)=(.*)$/.exec(given) ?? [];
  if (tag === 'PARTUUID') {
    const partuuid = parsePartuuid(value);
    return partuuid ? { kind: 'partuuid', given, partuuid } : `${given}: that is not a PARTUUID`;
  }
  if (tag !== undefined)
    return `${given}: name a member by PARTUUID=…, since copies of a disk share everything else`;
  if (!given.startsWith('/')) return `${given}: neither PARTUUID=… nor an absolute path`;
  const path = given.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  return { kind: path.startsWith('/dev/') ? 'device' : 'mountpoint', given, path };
}
