import type { EntryType } from '@twinroot/lib-generation';
import type { EntryParts } from './entry-text.ts';
import type { Payload } from './esp-found.ts';
import type { ImageParts } from './image-parts.ts';

/** What is to be published. */
export interface Wanted {
  readonly token: string;
  readonly id: string;
  /** Of its entry, by its own configuration. */
  readonly type: EntryType;
  /** Whether it is to be booted from now on; otherwise it is only there, for one boot. */
  readonly isSwitch: boolean;
  /** Whether the machine runs from it. */
  readonly isBooted: boolean;
  /** How many boots a new entry gets to show that it comes up; null: the boot loader does not count them. */
  readonly tries: number | null;
  readonly parts: Omit<EntryParts, 'sortKey'> & {
    /** What it is where no other generation has one. */
    readonly sortKey: string;
  };
  /** What its text names. */
  readonly payloads: readonly Payload[];
  /** What its unified kernel image is built from. */
  readonly image: ImageParts;
  /** Seconds since 1970. */
  readonly now: number;
}
