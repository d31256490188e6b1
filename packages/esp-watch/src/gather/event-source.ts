/** What a source of events reports of the tree that it watches. */
export interface EventListener {
  /** Something changed at this path, relative to the root; '' is the root itself, or somewhere that is not known. */
  readonly changed: (path: string) => void;
  /** The root itself was moved, deleted or unmounted: what is at its path now is not watched. */
  readonly replaced: () => void;
  /** Events were lost, or may have been. */
  readonly lost: () => void;
  /** It watches no more, or not all. */
  readonly failed: (error: Error) => void;
}

/** Watches a tree until it is closed. */
export interface EventSource {
  /**
   * Resolves when whatever the kernel had to report at the time of the call has been reported; where that cannot be known, a
   * change of '' is.
   */
  drained?(): Promise<void>;
  close(): Promise<void>;
}

/** Starts to watch a directory; what happens after this has resolved is reported. Rejects with what made it impossible. */
export type OpenSource = (root: string, listener: EventListener) => Promise<EventSource>;
