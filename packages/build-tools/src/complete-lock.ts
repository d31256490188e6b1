// A registry may lack optional packages of foreign platforms. npm then writes a lock file that
// `npm ci` refuses ("Missing: X@ from lock file"). Name them here, so that npm skips them by os and cpu.
import { readFileSync, writeFileSync } from 'node:fs';

/** What is read and written of a package in the lock file. */
interface LockEntry {
  readonly version?: string;
  readonly link?: true;
  readonly dev?: true;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optional?: true;
  resolved?: string;
}

const platforms = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'x64', 'arm', 'ia32', 'wasm32'];
const lock: { packages: Record<string, LockEntry> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** The lock entry of a package that npm could not look up, or undefined when its name tells no platform. */
function placeholder(name: string, version: string, dev: true | undefined): LockEntry | undefined {
  const words = name.split(/[/-]/);
  const os = platforms.find((word) => words.includes(word));
  const cpu = processors.find((word) => words.includes(word));
  if (!os || !cpu) return undefined;
  const libc = os === 'linux' ? { libc: [words.includes('musl') ? 'musl' : 'glibc'] } : {};
  return { version, cpu: [cpu], ...(dev ? { dev } : {}), ...libc, optional: true, os: [os] };
}

for (const [at, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (!at.startsWith('node_modules/')) continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    const known = lock.packages[key]?.version ?? lock.packages[`${at}/${key}`]?.version;
    const entry = known === undefined ? placeholder(name, version, dev) : undefined;
    if (entry) lock.packages[key] = entry;
  }
}
// A lock file names versions and checksums, never the host that they were fetched from.
for (const entry of Object.values(lock.packages)) if (!entry.link) delete entry.resolved;
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
