import { type BootTree, type CountedFile, type Counting, countedFiles } from '@twinroot/lib-boot-tree';
import {
  type ContentState,
  contentStateOf,
  isRetimed,
  type ManifestFile,
  type Registry,
  settledRegistry,
} from '@twinroot/lib-registry';
import { smallFile } from '@twinroot/lib-tree';
import { asRecorded } from './as-recorded.ts';
import { type MemberChange, withMembers } from './member-change.ts';

/** What the source's content is to its registry; what is damaged is as it was recorded. */
export interface SourceState {
  /** Without a run that ended or never began; null where there is none. */
  readonly registry: Registry | null;
  readonly content: ContentState;
  /** The files that count and are mirrored by this run. */
  readonly found: readonly CountedFile[];
  /** Lines of the manifest that this run does not look at. */
  readonly unseen: readonly ManifestFile[];
  /** Whether it is not what the registry says: a new generation is to be made of it. */
  readonly isNew: boolean;
}

const untouched: ContentState = { edited: [], rotten: [], progress: 'none' };

/**
 * Compares the source with its registry.
 *
 * @param isMirrored whether a path is within what this run mirrors
 * @param run what is to be different about the members, and whether other bytes under the recorded size and time are rot
 */
export function sourceStateOf(
  read: Registry | null,
  tree: BootTree,
  counting: Omit<Counting, 'recorded'>,
  isMirrored: (path: string) => boolean,
  { change, findsRot }: { readonly change: MemberChange; readonly findsRot: boolean },
): SourceState {
  const files = read?.files ?? [];
  const recorded = new Set(files.map(({ path }) => path));
  const counted = countedFiles(tree, { ...counting, recorded }).filter(({ node }) => isMirrored(node.path));
  const found = asRecorded(counted, tree, files);
  const unseen = files.filter(({ path }) => !isMirrored(path));
  if (read === null) return { registry: null, content: untouched, found, unseen, isNew: true };
  const seen = { files: files.filter(({ path }) => isMirrored(path)), becoming: read.becoming };
  const content = contentStateOf(seen, found, { findsRot });
  const registry = settledRegistry(read, content);
  const lines = new Map(files.map((file) => [file.path, file]));
  // A mirror gets the time of a large file, too, and is known by it then.
  const hasNewTime = found.some((file) => {
    const line = lines.get(file.path);
    return file.size > smallFile && line !== undefined && isRetimed(file, line);
  });
  const isNew =
    content.edited.length > 0 ||
    hasNewTime ||
    registry.becoming !== null ||
    withMembers(registry, change) !== registry;
  return { registry, content, found, unseen, isNew };
}
