import type { GenerationEntry } from '@twinroot/lib-generation';

/** An entry of a generation, or of an older kernel of one, on an ESP, as it was found. */
export interface OwnEntry extends GenerationEntry {
  /** In the directory of its type. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** One character each byte; of a unified kernel image what textOfImage says; empty for what a power cut left of a new name. */
  readonly text: string;
  /** Of a unified kernel image: whether it is whole, and kernel and initrds in it are those that are wanted, as far as that was looked at. */
  readonly isIntact: boolean;
  readonly version: string | null;
  readonly sortKey: string | null;
  /** `machine-id` of a text; a unified kernel image has none. */
  readonly machineId: string | null;
}

/** A kernel or initrd that an ESP is to have. */
export interface Payload {
  /** Below the root of the ESP. */
  readonly path: string;
  /** Below the root of the generation. */
  readonly from: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** What an ESP has, as far as a switch needs to know it. */
export interface EspFound {
  /** Those of generations of this machine. */
  readonly entries: readonly OwnEntry[];
  /** Names of all other entries. */
  readonly others: readonly string[];
  /** loader/loader.conf, one character each byte; null: it is not there. */
  readonly loaderConf: string | null;
  /** Menus of generations that rEFInd includes, below the root of the ESP. */
  readonly refindMenus: readonly string[];
  /** By path. */
  readonly payloads: ReadonlyMap<string, 'same' | 'differs' | 'absent'>;
  /** Directories that are not there, the outermost first. */
  readonly missing: readonly string[];
}
