import { wrong } from '@twinroot/lib-command';
import { readableText } from '@twinroot/lib-lines';
import { realPathBelow } from '@twinroot/lib-sysroot';
import type { CloneContext } from '../clone-context.ts';
import { faultOfRules } from '../decide/rewrite-texts.ts';
import { parseSource, type Source } from '../decide/source.ts';

/** From where to where, without symlinks, as the table of mounts has it. */
export interface ClonePlaces {
  readonly source: Source;
  /** Where the alternate root is mounted, or is to be. */
  readonly to: string;
}

/**
 * The places that a call names.
 *
 * @throws {CommandError} with status 2 for a call that makes no sense
 */
export function clonePlaces({ options, sysroot }: CloneContext): ClonePlaces {
  const source = parseSource(options.from, process.env['SSH_AUTH_SOCK']);
  if (source === null) throw wrong(`--from ${options.from} is neither an absolute path nor HOST:DIR`);
  if (options.hostname !== undefined && !options.template) throw wrong('--hostname requires --template');
  if (options.hostname !== undefined && !/^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/i.test(options.hostname))
    throw wrong(`--hostname ${options.hostname} is not a host name`);
  const fault = faultOfRules(options['add-peer'], options['title-prefix'], options['own-title-prefix']);
  if (fault !== null) throw wrong(readableText(fault));
  if (options['own-title-prefix'] !== undefined && (source.kind === 'remote' || options.template))
    throw wrong('--own-title-prefix is for a source on this machine, without --template');
  if (options.exclude.includes('')) throw wrong('--exclude: an empty pattern matches nothing');
  const to = options.to && parseSource(options.to);
  if (to === undefined || to === '')
    throw wrong('--to DIR is required: where the file systems of the other disk are mounted');
  if (to === null || to.kind === 'remote') throw wrong(`--to ${options.to} is not an absolute path`);
  const real = (path: string) => realPathBelow(sysroot, path).path;
  return {
    source: source.kind === 'remote' ? source : { ...source, root: real(source.root) },
    to: real(to.root),
  };
}
