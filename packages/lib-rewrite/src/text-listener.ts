/** One thing that changed. Texts are bytes, one character each. */
export interface TextChange {
  /** From 1, in the text as it was. */
  readonly line: number;
  readonly change: 'id' | 'mountpoint' | 'option' | 'variable' | 'drop' | 'peer' | 'rootflag' | 'title';
  readonly old: string | null;
  readonly new: string | null;
}

/** An old id of the map that a text still holds, because no rule may change it where it is. */
export interface LeftId {
  /** From 1, in the text as it was. */
  readonly line: number;
  /** As the map has it; or the name of a volume group or logical volume that is of the old disk, and has no new one. */
  readonly id: string;
  /** Where in the line, in words for people: `root=`, `a comment`, `title`. */
  readonly where: string;
  /** Whether that is a comment, which nobody reads but people. */
  readonly isComment: boolean;
}

/** What is heard while a text is rewritten. Lines are numbered from 1. */
export interface TextListener {
  change(change: TextChange): void;
  left(left: LeftId): void;
  /** A line that is too long to be looked at. */
  tooLong(line: number): void;
}
