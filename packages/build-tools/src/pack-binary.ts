// A program with its own node: Node's single executable (its blob in a note of the ELF file), made so that the same input gives the same
// bytes, and that strip and its like may work on it.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { withNote } from './elf-note.ts';
import { noOpensslConfig } from './no-openssl-config.ts';

/** What node looks for in itself: this text, with 1 in place of 0 where there is a blob (nodejs/node, src/node_sea.cc). */
const fuse = Buffer.from('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:0');

/** What is packed. */
export interface Packing {
  /** The main script, CommonJS. The blob is made beside it. */
  readonly main: string;
  /** Files for `sea.getRawAsset`, by their names there. */
  readonly assets: ReadonlyMap<string, string>;
  /** The node that it is packed with. */
  readonly node: string;
  /** One of the same version that runs here: the layout of a blob belongs to a version. */
  readonly generator: string;
  /** The generator is for another processor: what V8 compiled there must not be taken. */
  readonly isForeign: boolean;
  readonly output: string;
}

/**
 * Packs a program.
 *
 * @throws {Error} when `node` is not one that takes a blob
 */
export function packBinary({ main, assets, node, generator, isForeign, output }: Packing): void {
  const directory = dirname(main);
  // The path of the script is in the blob, and is the same wherever this is done.
  const config = {
    main: basename(main),
    output: 'sea.blob',
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // Whoever calls it must not load code into a command that runs as root: not by NODE_OPTIONS ('none'), nor by OPENSSL_CONF, nor by
    // a cache of code in NODE_COMPILE_CACHE, which is not asked where there is one in the binary.
    execArgvExtension: 'none',
    execArgv: [noOpensslConfig, ...(isForeign ? ['--no-warnings'] : [])],
    assets: Object.fromEntries([...assets].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
  writeFileSync(join(directory, 'sea.json'), JSON.stringify(config));
  // Of V8's own choices, the seed of its hashes would be in the code cache. It is no flag that a cache has to agree with.
  // It is taken by the same flags only, else node warns; and where there is one, taken or not, NODE_COMPILE_CACHE is not asked.
  const flags = ['--random-seed=1', ...(isForeign ? ['--no-opt'] : [])];
  execaSync(generator, [...flags, '--experimental-sea-config', 'sea.json'], { cwd: directory });
  const elf = readFileSync(node);
  const at = elf.indexOf(fuse);
  if (at === -1 || elf.indexOf(fuse, at + 1) !== -1)
    throw new Error(`${node} is no node that takes a program`);
  elf[at + fuse.length - 1] = '1'.charCodeAt(0);
  const bytes = readFileSync(join(directory, 'sea.blob'));
  writeFileSync(output, withNote(elf, { name: 'NODE_SEA_BLOB', bytes, section: '.note.node.sea' }));
  chmodSync(output, 0o755);
}
