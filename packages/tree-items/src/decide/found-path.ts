/** What is at a path of the list. */
export interface FoundPath {
  /** The path without symlinks; of what is missing, as far as it is known. */
  readonly real: string;
  readonly is: 'directory' | 'other' | 'missing' | 'unreadable';
  /** Whether it is the root of a system. */
  readonly holdsRoot?: boolean;
  /** What is in it of a system that boots: the paths of judge-roots that are there. */
  readonly holds?: readonly string[];
}
