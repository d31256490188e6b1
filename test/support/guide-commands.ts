import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './binaries.ts';

const guides = join(workspace, 'docs/guides');

/** Kinds of machines, or of what is begun with, that need commands of their own: the word behind `console` of their blocks. */
export const machineKinds = ['grub', 'luks', 'btrfs', 'md', 'scratch'] as const;

export type MachineKind = (typeof machineKinds)[number];

/**
 * The commands of a guide, in order: the lines of its `console` blocks, each of which begins with the prompt of root.
 *
 * @param kinds what the machine is: blocks for such a machine alone are among them
 */
export function guideCommands(name: string, ...kinds: readonly MachineKind[]): readonly string[] {
  const blocks = readFileSync(join(guides, name), 'utf8').matchAll(/^```console(?: (\w+))?\n(.*?)^```$/gms);
  const isMeant = (kind: string | undefined) => kind === undefined || kinds.some((each) => each === kind);
  return [...blocks].flatMap(([, kind, block = '']) => (isMeant(kind) ? linesOf(name, block) : []));
}

/** The commands of a guide that are for such a machine alone, in order. */
export function commandsFor(kind: MachineKind, name: string): readonly string[] {
  const general = guideCommands(name);
  return guideCommands(name, kind).filter((command) => !general.includes(command));
}

function linesOf(name: string, block: string): readonly string[] {
  return block
    .trim()
    .split('\n')
    .map((line) => {
      if (!line.startsWith('# ')) throw new Error(`${name}: no command: ${line}`);
      return line.slice(2);
    });
}
