/** A line of a registry that says nothing that this version understands; the message says which. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine';
}
