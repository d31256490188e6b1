/** A `Boot####` variable that decodes (UEFI 2.10, section 3.1.3). */
export interface BootOption {
  /** Four hexadecimal digits, upper case. */
  readonly number: string;
  /** What the firmware's menu shows; nothing is known by it. */
  readonly label: string;
  /** PARTUUID of the partition, in lower case; null: it starts from none. */
  readonly partuuid: string | null;
  /** `\EFI\systemd\systemd-bootx64.efi`; null where it names none: for a partition, its removable path. */
  readonly file: string | null;
  /** LOAD_OPTION_ACTIVE: the firmware tries it by itself. */
  readonly isActive: boolean;
  /** What the program is given. */
  readonly optionalData: Uint8Array;
}

/** What the firmware would boot: its options, and their order. */
export interface BootMenu {
  /** By their numbers. */
  readonly options: readonly BootOption[];
  /** The numbers of all `Boot####` variables, also of those that do not decode. */
  readonly taken: readonly string[];
  /** BootOrder: numbers, as options have them. It may name options that are not there. */
  readonly order: readonly string[];
  /** BootCurrent; null when the firmware does not tell. */
  readonly current: string | null;
  /** BootNext; null when none waits. */
  readonly next: string | null;
}

/** A file as it is compared: firmware changes the case of paths, and some leave out the first backslash. */
export function foldedFile(file: string): string {
  return `\\${file.replace(/^\\+/, '').replace(/\\+/g, '\\').toLowerCase()}`;
}

/**
 * The options that start a file on a partition, whatever their labels say, by their numbers.
 *
 * @param file as firmware writes it, with backslashes
 */
export function optionsOf(
  { options }: Pick<BootMenu, 'options'>,
  partuuid: string,
  file: string,
): readonly BootOption[] {
  const wanted = foldedFile(file);
  return options.filter(
    (option) => option.partuuid === partuuid && option.file !== null && foldedFile(option.file) === wanted,
  );
}

/**
 * The first option of a partition that names a file: for the removable path alone firmware makes options by itself, and takes
 * them away again.
 */
export function findOption({ options }: Pick<BootMenu, 'options'>, partuuid: string): BootOption | null {
  return options.find((option) => option.partuuid === partuuid && option.file !== null) ?? null;
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
  const booted = options.find(({ number, partuuid }) => number === current && partuuid !== null)?.file;
  const wanted = [
    (file: string) => typeof booted === 'string' && foldedFile(file) === foldedFile(booted),
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
  if (!first) return order.includes(number) ? order : orderBehind(order, current, [number]);
  return order[0] === number ? order : [number, ...order.filter((each) => each !== number)];
}

/** A boot order with others right behind the place of one, in their order; last, where that one has none. */
export function orderBehind(
  order: readonly string[],
  place: string | null,
  numbers: readonly string[],
): readonly string[] {
  const at = place === null ? -1 : order.indexOf(place);
  return at === -1 ? [...order, ...numbers] : order.toSpliced(at + 1, 0, ...numbers);
}

/**
 * The lowest numbers that are free: neither of a variable, nor named by BootOrder, BootNext or BootCurrent. BootOrder may name what
 * is not there: an option that took that number would be where that one was, maybe first.
 */
export function freeNumbers(
  { taken, order, current, next }: Omit<BootMenu, 'options'>,
  count: number,
): readonly string[] {
  const used = new Set([...taken, ...order, current, next]);
  const found: string[] = [];
  for (let each = 0; each <= 0xffff && found.length < count; each += 1) {
    const number = optionNumber(each);
    if (!used.has(number)) found.push(number);
  }
  return found;
}

/** A number as `Boot####` has it: four digits, upper case (UEFI 2.10, section 3.3). */
export function optionNumber(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, '0');
}
