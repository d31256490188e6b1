/** A `Boot####` variable that starts something on a partition (UEFI 2.10, section 3.1.3). */
export interface BootOption {
  /** Four hexadecimal digits, upper case. */
  readonly number: string;
  /** PARTUUID of the partition, in lower case. */
  readonly partuuid: string;
  /** `\EFI\systemd\systemd-bootx64.efi`; null for the partition's removable path. */
  readonly file: string | null;
}

/** What the firmware would boot: its options that name a partition, and their order. */
export interface BootMenu {
  readonly options: readonly BootOption[];
  /** BootOrder: numbers, as options have them. */
  readonly order: readonly string[];
  /** BootCurrent; null when the firmware does not tell. */
  readonly current: string | null;
}

/**
 * The option that starts a file on a partition, whatever its label says. Firmware changes the case of paths: it does not count.
 *
 * @param file as firmware writes it, with backslashes; null: whichever it is, but for an option that names no file: firmware makes
 *   such a one for the removable path by itself, and takes it away again
 */
export function findOption(
  { options }: Pick<BootMenu, 'options'>,
  partuuid: string,
  file: string | null = null,
): BootOption | null {
  const wanted = file?.toLowerCase();
  return (
    options.find(
      (option) =>
        option.partuuid === partuuid &&
        option.file !== null &&
        (wanted === undefined || option.file.toLowerCase() === wanted),
    ) ?? null
  );
}

/**
 * The program that firmware is to start on a partition: the one by which the machine was booted, where the partition has it, else
 * systemd-boot, else the removable path (UEFI 2.10, section 3.5.1.1). Null when there is none.
 *
 * @param programs those on the partition, as firmware names them
 */
export function programToStart(
  { options, current }: Pick<BootMenu, 'options' | 'current'>,
  programs: readonly string[],
): string | null {
  const booted = options.find(({ number }) => number === current)?.file?.toLowerCase();
  const wanted = [
    (file: string) => file.toLowerCase() === booted,
    (file: string) => /^\\EFI\\systemd\\systemd-boot[a-z0-9]+\.efi$/i.test(file),
    (file: string) => /^\\EFI\\BOOT\\boot[a-z0-9]+\.efi$/i.test(file),
  ];
  for (const isIt of wanted) {
    const found = programs.find(isIt);
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * The boot order with an option: where it is in it already, it stays there; else it comes right behind what was booted, or last
 * when that is not in the order.
 *
 * @param first it comes first in any case
 */
export function orderWith(
  { order, current }: Pick<BootMenu, 'order' | 'current'>,
  number: string,
  first: boolean,
): readonly string[] {
  if (order.includes(number) && !(first && order[0] !== number)) return order;
  const others = order.filter((each) => each !== number);
  if (first) return [number, ...others];
  const at = current === null ? -1 : others.indexOf(current);
  return at === -1 ? [...others, number] : others.toSpliced(at + 1, 0, number);
}
