import { refindStanza } from '@twinroot/lib-generation';
import { kernelOptions } from './kernel-options.ts';

/** What static stanzas of rEFInd are made of. */
export interface StanzaFacts {
  readonly title: string;
  /** Label or PARTUUID of the btrfs. */
  readonly volume: string;
  /** Kernel and initrds, below the root of a generation, by names that all generations have. */
  readonly kernel: string;
  readonly initrds: readonly string[];
  /** A kernel command line that boots this machine. */
  readonly cmdline: string;
  /** Of the btrfs; null: not known. */
  readonly uuid: string | null;
  readonly count: number;
}

/**
 * Static stanzas for refind.conf that boot current/0, current/1, …: the kernel is read from the btrfs by rEFInd's driver, which follows the
 * links.
 */
export function refindStanzas({ title, volume, kernel, initrds, cmdline, uuid, count }: StanzaFacts): string {
  const stanzas = Array.from({ length: count }, (_, slot) => {
    const root = `current/${slot}/@`;
    return refindStanza({
      title: slot === 0 ? title : `${title}, ${slot} before`,
      volume,
      loader: `${root}/${kernel}`,
      initrds: initrds.map((path) => `${root}/${path}`),
      options: kernelOptions(cmdline, root, uuid),
    });
  });
  return stanzas.join('\n');
}
