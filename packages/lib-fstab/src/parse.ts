import { unescapeField } from './escape.ts';
import { parseFstabLine } from './line.ts';

/** What an entry of fstab(5) mounts where. */
export interface FstabEntry {
  /** Tag and value without quotes (`PARTUUID=…`), or a path. */
  readonly source: string;
  readonly mountpoint: string;
  /** As it is written; empty where the field is missing. */
  readonly fstype: string;
}

const byLink: Readonly<Record<string, string>> = {
  partuuid: 'PARTUUID',
  uuid: 'UUID',
  label: 'LABEL',
  partlabel: 'PARTLABEL',
};

/** The entries of an fstab, for a look only: lines that are none are passed over, since their judge is mount(8). */
export function parseFstab(text: string): readonly FstabEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const entry = parseFstabLine(line);
    if (!entry?.mountpoint.text.startsWith('/')) return [];
    const mountpoint = withoutEnd(unescapeField(entry.mountpoint.text));
    return [{ source: plainSource(entry.source.text), mountpoint, fstype: entry.fstype?.text ?? '' }];
  });
}

/** `/dev/disk/by-partuuid/X` says the same as `PARTUUID=X`. */
function plainSource(field: string): string {
  const [, quotedTag, quoted] = /^([A-Z]+)="(.*)"$/.exec(field) ?? [];
  const source = unescapeField(quotedTag === undefined ? field : `${quotedTag}=${quoted}`);
  const [, kind = '', value] = /^\/dev\/disk\/by-([a-z]+)\/(.+)$/.exec(source) ?? [];
  const tag = byLink[kind];
  return tag === undefined ? source : `${tag}=${value}`;
}

function withoutEnd(path: string): string {
  return path.replace(/(?<=[^/])\/+$|(?<=^\/)\/+$/, '');
}
