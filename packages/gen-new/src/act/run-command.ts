import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, exitStatus } from '@twinroot/lib-command';
import { openGenerationRoot, rootName } from '@twinroot/lib-generation';
import { realPathBelow } from '@twinroot/lib-sysroot';
import { ToolError } from '@twinroot/lib-tool';
import type { GenerationPlan } from '../decide/generation-plan.ts';
import { lendFiles } from './lend-files.ts';

/** Where a command runs. */
export interface CommandPlace {
  readonly sysroot: string;
  /** Device node of the btrfs. */
  readonly device: string;
  /** Where its top is reached. */
  readonly top: string;
}

/** How a command ended, and what it left behind. */
export interface CommandEnd {
  /** In words; null: well. */
  readonly how: string | null;
  /** Whether it has said by its status that there was nothing to do. */
  readonly isNothing: boolean;
  /** Names of processes that were ended. */
  readonly processes: readonly string[];
  /** Mount points that were unmounted. */
  readonly mounts: readonly string[];
}

/**
 * Runs a command in a generation that is being made, as in its own machine, with what all generations have in common at its places, an empty
 * /tmp, and the names of the network. What it leaves behind, processes and mounts, ends with it.
 *
 * @throws {ToolError} ABORT; what mount(8) said
 */
export async function runInGeneration(
  plan: GenerationPlan,
  { sysroot, device, top }: CommandPlace,
  [program, ...args]: readonly [string, ...string[]],
  { signal, childStdin }: Pick<Context, 'signal' | 'childStdin'>,
): Promise<CommandEnd> {
  const root = join(top, plan.making, rootName);
  const lent = await lendFiles(sysroot, root);
  const below = plan.mounts.map(({ subvolume, mountpoint }) => {
    const target = `/${realPathBelow(root, mountpoint).path}`.replace(/^\/+/, '/');
    mkdirSync(join(root, target), { recursive: true });
    return { device, target, fstype: 'btrfs', options: `subvol=/${subvolume}` };
  });
  const chroot = await openGenerationRoot(
    {
      sysroot,
      device,
      top,
      subvolume: `${plan.making}/${rootName}`,
      command: 'gen-new',
      isReadOnly: false,
      tmp: null,
      below,
      inRun: lent.inRun,
    },
    signal,
  );
  try {
    const end = await howItEnds(
      chroot.runInForeground(program, args, { env: commandEnvironment(), signal, stdin: childStdin }),
    );
    return { ...end, processes: chroot.processesLeft(), mounts: chroot.mountsLeft() };
  } finally {
    await chroot.close();
    await lent.takeBack();
  }
}

async function howItEnds(run: Promise<void>): Promise<Pick<CommandEnd, 'how' | 'isNothing'>> {
  try {
    await run;
    return { how: null, isNothing: false };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.code === 'EXIT')
      return { how: `ended with status ${error.status}`, isNothing: error.status === exitStatus.no };
    if (error.code === 'SIGNAL') return { how: `was killed by ${error.signal}`, isNothing: false };
    throw error;
  }
}

function commandEnvironment(): Readonly<Record<string, string>> {
  const { TMPDIR: _, ...env } = process.env;
  const own = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return {
    ...Object.fromEntries(own),
    HOME: '/root',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    // What hooks of packages ask for who want to know whether the root that they change runs (transactional-update(8)).
    TRANSACTIONAL_UPDATE: 'true',
    // systemctl enables units by their files then, and asks no manager (systemd's ENVIRONMENT.md).
    SYSTEMD_OFFLINE: '1',
  };
}
