import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An entry as a boot loader would show it. */
interface Shown {
  readonly path: string;
  /** Whether each file that it names is there, is not empty, and what firmware starts is a program. */
  readonly isWhole: boolean;
  /** Its text and the content of the files that it names, whatever they are called. */
  readonly content: string;
}

/** What a boot loader would list of a partition: by the name of the entry without its counter. */
export type BootMenu = ReadonlyMap<string, readonly Shown[]>;

/**
 * Reads the boot menu of a directory, by code that shares nothing with what is tested. It knows what the trees of the
 * tests have: names in their own case, `/` between them.
 */
export function bootMenuOf(root: string): BootMenu {
  const shown = [
    ...namesIn(root, 'loader/entries', '.conf').map((path) => typeOne(root, path)),
    ...namesIn(root, 'EFI/Linux', '.efi').map((path) => shownOf(path, '', [programIn(root, `/${path}`)])),
  ];
  return Map.groupBy(shown, ({ path }) => path.replace(/\+\d+(-\d+)?(\.\w+)$/, '$2').toLowerCase());
}

function namesIn(root: string, directory: string, suffix: string): readonly string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory))
    .filter((name) => name.toLowerCase().endsWith(suffix) && !name.startsWith('.'))
    .map((name) => `${directory}/${name}`);
}

function typeOne(root: string, path: string): Shown {
  const named: (string | null)[] = [];
  const text = readFileSync(join(root, path), 'latin1').replaceAll(
    /^(linux|efi|uki|initrd|devicetree)\s+(\S+)/gm,
    (_, key: string, name: string) => {
      const isStarted = key !== 'initrd' && key !== 'devicetree';
      named.push(isStarted ? programIn(root, name) : dataIn(root, name));
      return key;
    },
  );
  return shownOf(path, text, named);
}

function shownOf(path: string, text: string, named: readonly (string | null)[]): Shown {
  const content = createHash('sha256')
    .update(JSON.stringify([text, named]))
    .digest('hex');
  return { path, isWhole: named.length > 0 && !named.includes(null), content };
}

function dataIn(root: string, name: string): string | null {
  if (!existsSync(join(root, name))) return null;
  const bytes = readFileSync(join(root, name));
  return bytes.length === 0 ? null : createHash('sha256').update(bytes).digest('hex');
}

function programIn(root: string, name: string): string | null {
  if (!existsSync(join(root, name))) return null;
  const bytes = readFileSync(join(root, name));
  return bytes.toString('latin1', 0, 2) === 'MZ' && bytes.toString('latin1', 0x80, 0x82) === 'PE'
    ? dataIn(root, name)
    : null;
}

/**
 * What is wrong with a menu on its way from one state to another; null when nothing is. Every entry that is listed is
 * whole, and all of the old state or all of the new; one is there if one was.
 */
export function faultIn(now: BootMenu, before: BootMenu, after: BootMenu): string | null {
  for (const [name, entries] of now) {
    for (const { path, isWhole, content } of entries) {
      if (!isWhole) return `${path} is not whole`;
      const known = [...(before.get(name) ?? []), ...(after.get(name) ?? [])];
      if (!known.some((one) => one.content === content)) return `${path} is neither of before nor of after`;
    }
  }
  return before.size > 0 && now.size === 0 ? 'no entry is left' : null;
}
