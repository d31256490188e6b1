import { parseKeyLine } from '@twinroot/lib-bls';
import { placesOf, splitArguments } from '@twinroot/lib-cmdline';
import { parseFstabLine, unescapeField } from '@twinroot/lib-fstab';
import { crypttabDevice } from '@twinroot/lib-rewrite';
import type { SourceText } from './source-texts.ts';

/** A device that a text names, as a map may have it, and where. */
export interface UsedId {
  readonly id: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Where fstab mounts it; absent for swap and in command lines. */
  readonly mountpoint?: string;
}

/** The devices that the texts name where a machine looks for them: sources of fstab, arguments of command lines. */
export function usedIds(texts: readonly SourceText[]): readonly UsedId[] {
  return texts.flatMap(({ path, kind, text }) =>
    text.split('\n').flatMap((line, index): UsedId[] => {
      const at = { path, line: index + 1 };
      if (kind === 'fstab') return idOfFstab(line).map((found) => ({ ...found, ...at }));
      if (kind === 'crypttab') return idOfCrypttab(line).map((id) => ({ id, ...at }));
      if (kind === 'cmdline') return idsOfCommandLine(line).map((id) => ({ id, ...at }));
      if (kind !== 'entry') return [];
      return line.split('\r').flatMap((part) => {
        const parsed = parseKeyLine(part);
        if (parsed?.key !== 'options') return [];
        return idsOfCommandLine(part.slice(parsed.start, parsed.end)).map((id) => ({ id, ...at }));
      });
    }),
  );
}

function idOfFstab(line: string): readonly { readonly id: string; readonly mountpoint?: string }[] {
  const entry = parseFstabLine(line.replace(/\r$/, ''));
  if (entry === null) return [];
  const id = entry.source.text.replace(/^([A-Z]+=)?(["'])(.*)\2$/, '$1$3');
  if (!isDevice(id)) return [];
  const mountpoint = unescapeField(entry.mountpoint.text);
  return [mountpoint.startsWith('/') ? { id, mountpoint } : { id }];
}

function idOfCrypttab(line: string): readonly string[] {
  const device = crypttabDevice(line.replace(/\r$/, ''));
  return device !== null && isDevice(device) ? [device] : [];
}

function idsOfCommandLine(line: string): readonly string[] {
  if (line.trimStart().startsWith('#')) return [];
  return splitArguments(line).flatMap((argument) =>
    placesOf(argument.text).flatMap(({ kind, start, end }) => {
      const text = argument.text.slice(start, end).replace(/["']/g, '');
      if (kind === 'luks') return [`UUID=${text.replace(/^luks-/, '')}`];
      if (kind === 'partuuid') return [`PARTUUID=${text}`];
      return kind === 'device' && isDevice(text) ? [text] : [];
    }),
  );
}

/** Whether it names a block device at all: not `tmpfs`, `nas:/export`, a directory that is bound, or a mapping of initrds. */
function isDevice(name: string): boolean {
  return (
    /^(?:UUID|PARTUUID|LABEL|PARTLABEL|ID)=./.test(name) || /^\/dev\/(?!null$|ram\d|zram|shm)/.test(name)
  );
}
