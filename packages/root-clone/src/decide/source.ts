import { join } from 'node:path/posix';

/** The root that is cloned: a directory of this machine, or one of another that ssh leads to. */
export type Source =
  | { readonly kind: 'local'; readonly root: string }
  | {
      readonly kind: 'remote';
      readonly host: string;
      readonly root: string;
      /** The socket of ssh-agent(1), where there is one. */
      readonly agent?: string;
    };

/**
 * The source that a text names: `DIR`, or `HOST:DIR` as rsync has it, where a colon comes before any slash. Null for what
 * is neither.
 *
 * @param agent the socket of ssh-agent(1), for a source on another machine
 */
export function parseSource(text: string, agent?: string): Source | null {
  const [, host, path = text] = /^([^/:]+):(.*)$/s.exec(text) ?? [];
  if (!path.startsWith('/') || path.split('/').includes('..') || text.includes('\0')) return null;
  const root = join(path, '.').replace(/(?<=.)\/$/, '');
  if (host === undefined) return { kind: 'local', root };
  if (host.startsWith('-') || /\s/.test(host)) return null;
  return { kind: 'remote', host, root, ...(agent === undefined ? {} : { agent }) };
}

/** How rsync is given the content of a directory of the source; `path` is below its root. */
export function rsyncOperand(source: Source, path: string, sysroot = '/'): string {
  if (source.kind === 'remote') return `${source.host}:${join(source.root, path, '/')}`;
  return join(sysroot, source.root, path, '/');
}

/** The source as it is told to people. */
export function sourceText(source: Source, path = '/'): string {
  const whole = join(source.root, path);
  return source.kind === 'remote' ? `${source.host}:${whole}` : whole;
}

/**
 * The options by which rsync reaches a source: ssh(1) that asks nothing, because nobody would see it ask.
 */
export function remoteShell(source: Source): readonly string[] {
  return source.kind === 'local' ? [] : [`--rsh=ssh ${sshOptions(source).join(' ')}`];
}

/** The options of ssh(1) itself. */
export function sshOptions({ agent }: Extract<Source, { kind: 'remote' }>): readonly string[] {
  const identity = agent === undefined || /["'\s]/.test(agent) ? [] : ['-o', `IdentityAgent=${agent}`];
  return ['-o', 'BatchMode=yes', ...identity];
}
