import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { MemberFacts } from '../decide/facts/machine-facts.ts';
import { linkedNames } from '../decide/linked-names.ts';

/**
 * What links of udev lead to that the texts of a machine and of its members name: the device node. One that is not there is left out.
 */
export function readLinks(
  sysroot: string,
  texts: ReadonlyMap<string, string>,
  members: readonly Pick<MemberFacts, 'files'>[],
): ReadonlyMap<string, string> {
  const ofMembers = members.flatMap(({ files }) => [...files.values()].flatMap(({ text }) => text ?? []));
  const found = new Map<string, string>();
  for (const name of linkedNames([...texts.values(), ...ofMembers])) {
    try {
      const node = realpathSync(join(sysroot, name));
      const base = realpathSync(join(sysroot, '/dev'));
      if (node.startsWith(`${base}/`)) found.set(name, `/dev/${node.slice(base.length + 1)}`);
    } catch {
      // A name that leads nowhere is what the judgement says of it.
    }
  }
  return found;
}
