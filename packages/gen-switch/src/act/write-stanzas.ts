import { basename, join } from 'node:path';
import { type Context, failed } from '@twinroot/lib-command';
import {
  type BootFiles,
  type OpenTop,
  osReleaseValue,
  readBootFiles,
  rootName,
  slotCount,
  type Tree,
} from '@twinroot/lib-generation';
import { readMachine } from '@twinroot/lib-machine';
import { readTextBelow, realPathBelow } from '@twinroot/lib-sysroot';
import { slotted } from '../decide/chosen.ts';
import { refindStanzas } from '../decide/refind-stanzas.ts';
import type { spec } from '../spec.ts';

/**
 * Writes stanzas for rEFInd, made of what current/0 has.
 *
 * @param top where the top of the btrfs can be read
 * @param source the device of the btrfs, as its mount names it
 * @throws {CommandError} when current/0 is not there or is not whole
 */
export async function writeStanzas(
  { sysroot, signal, message, writeBytes }: Context<typeof spec>,
  { path: top, device: source, uuid }: Pick<OpenTop, 'path' | 'device' | 'uuid'>,
  { found, layout }: Tree,
): Promise<void> {
  const [newest] = slotted(layout.generations);
  if (newest === undefined || newest.slot !== 0)
    throw failed('current/0 leads to no generation: switch to one first');
  const root = join(top, 'snapshots', newest.id, rootName);
  const files = await readBootFiles(root);
  if (files.kind === 'refused') throw failed(`the generation ${newest.id}: ${files.reason}`);
  const { devices } = await readMachine(sysroot, signal);
  const device = devices.find(({ path }) => path === source);
  const volume = device?.label ?? device?.partuuid;
  if (!volume)
    message.warning(
      `${source} has neither a label nor a PARTUUID that is known: put one in the place of VOLUME`,
    );
  const links = new Map(
    ['vmlinuz', 'boot/vmlinuz', 'initrd.img', 'boot/initrd.img'].map((name) => [
      realPathBelow(root, `/${name}`).path.slice(1),
      name,
    ]),
  );
  const steady = (path: string) => links.get(path) ?? path;
  const namesOf = ({ kernel, initrds }: BootFiles) => [kernel, ...initrds].map(steady);
  for (const name of namesOf(files))
    if (name.includes(files.release))
      message.warning(
        `${name} has the version in its name: the stanzas hold as long as all generations have it`,
      );
  // Of others only those that later generations have by the same names, as Arch's linux-lts.
  const older = files.older.filter((one) => namesOf(one).every((name) => !name.includes(one.release)));
  const read = (path: string) => readTextBelow(root, path);
  const slots = found.links.find(({ name }) => name === layout.current)?.slots.length ?? slotCount;
  const system =
    osReleaseValue(read('/etc/os-release') ?? read('/usr/lib/os-release'), 'PRETTY_NAME') ?? 'Linux';
  const texts = [files, ...older].map((one) =>
    refindStanzas({
      title: one === files ? system : `${system}, ${basename(steady(one.kernel))}`,
      volume: volume || 'VOLUME',
      kernel: steady(one.kernel),
      initrds: one.initrds.map(steady),
      cmdline: read('/etc/kernel/cmdline') ?? readTextBelow(sysroot, '/proc/cmdline') ?? '',
      uuid,
      count: slots,
    }),
  );
  await writeBytes(Buffer.from(texts.join('\n')));
}
