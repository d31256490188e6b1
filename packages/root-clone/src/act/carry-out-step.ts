import { join } from 'node:path';
import { deleteDurably } from '@twinroot/lib-durable';
import type { IdMap } from '@twinroot/lib-idmap';
import type { CloneContext } from '../clone-context.ts';
import { isBtrfs } from '../decide/plan-copies.ts';
import type { Step } from '../decide/step.ts';
import type { StepResult } from '../decide/step-result.ts';
import { offsetRemark, withResumeOffset } from '../decide/swap-files.ts';
import { pathBelow, type Volume, volumeHolding } from '../decide/volumes.ts';
import type { InitrdReader } from '../gather/read-initrd.ts';
import { readSwapOffset } from '../gather/swap-offset.ts';
import { addBootOption } from './add-boot-option.ts';
import { copyVolume } from './copy-volume.ts';
import { installLoader } from './install-loader.ts';
import { lookAtBootCode } from './look-at-boot-code.ts';
import { lookAtInitrds } from './look-at-initrds.ts';
import { lookAtUkis } from './look-at-ukis.ts';
import { makeDirectory } from './make-directory.ts';
import { makeSubvolume, setDefaultSubvolume } from './make-subvolume.ts';
import { makeSwapFile } from './make-swap-file.ts';
import type { OpenVolumes } from './open-volumes.ts';
import { placeImage } from './place-image.ts';
import type { InitrdRebuilder } from './rebuild-initrd.ts';
import { reset } from './reset-identity.ts';
import { searchClone } from './search-clone.ts';
import { writeOwnText } from './write-own-text.ts';
import { writeText } from './write-text.ts';

/** A clone while its steps are carried out. */
export interface OpenClone {
  readonly volumes: readonly Volume[];
  readonly open: OpenVolumes;
  /** Copies of the source's texts, which have their owners and modes. */
  readonly copies: string;
  readonly ids: IdMap;
  readonly read: InitrdReader;
  readonly rebuilder: InitrdRebuilder;
  /** Whether the clone has boot entries. */
  readonly hasEntries: boolean;
  /** Open files that rsync keeps open while it runs: the lock. */
  readonly held: readonly number[];
}

/**
 * Carries out one step. One that was done already changes nothing.
 *
 * @throws {Error} what the step's own module throws
 */
export async function carryOutStep(call: CloneContext, step: Step, clone: OpenClone): Promise<StepResult> {
  const { open, volumes, copies, held } = clone;
  const { sysroot, options } = call;
  switch (step.kind) {
    case 'mount':
      return { state: 'done' }; // done before anything else, see with-mounts.ts
    case 'directory':
      return makeDirectory(open, step.path, step.mode, step.owner);
    case 'subvolume':
      if (step.makesDefault !== undefined) return setDefaultSubvolume(open.path('/'), step.makesDefault);
      return makeSubvolume(open.path(step.path));
    case 'swap': {
      const { path, bytes } = step.file;
      const holder = volumeHolding(volumes, path);
      return makeSwapFile(open.path(path), bytes, holder !== null && isBtrfs(holder));
    }
    case 'copy':
    case 'prune':
      return copyVolume(call, step, intoOf(open, step), [open.file(step.volume), ...held]);
    case 'write': {
      const { path, text, ofSource } = step;
      const like = `${copies}${step.like}`;
      if (ofSource) return writeOwnText(join(sysroot, path), text, like);
      const fresh = step.resume ? await readSwapOffset(open.path(step.resume.path)) : null;
      const own = step.resume && fresh !== null ? withResumeOffset(text, step.resume.old, fresh) : text;
      const file = { path: open.path(path), text: own, like, keepsTime: true, isFat: isFatAt(volumes, path) };
      const result = await writeText(file);
      return step.resume && fresh === null ? { ...result, why: offsetRemark } : result;
    }
    case 'reset':
      return reset(open, step.thing, step.old, copies);
    case 'remove':
      await deleteDurably(open.path(step.path));
      return { state: 'done' };
    case 'uki':
      if ('directory' in step) return lookAtUkis(open.path(step.directory), clone.ids, step.faults);
      return placeImage(
        open.path(step.image.path),
        `${copies}${step.image.from}`,
        step.image.commandLine,
        call.signal,
      );
    case 'search':
      return searchClone(step.directory, clone, new Set(step.made), (remark) =>
        call.message.warning(`${remark} in the clone`),
      );
    case 'initrd':
      return lookAtInitrds(step.directory, clone, {
        read: clone.read,
        rebuilder: step.rebuilds ? clone.rebuilder : null,
        onMade: (path, { tool }) => call.message.info(`${path} of the clone was rebuilt by ${tool}`),
        signal: call.signal,
      });
    case 'loader': {
      if ('disks' in step) return lookAtBootCode(step.disks, open.path('/'), sysroot);
      const { esp, xbootldr } = step;
      const root = join(sysroot, volumes[0]?.mountpoint ?? '');
      const where = { reach: open.path(esp.path), root, esp: esp.path, xbootldr: xbootldr?.path ?? null };
      return installLoader(where, clone.hasEntries);
    }
    case 'firmware': {
      const { label = options.template ? 'Linux' : 'Linux (clone)', first } = options;
      const esp = open.path(step.esp.path);
      return addBootOption(sysroot, { esp, device: step.esp.device, label, first });
    }
  }
}

/** Where rsync writes, as it sees it: the open directory is its descriptor 3. */
function intoOf(open: OpenVolumes, { volume, into }: Extract<Step, { kind: 'copy' | 'prune' }>): string {
  if (into === undefined) return '/proc/self/fd/3/';
  open.path(`${into}/x`); // each directory on the way is one
  return `/proc/self/fd/3/${pathBelow(into, volume.path).replace(/^\/*/, '')}/`;
}

function isFatAt(volumes: readonly Volume[], path: string): boolean {
  return volumeHolding(volumes, path)?.isFat === true;
}
