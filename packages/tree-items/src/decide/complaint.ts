/** Something in a configuration that is wrong, or looks as if it were. */
export interface Complaint {
  /** From 1. */
  readonly line: number;
  /** A warning does not keep the items back. */
  readonly kind: 'error' | 'warning';
  readonly text: string;
}

/** The configuration is wrong there. */
export function fault(line: number, text: string): Complaint {
  return { line, kind: 'error', text };
}

/** It is read all the same. */
export function doubt(line: number, text: string): Complaint {
  return { line, kind: 'warning', text };
}

/** In the order of the file; of one line, in the order that they were found in. */
export function inOrder(complaints: readonly Complaint[]): readonly Complaint[] {
  return [...complaints].sort((one, other) => one.line - other.line);
}
