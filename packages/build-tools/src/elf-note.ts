// A note in an ELF program, for itself to read: in a section and a segment of its own, as a linker would have made it. strip, eu-strip and
// objcopy copy a program by its sections, and drop or displace what is in none: that is why a blob as postject injects it does not
// survive them. Source: elf(5); System V ABI, Object Files.

/** What is put in. */
export interface Note {
  /** The note's own name, by which it is looked for. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The name of its section: not `.note`, which dh_strip removes. */
  readonly section: string;
}

const [fileHeaderSize, programHeaderSize, sectionHeaderSize] = [64, 56, 64];
const [ptLoad, ptInterp, ptNote, ptPhdr] = [1, 3, 4, 6];
const [shtNote, shfAlloc, flagRead] = [7, 2, 4];
/** The largest page of x86-64 and AArch64. */
const page = 0x10000;

const roundUp = (value: number, to: number) => Math.ceil(value / to) * to;

/** Numbers of 64 bits, of which all that are here are below 2^53. */
const get = (bytes: Buffer, at: number) => Number(bytes.readBigUInt64LE(at));
const set = (bytes: Buffer, at: number, value: number) => bytes.writeBigUInt64LE(BigInt(value), at);

interface Program {
  readonly type: number;
  readonly header: Buffer;
  readonly address: number;
  readonly memory: number;
}

interface Section {
  readonly name: string;
  readonly header: Buffer;
  readonly offset: number;
  readonly size: number;
}

function programsOf(elf: Buffer): Program[] {
  return Array.from({ length: elf.readUInt16LE(56) }, (_, index) => {
    const at = get(elf, 32) + index * programHeaderSize;
    const header = Buffer.from(elf.subarray(at, at + programHeaderSize));
    return { type: header.readUInt32LE(0), header, address: get(header, 16), memory: get(header, 40) };
  });
}

function sectionsOf(elf: Buffer): Section[] {
  const headers = Array.from({ length: elf.readUInt16LE(60) }, (_, index) => {
    const at = get(elf, 40) + index * sectionHeaderSize;
    return Buffer.from(elf.subarray(at, at + sectionHeaderSize));
  });
  const names = get(headers[elf.readUInt16LE(62)] ?? Buffer.alloc(sectionHeaderSize), 24);
  return headers.map((header) => {
    const at = names + header.readUInt32LE(0);
    const name = elf.toString('latin1', at, elf.indexOf(0, at));
    return { name, header, offset: get(header, 24), size: get(header, 32) };
  });
}

/** A note as it is in memory: sizes, type 0, name and bytes, both padded to 4 bytes. */
function noteBytes({ name, bytes }: Note): Buffer {
  const text = Buffer.from(`${name}\0`);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(text.length, 0);
  head.writeUInt32LE(bytes.length, 4);
  const padded = (part: Uint8Array) => Buffer.concat([part, Buffer.alloc(-part.length & 3)]);
  return Buffer.concat([head, padded(text), padded(bytes)]);
}

/** Sets where the bytes of a program header are. */
function placeProgram(header: Buffer, offset: number, address: number, size: number): void {
  set(header, 8, offset);
  for (const at of [16, 24]) set(header, at, address);
  for (const at of [32, 40]) set(header, at, size);
}

function refuse(why: string): never {
  throw new Error(`this program takes no note: ${why}`);
}

/**
 * A copy of an ELF program of 64 bits, little-endian and not relocatable as a whole (ET_EXEC), with a note in it. The note is in a segment
 * behind all others; the header of that segment has its place where .interp and the notes of the linker were, which move there, too.
 *
 * @throws {Error} for a program that is laid out in another way
 */
export function withNote(elf: Buffer, note: Note): Buffer {
  if (elf.toString('latin1', 0, 6) !== '\x7fELF\x02\x01')
    refuse('it is not an ELF file of 64 bits, little-endian');
  if (elf.readUInt16LE(16) !== 2 || get(elf, 32) !== fileHeaderSize)
    refuse('it is no ET_EXEC with its headers in front');
  const programs = programsOf(elf);
  const sections = sectionsOf(elf);
  const moved = sections.filter(
    ({ name, header }) => name === '.interp' || (/^\.note\./.test(name) && (get(header, 8) & shfAlloc) !== 0),
  );
  const headersEnd = fileHeaderSize + programs.length * programHeaderSize;
  const stays = sections.filter((one) => one.offset >= headersEnd && !moved.includes(one));
  if (Math.min(...stays.map(({ offset }) => offset)) < headersEnd + programHeaderSize)
    refuse('it has no room for another program header');
  if (programs.filter(({ type }) => type === ptNote).length !== 1) refuse('it has not exactly one PT_NOTE');

  const offset = roundUp(elf.length, page);
  const address = roundUp(Math.max(...programs.map((one) => one.address + one.memory)), page);
  const parts: Buffer[] = [];
  let size = 0;
  const put = (bytes: Buffer, align: number) => {
    const at = roundUp(size, align);
    parts.push(Buffer.alloc(at - size), bytes);
    size = at + bytes.length;
    return at;
  };
  const places = new Map(
    moved.map((one) => [one.name, put(Buffer.from(elf.subarray(one.offset, one.offset + one.size)), 4)]),
  );
  const content = noteBytes(note);
  const own = put(content, 4);
  for (const [name, at] of places) {
    const header = moved.find((one) => one.name === name)?.header ?? refuse(name);
    set(header, 16, address + at);
    set(header, 24, offset + at);
  }

  const load = Buffer.alloc(programHeaderSize);
  load.writeUInt32LE(ptLoad, 0);
  load.writeUInt32LE(flagRead, 4);
  placeProgram(load, offset, address, size);
  set(load, 48, page);
  const firstNote = Math.min(own, ...[...places].flatMap(([name, at]) => (name === '.interp' ? [] : [at])));
  for (const { type, header } of programs) {
    const interp = places.get('.interp');
    if (type === ptPhdr) for (const at of [32, 40]) set(header, at, get(header, at) + programHeaderSize);
    if (type === ptNote) placeProgram(header, offset + firstNote, address + firstNote, size - firstNote);
    if (type === ptInterp && interp !== undefined)
      placeProgram(header, offset + interp, address + interp, get(header, 32));
  }
  const lastLoad = programs.findLastIndex(({ type }) => type === ptLoad);
  const table = [
    ...programs.slice(0, lastLoad + 1).map(({ header }) => header),
    load,
    ...programs.slice(lastLoad + 1).map(({ header }) => header),
  ];

  const names = sections[elf.readUInt16LE(62)] ?? refuse('it has no names of sections');
  const strings = Buffer.concat([
    elf.subarray(names.offset, names.offset + names.size),
    Buffer.from(`${note.section}\0`),
  ]);
  const stringsAt = offset + roundUp(size, 8);
  set(names.header, 24, stringsAt);
  set(names.header, 32, strings.length);
  const section = Buffer.alloc(sectionHeaderSize);
  section.writeUInt32LE(names.size, 0);
  section.writeUInt32LE(shtNote, 4);
  set(section, 8, shfAlloc);
  set(section, 16, address + own);
  set(section, 24, offset + own);
  set(section, 32, content.length);
  set(section, 48, 4);
  const headersAt = roundUp(stringsAt + strings.length, 8);

  const result = Buffer.alloc(headersAt + (sections.length + 1) * sectionHeaderSize);
  elf.copy(result);
  result.writeUInt16LE(table.length, 56);
  set(result, 40, headersAt);
  result.writeUInt16LE(sections.length + 1, 60);
  Buffer.concat(table).copy(result, fileHeaderSize);
  Buffer.concat(parts).copy(result, offset);
  strings.copy(result, stringsAt);
  Buffer.concat([...sections.map(({ header }) => header), section]).copy(result, headersAt);
  return result;
}
