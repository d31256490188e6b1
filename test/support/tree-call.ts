import { binaryOf } from './binaries.ts';
import { type Answer, type Call, call } from './call.ts';

/** The built binaries. */
export const treeItemsBinary = binaryOf('tree-items');
export const treeMirrorBinary = binaryOf('tree-mirror');
export const espWatchBinary = binaryOf('esp-watch');

/** A record of the items. */
export interface Item {
  readonly source: string;
  readonly dest: readonly string[];
  readonly exclude: readonly string[] | null;
  readonly delay: number | null;
  readonly nice: number | null;
  readonly ionice_class: number | null;
  readonly ionice_level: number | null;
  readonly rsync_opts: readonly string[] | null;
  readonly source_mount: string | null;
  readonly max_delete: number | null;
  readonly allow_empty: 'yes' | 'no' | null;
}

/** A record of the report. */
export interface Outcome {
  readonly source: string;
  readonly dest: string;
  readonly state: 'same' | 'mirrored' | 'failed' | 'refused';
  readonly files_copied: number;
  readonly bytes_copied: number;
  readonly files_deleted: number;
  readonly others_changed: number;
  readonly seconds: number;
  readonly why: string | null;
}

/** A record of the plan. */
export interface Change {
  readonly source: string;
  readonly dest: string;
  readonly operation: 'copy' | 'create' | 'link' | 'attributes' | 'delete';
  readonly type: string | null;
  readonly itemized: string;
  readonly bytes: number | null;
  readonly path: string;
}

/** Runs tree-items; each group that it writes has one item. */
export async function treeItems(
  ...args: readonly string[]
): Promise<Answer & { readonly items: readonly Item[] }> {
  const answer = await call(treeItemsBinary, ['--json', ...args]);
  return { ...answer, items: groupsOf(answer).flatMap(({ items }) => items ?? []) };
}

/** One item as records, with nothing but what is given. */
export function itemRecord(source: string, dest: readonly string[], more: Partial<Item> = {}): string {
  return `${JSON.stringify({ schema: 'twinroot.sync-item/1', items: [{ source, dest, ...more }] })}\n`;
}

/** How a run of tree-mirror ended, with the records of all its groups. */
export interface Run extends Answer {
  readonly outcomes: readonly Outcome[];
  readonly changes: readonly Change[];
}

/** Runs tree-mirror with an empty environment. */
export async function treeMirror(
  input: string,
  args: readonly string[] = [],
  given: Call = {},
): Promise<Run> {
  return runOf(await call(treeMirrorBinary, ['--json', ...args], { ...given, input }));
}

/** The records in an answer. */
export function runOf(answer: Answer): Run {
  const groups = groupsOf(answer);
  return {
    ...answer,
    outcomes: groups.flatMap(({ destinations }) => destinations ?? []),
    changes: groups.flatMap(({ changes }) => changes ?? []),
  };
}

/** States of a run and its status, in one line. */
export function brief({ outcomes, status }: Run): string {
  return [...outcomes.map(({ state }) => state), status].join(' ');
}

interface Group {
  readonly items?: readonly Item[];
  readonly destinations?: readonly Outcome[];
  readonly changes?: readonly Change[];
}

function groupsOf({ out }: Answer): readonly Group[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Group => JSON.parse(line));
}
