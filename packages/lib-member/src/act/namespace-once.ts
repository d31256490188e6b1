import { openPrivateNamespace, type PrivateNamespace } from '@twinroot/lib-mount';

/** A namespace that is opened when it is asked for, and once. */
export interface LateNamespace {
  /** @throws {ToolError} what openPrivateNamespace throws */
  readonly open: () => Promise<PrivateNamespace>;
  /**
   * Closes it if it was opened.
   *
   * @throws {ToolError} what its close() throws
   */
  readonly close: () => Promise<void>;
}

/** A namespace for members that are mounted for the run only, of which there may be none. */
export function namespaceOnce(signal: AbortSignal): LateNamespace {
  let opened: Promise<PrivateNamespace> | null = null;
  return {
    open: () => {
      opened ??= openPrivateNamespace(signal);
      return opened;
    },
    close: async () => {
      if (opened !== null) await (await opened).close();
    },
  };
}
