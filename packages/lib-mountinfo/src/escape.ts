/**
 * Takes the octal escapes (`\040`) out of a field, as the kernel's mangle() and seq_escape() put them in.
 * An escape stands for a byte: several in a row may be one UTF-8 character. What is no escape stays as it is.
 */
export function unescapeField(field: string): string {
  return field.replace(/(?:\\[0-3][0-7]{2})+/g, (run) => {
    const bytes = run.slice(1).split('\\');
    return Buffer.from(bytes.map((octal) => Number.parseInt(octal, 8))).toString('utf8');
  });
}
