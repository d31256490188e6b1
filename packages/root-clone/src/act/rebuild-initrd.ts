import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import { createReplacement, fsyncPath } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import type { PrivateChroot } from '@twinroot/lib-mount';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { readInitrdFault } from '@twinroot/lib-uki';
import { type InitrdMaker, makerOf, makeWords, programDirectories } from '../decide/initrd-maker.ts';
import { faultOfNewInitrd, type InitrdContent } from '../decide/new-initrd.ts';
import type { CloneFacts } from '../decide/refuse.ts';
import { volumeHolding } from '../decide/volumes.ts';
import type { InitrdReader } from '../gather/read-initrd.ts';
import { openCloneChroot } from './clone-chroot.ts';
import type { OpenVolumes } from './open-volumes.ts';

/** A slow machine, and firmware for every graphics card. */
const makeSeconds = 3600;

/** Makes initrds of a clone anew. */
export interface InitrdRebuilder {
  /**
   * Makes one anew in the clone, with the program that made it, and puts it into its place when it names the clone's disk wherever
   * the old one names the first. It has the time of the old one, which tells from which one of the source's it was made.
   *
   * @param path of the initrd, in the clone
   * @param old what it has
   * @throws {Error} why that cannot be done, as a clause; the old one stays
   * @throws {DurableError} when it cannot be written; the old one stays
   */
  rebuild(path: string, old: InitrdContent): Promise<InitrdMaker>;
  close(): Promise<void>;
}

/** A rebuilder for a clone; its root is opened when the first initrd is made. */
export function createInitrdRebuilder(
  facts: CloneFacts,
  open: OpenVolumes,
  read: InitrdReader,
  signal: AbortSignal,
): InitrdRebuilder {
  let chroot: PrivateChroot | null = null;
  return {
    rebuild: async (path, old) => {
      const maker = makerOf(old.paths);
      if (typeof maker === 'string') throw new Error(maker);
      const why = whyNotMade(maker, open.path('/'));
      if (why !== null) throw new Error(why);
      chroot ??= await openCloneChroot(facts, open, signal);
      const place = dirname(open.path('/var/tmp/x'));
      const scratch = mkdtempSync(`${place}/twinroot-initrd-`);
      try {
        const built = `${scratch}/initrd`;
        await make(
          chroot,
          makeWords(maker, path, join('/var/tmp', basename(scratch), 'initrd'), presetsIn(open)),
          {
            scratch: join('/var/tmp', basename(scratch)),
            signal,
          },
        );
        if (!lstatSync(built, { throwIfNoEntry: false })?.isFile())
          throw new Error(`${maker.tool} made none`);
        const fault =
          (await wholeFault(built)) ?? faultOfNewInitrd(old, await read(built, signal), maker.release);
        if (fault !== null) throw new Error(`what ${maker.tool} made is not used: it ${fault}`);
        await replace(open.path(path), built, volumeHolding(facts.volumes, path)?.isFat === true);
        return maker;
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
    close: async () => chroot?.close(),
  };
}

function whyNotMade({ tool, release }: InitrdMaker, root: string): string | null {
  if (
    !programDirectories.some((directory) =>
      lstatSync(`${root}${directory}/${tool}`, { throwIfNoEntry: false }),
    )
  )
    return `${tool}, which made it, is not in the clone`;
  const hasModules = ['/usr/lib/modules', '/lib/modules'].some((directory) =>
    lstatSync(`${root}${directory}/${release}/.`, { throwIfNoEntry: false }),
  );
  return hasModules ? null : `the clone has no modules of its kernel, ${release}`;
}

/** By way of env(1) of the clone: programs are found there, and put what they need for a while into our directory. */
async function make(
  chroot: PrivateChroot,
  words: readonly string[],
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await chroot.run('env', [`TMPDIR=${scratch}`, ...words], { signal, timeoutSeconds: makeSeconds });
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === 'ABORT') throw error;
    // It was not nsenter that failed, and what did is said once.
    throw new Error(error.message.replace(/^nsenter/, words[0] ?? ''));
  }
}

function presetsIn(open: OpenVolumes): readonly string[] {
  const directory = dirname(open.path('/etc/mkinitcpio.d/x'));
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.preset'));
  return names.toSorted().map((name) => readFileSync(`${directory}/${name}`, 'latin1'));
}

async function wholeFault(path: string): Promise<string | null> {
  return statSync(path).size === 0 ? 'is empty' : readInitrdFault(path);
}

async function replace(path: string, built: string, isFat: boolean): Promise<void> {
  const old = lstatSync(path);
  const copyAttributes = (from: string, to: string) =>
    runTool('cp', ['--attributes-only', '--preserve=all', '--', from, to]);
  // The file system of the old one need not have all attributes: what it has is what the new one gets.
  if (isFat) utimesSync(built, old.atimeMs / 1000, old.mtimeMs / 1000);
  else await copyAttributes(path, built);
  const { size, mtimeMs } = lstatSync(built);
  await createReplacement({
    destination: path,
    temporary: join(dirname(path), temporaryName(0)),
    content: { from: built, size, mtime: mtimeMs / 1000 },
    replaces: true,
    verify: true,
  });
  if (isFat) return;
  await copyAttributes(built, path);
  await fsyncPath(path);
}
