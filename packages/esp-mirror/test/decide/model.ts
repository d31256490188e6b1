import { Buffer } from 'node:buffer';
import { payloadsOf, withoutCounter } from '@twinroot/lib-bls';
import { type BootTree, bootTreeOf, defectOf, isStarted, type MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath, temporaryName } from '@twinroot/lib-fat';
import {
  directoryOf,
  type FileNode,
  joinPath,
  listingOf,
  nameOf,
  type Operation,
  type PlainNode,
} from '@twinroot/lib-tree';
import { imageOf } from '../../../lib-boot-tree/test/image-of.ts';
import type { Plan } from '../../src/decide/plan.ts';
import type { Policy } from '../../src/decide/policy.ts';

/** A tree as the model knows it: content by path; null is a directory. */
export type ModelTree = ReadonlyMap<string, string | null>;

/** The listing of a model tree, with the images in it. */
export function modelTree(tree: ModelTree): BootTree {
  const nodes = new Map<string, PlainNode>();
  for (const [path, content] of tree) {
    let parent = '';
    for (const name of path.split('/').slice(0, -1)) {
      parent = joinPath(parent, name);
      if (!nodes.has(foldPath(parent))) nodes.set(foldPath(parent), { kind: 'directory', path: parent });
    }
    if (content === null) {
      nodes.set(foldPath(path), { kind: 'directory', path });
      continue;
    }
    const bytes = Buffer.from(content);
    nodes.set(foldPath(path), { kind: 'file', path, size: bytes.length, mtime: 0, digest: content, bytes });
  }
  const listing = listingOf(nodes.values());
  return bootTreeOf(listing, (path) => imageOf(tree.get(path) ?? ''));
}

/** A file of a listing, which nobody read. */
export function fileNode(path: string, more: Partial<FileNode> = {}): FileNode {
  return { kind: 'file', path, key: foldPath(path), size: 1, mtime: 0, digest: null, bytes: null, ...more };
}

/** A tree by folded path, that operations change. */
export type State = Map<string, { path: string; content: string | null }>;

export function stateOf(tree: ModelTree): State {
  const state: State = new Map();
  for (const node of modelTree(tree).listing.nodes.values()) {
    const content = node.kind === 'file' ? (tree.get(node.path) ?? '') : null;
    state.set(foldPath(node.path), { path: node.path, content });
  }
  return state;
}

export function treeOf(state: State): ModelTree {
  return new Map([...state.values()].map(({ path, content }) => [path, content]));
}

/** Does an operation on a state, strictly: what the operation says of the mirror must be true. */
export function perform(state: State, operation: Operation, source: ModelTree): void {
  const key = foldPath(operation.path);
  const there = state.get(key);
  const parent = directoryOf(key);
  if (parent !== '' && state.get(parent)?.content !== null)
    throw new Error(`no directory for ${operation.path}`);
  switch (operation.op) {
    case 'mkdir':
      if (there !== undefined) throw new Error(`${operation.path} is there already`);
      state.set(key, { path: operation.path, content: null });
      return;
    case 'rmdir':
      if ([...state.keys()].some((other) => other.startsWith(`${key}/`)))
        throw new Error(`${key} is not empty`);
      state.delete(key);
      return;
    case 'delete':
      if (typeof there?.content !== 'string') throw new Error(`${operation.path} is not a file`);
      if (Buffer.byteLength(there.content) !== operation.size) throw new Error(`${key}: other size`);
      state.delete(key);
      return;
    case 'touch':
      if (typeof there?.content !== 'string') throw new Error(`${operation.path} is not a file`);
      return;
    case 'copy':
    case 'write': {
      if (operation.replaces !== (there !== undefined))
        throw new Error(`${key}: replaces is ${operation.replaces}`);
      const path = there?.path ?? operation.path;
      state.set(key, { path, content: contentOf(operation, source) });
    }
  }
}

/** What is on the disk when power goes in the middle of an operation. */
export function tear(state: State, operation: Operation, source: ModelTree, part: number): void {
  if (operation.op !== 'copy' && operation.op !== 'write' && operation.op !== 'mkdir') return;
  if (operation.op === 'mkdir') {
    const made = joinPath(directoryOf(operation.path), temporaryName(0));
    state.set(foldPath(made), { path: made, content: null });
    return;
  }
  const content = contentOf(operation, source);
  const path = joinPath(directoryOf(operation.path), temporaryName(0));
  state.set(foldPath(path), { path, content: content.slice(0, Math.floor(content.length * part)) });
}

/** Something that a power cut may leave. */
export interface Cut {
  readonly state: State;
  /** Where it is on the way: `torn at copy vmlinuz`, `after copy vmlinuz`. */
  readonly where: string;
}

/**
 * Performs operations on a state, and gives what a power cut would leave: in the middle of each, so much of it done, and after it.
 */
export function* cuts(
  operations: readonly Operation[],
  state: State,
  source: ModelTree,
  part = 0.5,
): Generator<Cut, void, void> {
  for (const operation of operations) {
    const torn = new Map(state);
    tear(torn, operation, source, part);
    yield { state: torn, where: `torn at ${operation.op} ${operation.path}` };
    perform(state, operation, source);
    yield { state, where: `after ${operation.op} ${operation.path}` };
  }
}

function contentOf(operation: Extract<Operation, { op: 'copy' | 'write' }>, source: ModelTree): string {
  if (operation.op === 'write') return Buffer.from(operation.bytes).toString('utf8');
  const content = source.get(operation.from);
  if (typeof content !== 'string') throw new Error(`the source has no ${operation.from}`);
  return content;
}

/** What a boot loader would start with an entry: the content of each file that it names, in order. */
export function filesShown(entry: MenuEntry, tree: BootTree): string {
  const files = entry.names.map(({ key }) => {
    const node = key === null ? undefined : tree.listing.nodes.get(key);
    return node?.kind === 'file' ? node.digest : null;
  });
  return JSON.stringify(files);
}

/** The text of an entry without the paths in it. */
function textShown(entry: MenuEntry): string {
  if (entry.type === 2) return '';
  // A text that is pointed elsewhere may hold what it was, in a comment.
  const text = Buffer.from(entry.file.bytes ?? []).toString('latin1');
  const bytes = Buffer.from(text.replace(/^# esp-mirror was interrupted.*\n/m, ''), 'latin1');
  return payloadsOf(bytes).reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
    bytes.toString('latin1'),
  );
}

/** What a run began with and is to end with, as the judge wants it. */
export interface Verdicts {
  /** By the id of the entry: what it shows, files and texts each. */
  readonly old: ReadonlyMap<string, ReadonlySet<string>>;
  readonly next: ReadonlyMap<string, ReadonlySet<string>>;
  readonly texts: ReadonlySet<string>;
  readonly hadOne: boolean;
  /** Entries of which a complete one was there before: these must be complete at any time. */
  readonly wasWhole: ReadonlySet<string>;
  /** Folded paths of entries that were damaged before (of the same entry there may be a complete one beside). */
  readonly damaged: ReadonlySet<string>;
  /**
   * Folded paths of entries that no boot loader listed before, since what they start was not there, and that are
   * complete in the end; none, where no other entry is complete all the while.
   */
  readonly unlisted: ReadonlySet<string>;
}

/** Whether a boot loader lists an entry: what it starts is there, and more is not asked (systemd src/boot/boot.c). */
function isListed(entry: MenuEntry, tree: BootTree): boolean {
  return entry.names.some(
    ({ key, as }) => isStarted(as) && key !== null && tree.listing.nodes.get(key)?.kind === 'file',
  );
}

export function verdictsOf(before: BootTree, after: BootTree): Verdicts {
  const shownIn = (tree: BootTree) => {
    const all = new Map<string, Set<string>>();
    for (const entry of tree.menu) {
      const set = all.get(entry.id) ?? new Set();
      all.set(entry.id, set.add(filesShown(entry, tree)));
    }
    return all;
  };
  const wasWhole = new Set(
    before.menu.filter((entry) => defectOf(entry, before) === null).map(({ id }) => id),
  );
  const damaged = new Set(
    before.menu.filter((entry) => defectOf(entry, before) !== null).map(({ key }) => key),
  );
  const texts = new Set([...before.menu, ...after.menu].map((entry) => entry.id + textShown(entry)));
  const [old, next] = [shownIn(before), shownIn(after)];
  const whole = new Set(after.menu.filter((entry) => defectOf(entry, after) === null).map(({ key }) => key));
  const stays = ({ key }: MenuEntry) =>
    whole.has(key) &&
    after.menu.some((entry) => entry.key === key && old.get(entry.id)?.has(filesShown(entry, after)));
  const hasStaying = before.menu.some((entry) => defectOf(entry, before) === null && stays(entry));
  const unlisted = new Set(
    before.menu
      .filter((entry) => hasStaying && whole.has(entry.key) && !isListed(entry, before))
      .map(({ key }) => key),
  );
  return { old, next, texts, hadOne: wasWhole.size > 0, wasWhole, damaged, unlisted };
}

/** As entries have it: the counter may change on the way. */
function idOf(path: string): string {
  return foldPath(joinPath(directoryOf(path), withoutCounter(nameOf(path))));
}

function hasComplete(tree: BootTree): boolean {
  return tree.menu.some((entry) => defectOf(entry, tree) === null);
}

/**
 * What is bad about a state of the mirror, as a boot loader would see it; null when nothing is.
 *
 * An entry that was damaged before may be damaged in another way until it is as it is to be; but none that gets complete is listed
 * before, where another one is complete all the while.
 *
 * What the plan says is torn is not judged, nor what is damaged and kept: nobody may take it off or point it elsewhere.
 */
export function judge(
  tree: BootTree,
  verdicts: Verdicts,
  { torn, kept }: Pick<Plan, 'torn' | 'kept'> = { torn: [], kept: [] },
): string | null {
  const { old, next, texts, hadOne, wasWhole, damaged, unlisted } = verdicts;
  for (const entry of tree.menu) {
    const now = filesShown(entry, tree);
    const isOld = old.get(entry.id)?.has(now) === true;
    const isNew = next.get(entry.id)?.has(now) === true;
    if (!texts.has(entry.id + textShown(entry))) return `${entry.file.path} has a text of its own`;
    const defect = defectOf(entry, tree);
    if (torn.some((path) => idOf(path) === entry.id)) continue;
    if (damaged.has(entry.key) && kept.some(({ path }) => foldPath(path) === entry.key)) continue;
    const wasDamaged = damaged.has(entry.key) || (old.has(entry.id) && !wasWhole.has(entry.id));
    if (defect !== null && !isOld && !wasDamaged) return `${entry.file.path} ${defect}`;
    if (defect !== null && hadOne && unlisted.has(entry.key) && isListed(entry, tree))
      return `${entry.file.path} is listed now, and ${defect}`;
    if (defect === null && !isOld && !isNew) return `${entry.file.path} is neither old nor new: ${now}`;
  }
  return hadOne && !hasComplete(tree) ? 'no complete entry is left' : null;
}

export const plainPolicy: Policy = {
  scope: 'all',
  isExcluded: () => false,
  ownIds: new Set(),
  ownOsIds: new Set(),
  architecture: null,
  hasXbootldr: false,
  hasLineage: false,
  started: null,
  written: new Map(),
  purge: false,
  bridge: true,
  force: false,
  free: null,
  cluster: 4096,
};
