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
