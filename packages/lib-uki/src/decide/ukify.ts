/** The sections that are taken over, and the options that ukify(1) has for them; the rest is the stub's. */
const carried: readonly (readonly [section: string, option: string])[] = [
  ['.linux', 'linux'],
  ['.initrd', 'initrd'],
  ['.ucode', 'microcode'],
  ['.osrel', 'os-release'],
  ['.splash', 'splash'],
  ['.dtb', 'devicetree'],
  ['.pcrpkey', 'pcrpkey'],
];

/** The sections that are taken over from files. */
export const carriedSections: readonly string[] = carried.map(([section]) => section);

/**
 * The arguments of ukify(1), 254 or newer. What its configuration would add (a signature, a splash) is not in the source.
 *
 * @param has the sections that the source has, beside the command line
 * @param file the file that a section is in
 * @param uname what `.uname` says; null: ukify looks into the kernel
 */
export function ukifyArguments(
  has: readonly string[],
  file: (section: string) => string,
  uname: string | null,
  output: string,
): readonly string[] {
  const options = carried.filter(([section]) => has.includes(section));
  return [
    'build',
    '--config=/dev/null',
    ...options.map(([section, option]) => `--${option}=${section === '.osrel' ? '@' : ''}${file(section)}`),
    `--cmdline=@${file('.cmdline')}`,
    ...(uname === null ? [] : [`--uname=${uname}`]),
    `--output=${output}`,
  ];
}

/** What a new image is made of; paths as ukify finds them. */
export interface NewImage {
  readonly linux: string;
  /** In the order in which they are loaded. */
  readonly initrds: readonly string[];
  /** A file with the kernel command line, and nothing behind it. */
  readonly cmdline: string;
  /** A file. */
  readonly osRelease: string;
  /** Of the kernel, as uname(1) has it. */
  readonly release: string;
  /** uki.conf; null: no configuration, not even that of the machine. */
  readonly config: string | null;
  readonly output: string;
}

/**
 * The arguments of ukify(1), 254 or newer, for a new image: 253 has neither its verbs nor `--linux` and `--config`. What is said here comes
 * before what the configuration says, but for its initrds, which are put before these.
 *
 * Source: systemd src/ukify/ukify.py (config_set_if_unset, config_list_prepend, finalize_options).
 */
export function newImageArguments(image: NewImage): readonly string[] {
  return [
    'build',
    `--config=${image.config ?? '/dev/null'}`,
    `--linux=${image.linux}`,
    ...image.initrds.map((path) => `--initrd=${path}`),
    `--cmdline=@${image.cmdline}`,
    `--os-release=@${image.osRelease}`,
    `--uname=${image.release}`,
    `--output=${image.output}`,
  ];
}
