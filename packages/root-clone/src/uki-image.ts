import { type ImageLayout, imageHeadLength, layoutOf } from '@twinroot/lib-bls';
import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import { createEntryRewriter, parseEntryRules } from '@twinroot/lib-rewrite';
import { type NewMachineId, withNewId } from './template.ts';

/** A unified kernel image, as its header tells of it. */
export interface ImageFacts {
  /** Of the file, in bytes. */
  readonly size: number;
  /** Null when it is no PE image. */
  readonly layout: ImageLayout | null;
  /** Bytes, one character each. */
  readonly commandLine: string | null;
}

/** A unified kernel image of the source, by its path below the root. */
export interface SourceImage extends ImageFacts {
  readonly path: string;
}

/** A unified kernel image of the clone. */
export interface CloneImage {
  readonly path: string;
  /** Its path in the source. */
  readonly from: string;
  /** The command line that it is built anew with; null for one that is copied as it is. */
  readonly commandLine: string | null;
}

/** An image that has to be built anew, and that cannot be from its parts alone. */
export interface ImageFault {
  readonly path: string;
  readonly why: string;
}

/** What becomes of the images of a source. */
export interface ImagePlan {
  readonly images: readonly CloneImage[];
  readonly faults: readonly ImageFault[];
}

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

/** What depends on the command line, or is there several times (UAPI.5): whoever made it has to make it again. */
const owned = ['.pcrsig', '.profile', '.dtbauto', '.hwids', '.efifw'];

/** The images of a clone: those that name no old id are copied, the others are built anew. */
export function planImages(
  images: readonly SourceImage[],
  rules: { readonly ids: IdMap; readonly machineId?: NewMachineId | undefined },
): ImagePlan {
  const finder = createOldIdFinder(rules.ids.pairs);
  const planned: CloneImage[] = [];
  const faults: ImageFault[] = [];
  for (const image of images) {
    const { path: from, commandLine: old } = image;
    const path = rules.machineId ? withNewId(from, rules.machineId) : from;
    const commandLine = old === null ? null : commandLineOfClone(old, rules);
    const [left] = finder.find(commandLine ?? old ?? '');
    const why = left ? `${left.pair.oldText} stays in its command line` : commandLine && whyOwned(image);
    if (why) faults.push({ path, why });
    else planned.push({ path, from, commandLine });
  }
  return { images: planned, faults };
}

/** The command line for the clone; null when the image's is right as it is. */
function commandLineOfClone(
  old: string,
  { ids, machineId }: { readonly ids: IdMap; readonly machineId?: NewMachineId | undefined },
): string | null {
  const silent = { change: () => undefined, stays: () => undefined, tooLong: () => undefined };
  const rewriter = createEntryRewriter(parseEntryRules({ cmdline: true }), ids, silent, new Set());
  const renamed = rewriter.push(old) + rewriter.end();
  const fresh = machineId ? withNewId(renamed, machineId) : renamed;
  if (fresh === old) return null;
  // As in the entries of a machine that is made from a template: the first boot takes its id from there.
  if (!machineId || /(?:^|\s)systemd\.machine_id=/.test(fresh)) return fresh;
  return `${fresh.trimEnd()} systemd.machine_id=${machineId.fresh}`;
}

/** Why an image is not built anew; null when it can be. */
function whyOwned({ layout, size }: ImageFacts): string | null {
  if (layout === null) return 'it is not a PE image';
  if (layout.isSigned) return 'it is signed';
  const has = (name: string) => layout.sections.some((section) => section.name === name);
  const own = owned.find(has);
  if (own !== undefined) return `it has a section ${own}`;
  if (!has('.linux')) return 'it has no section .linux';
  const cut = layout.sections.find(({ at, length }) => at + length > size);
  return cut ? `its section ${cut.name} is truncated` : null;
}

/** A section of an image, without what follows it; null when it has none of that name. */
export function sectionIn(image: Buffer, name: string): Buffer | null {
  const section = layoutOf(image.subarray(0, imageHeadLength))?.sections.find((each) => each.name === name);
  return section ? image.subarray(section.at, section.at + section.length) : null;
}

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

/** What the `.uname` of an image says; null when it has none. */
export function unameOf(image: Buffer): string | null {
  return (
    sectionIn(image, '.uname')
      ?.toString('latin1')
      .replace(/[\0\s]+$/, '') ?? null
  );
}

/** Why an image is not another one with a new command line; null when it is. */
export function faultOfRebuilt(source: Buffer, built: Buffer, commandLine: string): string | null {
  const [old, fresh] = [source, built].map((image) => layoutOf(image.subarray(0, imageHeadLength)));
  if (!old || !fresh) return 'it is not a PE image';
  if (old.machine !== fresh.machine) return 'it is for another architecture';
  const line = sectionIn(built, '.cmdline')?.toString('latin1').replace(/\0.*$/s, '');
  if (line !== commandLine) return 'it has another command line';
  const uname = unameOf(source);
  if (uname !== null && uname !== unameOf(built)) return 'its section .uname differs';
  const other = carriedSections.find((name) => {
    const bytes = sectionIn(source, name);
    return bytes !== null && !isSamePadded(bytes, sectionIn(built, name) ?? Buffer.alloc(0));
  });
  return other === undefined ? null : `its section ${other} differs`;
}

/** Whether bytes are the same, but for zeros at an end: what is longer in memory than in the file ends with padding. */
function isSamePadded(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  const rest = (one.length > length ? one : other).subarray(length);
  return one.subarray(0, length).equals(other.subarray(0, length)) && rest.every((byte) => byte === 0);
}
