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
  return text.split('\n').flatMap((line) => {
    const [source, mountpoint, fstype = ''] = line.trim().split(/[ \t]+/);
    if (!source || source.startsWith('#') || !mountpoint?.startsWith('/')) return [];
    return [{ source: plainSource(source), mountpoint: withoutEnd(unescapeField(mountpoint)), fstype }];
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

/** Octal escapes, as getmntent(3) has them. */
function unescapeField(field: string): string {
  return field.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

function withoutEnd(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}
