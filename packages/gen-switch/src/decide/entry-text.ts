/** What an entry of a generation says, but for its `version`. */
export interface EntryParts {
  readonly title: string;
  /** 32 hexadecimal digits; null: not known. */
  readonly machineId: string | null;
  /** The same for all generations of a machine, or the boot menu would not have them in the order of their switches. */
  readonly sortKey: string;
  readonly options: string;
  /** Below the root of the ESP. */
  readonly linux: string;
  /** In the order in which they are loaded. */
  readonly initrds: readonly string[];
}

/**
 * The text of an entry of a generation (UAPI.1, "Type #1 Boot Loader Specification Entries").
 *
 * @param version 14 digits: when it was switched to last, as ids have it
 */
export function entryText(parts: EntryParts, version: string): string {
  const { title, machineId, sortKey, options, linux, initrds } = parts;
  const lines: readonly (readonly [key: string, value: string])[] = [
    ['title', oneLine(title)],
    ['version', version],
    ...(machineId === null ? [] : [['machine-id', machineId] as const]),
    ['sort-key', oneLine(sortKey)],
    ['options', options],
    ['linux', `/${linux}`],
    ...initrds.map((path) => ['initrd', `/${path}`] as const),
  ];
  return `# made by gen-switch, and made anew at the next switch to this generation\n${lines
    .map(([key, value]) => `${key.padEnd(10)} ${value}\n`)
    .join('')}`;
}

/** A line feed would end the value. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
