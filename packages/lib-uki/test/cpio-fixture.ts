/** A cpio archive as the kernel unpacks it (`newc`), with its trailer. */
export function cpioOf(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const all: [name: string, bytes: Buffer, mode: number][] = [
    ['etc', Buffer.alloc(0), 0o040755],
    ...Object.entries(files).map(([name, bytes]): [string, Buffer, number] => [
      name,
      Buffer.from(bytes),
      0o100644,
    ]),
    ['TRAILER!!!', Buffer.alloc(0), 0],
  ];
  return Buffer.concat(
    all.flatMap(([name, bytes, mode], index) => {
      const fields = [index, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length + 1, 0];
      const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
      return [padded(Buffer.from(header)), padded(bytes)];
    }),
  );
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
