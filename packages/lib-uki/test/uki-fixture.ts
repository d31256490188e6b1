/** What an image is made like. */
export interface UkiForm {
  /** Sections by their names, in order. */
  readonly sections: Readonly<Record<string, string>>;
  readonly isSigned?: boolean;
  /** What it runs on: x86-64, when it is not said. */
  readonly machine?: number;
  /** What sections have in memory, where that is more than in the file. */
  readonly inMemory?: number;
}

const align = (at: number) => Math.ceil(at / 512) * 512;

/** A PE32+ image with these sections, as a unified kernel image has them (UAPI.5). Nothing in it can be run. */
export function uki({ sections, isSigned = false, machine = 0x8664, inMemory }: UkiForm): Buffer {
  const head = Buffer.alloc(0x800);
  head.write('MZ', 0);
  head.writeUInt32LE(0x80, 0x3c);
  head.write('PE\0\0', 0x80, 'latin1');
  head.writeUInt16LE(machine, 0x84);
  head.writeUInt16LE(Object.keys(sections).length, 0x86);
  head.writeUInt16LE(240, 0x94);
  head.writeUInt16LE(0x20b, 0x98);
  head.writeUInt32LE(16, 0x98 + 108);
  if (isSigned) head.writeUInt32LE(8, 0x98 + 112 + 4 * 8 + 4);
  const parts = [head];
  let at = head.length;
  for (const [index, [name, text]] of Object.entries(sections).entries()) {
    const content = Buffer.alloc(align(text.length));
    content.write(text, 'latin1');
    const row = 0x98 + 240 + index * 40;
    head.write(name, row, 'latin1');
    head.writeUInt32LE(inMemory ?? text.length, row + 8);
    head.writeUInt32LE(content.length, row + 16);
    head.writeUInt32LE(at, row + 20);
    parts.push(content);
    at += content.length;
  }
  return Buffer.concat(parts);
}

/** An image that boots a root. */
export function usualUki(commandLine: string, more: Partial<UkiForm> = {}): Buffer {
  const sections = {
    '.osrel': 'ID=arch\n',
    '.cmdline': commandLine,
    '.uname': '6.12.1-arch1',
    '.initrd': 'an initrd',
    '.linux': 'a kernel',
    ...more.sections,
  };
  return uki({ ...more, sections });
}
