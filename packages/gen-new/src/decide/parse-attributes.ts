/** Labels and signatures that belong to the policy of a system, and not to a configuration; and what an overlay keeps for itself. */
const passedOver = /^(?:security\.(?:selinux|ima|evm|SMACK64)|trusted\.overlay\.|btrfs\.)/;

/**
 * Extended attributes of files, as getfattr(1) dumps them in hexadecimal.
 *
 *     # file: /a/b\012c
 *     user.name=0x61
 *
 * @param text one character each byte
 * @param directory which was asked for, in the same way: what paths begin with
 * @returns by paths below that: the attributes, sorted, as text
 */
export function parseAttributes(text: string, directory: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const block of text.split('\n\n')) {
    const [head = '', ...lines] = block.split('\n');
    const [, path = ''] = /^# file: (.*)$/s.exec(head) ?? [];
    const plain = path.replace(/\\(\d{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    const own = lines.filter((line) => line !== '' && !passedOver.test(line)).toSorted();
    if (own.length > 0 && plain.startsWith(`${directory}/`))
      found.set(plain.slice(directory.length + 1), own.join('\n'));
  }
  return found;
}
