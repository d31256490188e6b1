import { type Partuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';

/** A member as it was named on the command line. */
export type Operand =
  | { readonly kind: 'partuuid'; readonly given: string; readonly partuuid: Partuuid }
  | { readonly kind: 'device'; readonly given: string; readonly path: string }
  | { readonly kind: 'mountpoint'; readonly given: string; readonly path: string };

/** What an operand means. */
export function parseOperand(given: string): Operand | Refusal {
  const [, tag, value = ''] = /^([A-Z]+)=(.*)$/.exec(given) ?? [];
  if (tag === 'PARTUUID') {
    const partuuid = parsePartuuid(value);
    return partuuid ? { kind: 'partuuid', given, partuuid } : refused(`${given}: that is not a PARTUUID`);
  }
  if (tag !== undefined)
    return refused(`${given}: name a member by PARTUUID=…, since copies of a disk share everything else`);
  if (!given.startsWith('/')) return refused(`${given}: neither PARTUUID=… nor an absolute path`);
  const path = given.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  return { kind: path.startsWith('/dev/') ? 'device' : 'mountpoint', given, path };
}
