/** A `Boot####` variable that starts a file on a partition. */
export interface BootOption {
  /** Four hexadecimal digits, upper case. */
  readonly number: string;
  readonly partuuid: string;
  /** `\EFI\systemd\systemd-bootx64.efi`; null for the partition's removable path. */
  readonly file: string | null;
}

/** What the firmware has, and what the clone's ESP has. */
export interface Firmware {
  readonly options: readonly BootOption[];
  /** BootOrder. */
  readonly order: readonly string[];
  /** BootCurrent. */
  readonly current: string | null;
  /** PARTUUID of the clone's ESP. */
  readonly partuuid: string;
  /** The programs on it, as firmware names them. */
  readonly programs: readonly string[];
}

/** The boot option of the clone, if the firmware has it. */
export function optionOfClone({ options, partuuid }: Firmware): BootOption | undefined {
  return options.find((option) => option.partuuid === partuuid && option.file !== null);
}

/**
 * The program that the firmware is to start on the clone's ESP: the one by which the machine was booted, where the clone has
 * it, else systemd-boot, else the removable path (UEFI 2.10, 3.5.1.1). Undefined when there is none.
 */
export function programOfClone({ options, current, programs }: Firmware): string | undefined {
  const booted = options.find(({ number }) => number === current)?.file;
  const wanted = [
    (file: string) => file.toLowerCase() === booted?.toLowerCase(),
    (file: string) => /^\\EFI\\systemd\\systemd-boot[a-z0-9]+\.efi$/i.test(file),
    (file: string) => /^\\EFI\\BOOT\\boot[a-z0-9]+\.efi$/i.test(file),
  ];
  for (const isIt of wanted) {
    const found = programs.find(isIt);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The boot order with the clone: first, or right behind what was booted; where it is in it already, it stays there. */
export function orderWith(
  { order, current }: Pick<Firmware, 'order' | 'current'>,
  number: string,
  first: boolean,
): readonly string[] {
  if (order.includes(number) && !(first && order[0] !== number)) return order;
  const others = order.filter((each) => each !== number);
  if (first) return [number, ...others];
  const at = current === null ? -1 : others.indexOf(current);
  return at === -1 ? [...others, number] : others.toSpliced(at + 1, 0, number);
}
