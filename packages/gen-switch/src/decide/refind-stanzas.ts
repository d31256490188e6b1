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
  readonly count: number;
}

/**
 * Static stanzas for refind.conf that boot current/0, current/1, …: the kernel is read from the btrfs by rEFInd's driver, which follows the
 * links. Of several initrds, as with microcode, none can have a line: they are options then.
 *
 * Source: rEFInd, "Configuring the Boot Manager", "Creating Manual Boot Stanzas".
 */
export function refindStanzas({ title, volume, kernel, initrds, cmdline, count }: StanzaFacts): string {
  const stanzas = Array.from({ length: count }, (_, slot) => {
    const root = `/current/${slot}/@`;
    const [only, ...more] = initrds;
    const several = more.length === 0 ? [] : initrds.map((path) => `initrd=${root}/${path}`);
    const options = [kernelOptions(cmdline, `current/${slot}/@`), ...several].join(' ');
    return [
      `menuentry ${quoted(slot === 0 ? title : `${title}, ${slot} before`)} {`,
      `    volume   ${quoted(volume)}`,
      `    loader   ${root}/${kernel}`,
      ...(more.length === 0 && only !== undefined ? [`    initrd   ${root}/${only}`] : []),
      `    options  ${quoted(options)}`,
      '}',
      '',
    ].join('\n');
  });
  return stanzas.join('\n');
}

/** Within quotes a doubled one stands for itself. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
