import fc from 'fast-check';
import type { Dump } from '../src/decide/dump.ts';
import { parseDump } from '../src/decide/parse-dump.ts';

export const mib = 1024 * 1024;

/** As util-linux 2.38 writes it: an ESP, an XBOOTLDR partition, a root, on a disk of 200 MiB. */
export const gptDump = `label: gpt
label-id: A457B068-4A02-2E4B-A9FC-462B1860E62B
device: /dev/sda
unit: sectors
first-lba: 34
last-lba: 409566
sector-size: 512

/dev/sda1 : start=        2048, size=       40960, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=D6866DF9-37B2-C446-9A0B-E894DC499EE3, name="E\\x22S;P, =a", attrs="RequiredPartition GUID:63"
/dev/sda2 : start=       43008, size=       61440, type=BC13C2FF-59E6-4262-A352-B275FD6F7172, uuid=2EA37726-920E-5C43-B5DB-22CD8EAD31AE, name="B\\xc3\\x96OT"
/dev/sda3 : start=      104448, size=      303104, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=66D35514-3F4F-2343-9B9A-AF08FED15648, name="ROOT"
`;

/** An MBR with a primary, an extended and three logical partitions, and one behind them. */
export const mbrDump = `label: dos
label-id: 0x18e2cbe5
device: /dev/sda
unit: sectors
sector-size: 512

/dev/sda1 : start=        2048, size=       40960, type=ef, bootable
/dev/sda2 : start=       43008, size=      102400, type=5
/dev/sda3 : start=      145408, size=       61440, type=83
/dev/sda5 : start=       45056, size=       10240, type=83
/dev/sda6 : start=       57344, size=       40960, type=82
/dev/sda7 : start=      100352, size=       20480, type=83
`;

/** A dump without what no test is about. */
export function dumpOf(headers: string, ...lines: readonly string[]): Dump {
  return parseDump(`${headers}\n\n${lines.map((line) => `${line}\n`).join('')}`);
}

/** Random partitions with gaps and odd starts, numbered in any order; in an MBR at most four. */
export const anyDump: fc.Arbitrary<Dump> = fc
  .record({
    label: fc.constantFrom('gpt', 'dos'),
    sectorSize: fc.constantFrom(512, 4096),
    parts: fc.array(fc.record({ gap: fc.nat(5000), size: fc.integer({ min: 1, max: 300_000 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    logical: fc.array(fc.record({ gap: fc.nat(5000), size: fc.integer({ min: 1, max: 300_000 }) }), {
      maxLength: 3,
    }),
    order: fc.constantFrom([1, 2, 3, 4], [4, 1, 3, 2], [2, 3, 4, 1]),
    logicalOrder: fc.constantFrom([5, 6, 7], [7, 5, 6]),
  })
  .map(({ label, sectorSize, parts, logical, order, logicalOrder }) => {
    const lines: string[] = [];
    const isSplit = label === 'dos' && logical.length > 0;
    const type = label === 'gpt' ? '0FC63DAF-8483-4772-8E79-3D69D8477DE4' : '83';
    let next = 2048;
    for (const [index, { gap, size }] of parts.entries()) {
      const start = next + gap;
      next = start + size;
      if (isSplit && index === parts.length - 1) {
        next = start;
        for (const [place, each] of logical.entries()) {
          const at = next + 1 + each.gap;
          lines.push(`${logicalOrder[place]} : start=${at}, size=${each.size}, type=${type}`);
          next = at + each.size;
        }
        lines.push(`${order[index]} : start=${start}, size=${next - start}, type=5`);
      } else {
        lines.push(`${order[index]} : start=${start}, size=${size}, type=${type}, name="P${index}"`);
      }
    }
    const named = label === 'gpt' ? lines : lines.map((line) => line.replace(/, name=.*/, ''));
    return dumpOf(`label: ${label}\nunit: sectors\nsector-size: ${sectorSize}`, ...named);
  });
