import { runSibling } from '@twinroot/lib-tool';

/** What came of bringing what the booted ESP has to all members. */
export type MirrorEnd =
  /** All members that are there boot the same. */
  | { readonly kind: 'mirrored' }
  /** No ESP was booted, and nothing was done. */
  | { readonly kind: 'none' }
  /** `command` ended with a status that is neither; it has said why. */
  | { readonly kind: 'failed'; readonly command: string; readonly status: number };

/** How the commands are run. */
export interface MirrorSet {
  /** Absolute. */
  readonly sysroot: string;
  /** The ESP that is mirrored in place of the booted one, as --source of esp-which has it; null: the booted one. */
  readonly source: string | null;
  /** For how long another run of esp-mirror is waited for. */
  readonly waitSeconds: number;
  /** Whether they only say what went wrong. */
  readonly quiet: boolean;
  /** The open file of the caller's lock: it lasts until they end, should the caller be killed. */
  readonly lockFile: number;
  readonly signal: AbortSignal;
}

/**
 * Runs `esp-which | esp-mirror`. Both report on the standard error of this process.
 *
 * @throws {ToolError} as runSibling
 */
export async function mirrorSet(call: MirrorSet): Promise<MirrorEnd> {
  const { sysroot, signal, lockFile } = call;
  const options = { signal, files: [lockFile] };
  const both = ['--sysroot', sysroot, ...(call.quiet ? ['--quiet'] : [])];
  const from = call.source === null ? [] : ['--source', call.source];
  const set = await runSibling('esp-which', ['--json', ...both, ...from], options);
  if (set.status === 32) return { kind: 'none' };
  if (set.status !== 0) return { kind: 'failed', command: 'esp-which', status: set.status };
  const { status } = await runSibling('esp-mirror', [...both, '--wait', String(call.waitSeconds)], {
    ...options,
    input: set.out,
  });
  return status === 0 ? { kind: 'mirrored' } : { kind: 'failed', command: 'esp-mirror', status };
}
