/** A text as one word of a shell's command, in quotes where it needs them (POSIX, Shell Command Language, 2.2). */
export function shellWord(text: string): string {
  return /^[\w/.,:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
