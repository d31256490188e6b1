import { compareVersions, parseEntry } from '@twinroot/lib-bls';
import { stampOfVersion } from './entry-version.ts';

/** An entry of a generation. */
export interface RefindEntry {
  /** Id of the generation. */
  readonly id: string;
  /** Whether it boots an older kernel of that. */
  readonly isOlderKernel: boolean;
  /** Its text, Type #1. */
  readonly bytes: Buffer;
}

/** The file that a refind.conf includes to have all generations in rEFInd's menu: beside it, as rEFInd includes no other. */
export const refindMenuName = 'generations.conf';

/** A manual stanza of rEFInd. */
export interface RefindStanza {
  readonly title: string;
  /** Label or PARTUUID of the file system; null: that on which rEFInd is. */
  readonly volume: string | null;
  /** Of the kernel, below the root of the volume. */
  readonly loader: string;
  readonly initrds: readonly string[];
  readonly options: string;
}

/**
 * A manual stanza for refind.conf. It has one initrd at most; of several, as with microcode, none can have a line: they are options then.
 *
 * Source: rEFInd, "Configuring the Boot Manager", "Creating Manual Boot Stanzas".
 */
export function refindStanza({ title, volume, loader, initrds, options }: RefindStanza): string {
  const [only, ...more] = initrds;
  const several = more.length === 0 ? [] : initrds.map((path) => `initrd=/${path}`);
  return [
    `menuentry ${quoted(title)} {`,
    ...(volume === null ? [] : [`    volume   ${quoted(volume)}`]),
    `    loader   /${loader}`,
    ...(more.length === 0 && only !== undefined ? [`    initrd   /${only}`] : []),
    `    options  ${quoted([options, ...several].join(' '))}`,
    '}',
    '',
  ].join('\n');
}

/** Within quotes a doubled one stands for itself. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Whether a refind.conf includes the menu of generations (rEFInd, "include"). */
export function includesMenu(text: string): boolean {
  return text.split(/\r?\n/).some((line) => {
    const [, name = ''] = /^\s*include\s+"?([^"#\s]+)"?/i.exec(line) ?? [];
    return name.toLowerCase() === refindMenuName;
  });
}

/**
 * The menu of all generations for rEFInd, out of their entries: the one that was switched to last is the first, and of each its newest kernel. A
 * unified kernel image needs no stanza: rEFInd finds it by itself.
 */
export function refindMenu(entries: readonly RefindEntry[]): string {
  const stanzas = entries.map(({ id, isOlderKernel, bytes }) => {
    const lines = parseEntry(bytes);
    const all = (key: string) => lines.flatMap((line) => (line.key === key ? [line.value] : []));
    const last = (key: string) => all(key).at(-1) ?? '';
    return {
      id,
      isOlderKernel,
      version: last('version'),
      title: last('title'),
      linux: last('linux'),
      initrds: all('initrd'),
      options: all('options').join(' '),
    };
  });
  const below = (path: string) => path.replace(/^\/+/, '');
  const text = stanzas
    .filter(({ linux }) => linux !== '')
    .toSorted(inMenuOrder)
    .map(({ title, linux, initrds, options }) =>
      refindStanza({ title, volume: null, loader: below(linux), initrds: initrds.map(below), options }),
    );
  return [
    '# made by gen-switch and gen-prune: all generations, the one that was switched to last first\n',
    ...text,
  ].join('\n');
}

interface Placed extends Pick<RefindEntry, 'id' | 'isOlderKernel'> {
  readonly version: string;
}

function inMenuOrder(a: Placed, b: Placed): number {
  return (
    compareTexts(stampOfVersion(b.version), stampOfVersion(a.version)) ||
    // Those that were never switched to have the same stamp.
    compareTexts(b.id, a.id) ||
    Number(a.isOlderKernel) - Number(b.isOlderKernel) ||
    compareVersions(b.version, a.version)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
