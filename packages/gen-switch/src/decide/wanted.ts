import type { EntryType } from '@twinroot/lib-generation';
import type { EntryParts } from './entry-text.ts';
import type { Payload } from './esp-found.ts';
import type { ImageParts } from './image-parts.ts';

/** What the entry of a kernel is made of. */
export interface WantedEntry {
  readonly parts: Omit<EntryParts, 'sortKey'> & {
    /** What it is where no other generation has one. */
    readonly sortKey: string;
  };
  /** What its text names. */
  readonly payloads: readonly Payload[];
  /** What its unified kernel image is built from. */
  readonly image: ImageParts;
}

/** An older kernel of the generation, which gets an entry of its own where there is room for it. */
export interface OlderKernel extends WantedEntry {
  /** As uname(1) has it. */
  readonly release: string;
}

/** What is to be published: the entry of the newest kernel of a generation, and those of its older ones. */
export interface Wanted extends WantedEntry {
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
  /** Of its newest kernel, which its version names beside others; null: it has no other. */
  readonly release: string | null;
  /** The newest first. */
  readonly older: readonly OlderKernel[];
  /** Seconds since 1970. */
  readonly now: number;
}
