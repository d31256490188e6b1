import { unescapeField } from './escape.ts';
import { MountinfoError } from './mountinfo-error.ts';

/** One mount, its fields named and ordered as in proc_pid_mountinfo(5). */
export interface Mount {
  readonly id: number;
  /** Id of the mount that this one is attached to; it need not be in the table. */
  readonly parent: number;
  /** Device number of the file system, `8:1`; anonymous for btrfs and virtual file systems. */
  readonly majmin: string;
  /** The directory of the file system that is mounted: `/`, or another for a bind or a subvolume. */
  readonly root: string;
  readonly mountpoint: string;
  /** Options of this mount. */
  readonly options: readonly string[];
  /** `shared:1`, `master:2`, `unbindable`, …: from none to many. */
  readonly optional: readonly string[];
  readonly fstype: string;
  /** Empty when the kernel has none. */
  readonly source: string;
  /** Options of the file system, which all of its mounts share. */
  readonly superOptions: readonly string[];
}

/**
 * The mounts of a mountinfo table, in its order (fs/proc_namespace.c, show_mountinfo).
 *
 * @throws {MountinfoError} MALFORMED, with the line's number, for a line that no kernel writes.
 */
export function parseMountinfo(text: string): readonly Mount[] {
  const mounts: Mount[] = [];
  text.split('\n').forEach((line, index) => {
    if (line !== '') mounts.push(parseLine(line, index + 1));
  });
  return mounts;
}

function parseLine(text: string, line: number): Mount {
  // One blank each: an empty source is two blanks in a row.
  const fields = text.split(' ');
  const separator = fields.indexOf('-', 6);
  const [id = '', parent = '', majmin = '', root = '', mountpoint = '', options = ''] = fields;
  const [fstype, source, ...superOptions] = separator < 0 ? [] : fields.slice(separator + 1);
  const malformed = (what: string) =>
    new MountinfoError('MALFORMED', `mountinfo, line ${line}: ${what}`, { line });
  if (!/^\d+$/.test(id)) throw malformed(`the mount id is '${id}'`);
  if (!/^\d+$/.test(parent)) throw malformed(`the parent's id is '${parent}'`);
  if (!/^\d+:\d+$/.test(majmin)) throw malformed(`the device number is '${majmin}'`);
  if (root === '') throw malformed('no root');
  if (!mountpoint.startsWith('/')) throw malformed(`the mount point is '${mountpoint}'`);
  if (options === '') throw malformed('no mount options');
  if (separator < 0) throw malformed(`no field is '-'`);
  if (!fstype || source === undefined || superOptions.length === 0)
    throw malformed(`fields are missing after '-'`);
  return {
    id: Number(id),
    parent: Number(parent),
    majmin,
    root: unescapeField(root),
    mountpoint: unescapeField(mountpoint),
    options: splitOptions(options),
    optional: fields.slice(6, separator),
    fstype: unescapeField(fstype),
    source: unescapeField(source),
    superOptions: splitOptions(superOptions.join(' ')),
  };
}

/** Splits before it decodes: an escaped comma is part of a value. */
function splitOptions(field: string): string[] {
  return field.split(',').map(unescapeField);
}
