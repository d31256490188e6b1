import { readFileSync } from 'node:fs';
import { BlockdevError } from '@twinroot/lib-blockdev';
import { wrong } from '@twinroot/lib-command';
import type { Layout } from '../decide/layout.ts';
import { layoutOfLsblk } from '../decide/layout-of-lsblk.ts';

/**
 * The layout of the machine that a file is lsblk's output of.
 *
 * @throws {CommandError} status 2, whatever is wrong with the file
 */
export function readLsblkFile(file: string): Layout {
  try {
    return layoutOfLsblk(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw wrong(`${file} is not JSON: run lsblk with --json`, { cause });
    if (cause instanceof BlockdevError) throw wrong(`${file} is not the expected output of lsblk`, { cause });
    throw wrong(`cannot read ${file}`, { cause });
  }
}
