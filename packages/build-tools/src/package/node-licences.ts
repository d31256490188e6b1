// What Node is under, for package managers that want an SPDX expression: read off the texts in Node's own LICENSE, part by part.

/**
 * The parts of Node by the names that its LICENSE has for them, with the licences (spdx.org/licenses) of what is in the program; none:
 * it is a tool or a test, and not in it. A test compares the names with the file: a part that a new Node brings is looked at first.
 */
export const nodeParts: Readonly<Record<string, readonly string[]>> = {
  Acorn: ['MIT'],
  'c-ares': ['MIT'],
  merve: ['MIT'],
  ittapi: ['BSD-3-Clause'],
  amaro: ['MIT'],
  swc: ['Apache-2.0'],
  // Versions up to 57 under ICU's own; dictionaries: libtabe, Lao and Burmese under BSD's, ipadic under NAIST-2003. The time zones are in the
  // public domain, for which there is no expression. What is under the GPL there is for its build.
  ICU: ['Unicode-3.0', 'ICU', 'BSD-2-Clause', 'BSD-3-Clause', 'NAIST-2003', 'MIT'],
  // tree.h is of BSD, inet_pton of the ISC.
  libuv: ['MIT', 'BSD-2-Clause', 'ISC'],
  LIEF: ['Apache-2.0'],
  llhttp: ['MIT'],
  corepack: [],
  undici: ['MIT'],
  postject: [],
  OpenSSL: ['Apache-2.0'],
  'Punycode.js': ['MIT'],
  // Headers of its C API for WebAssembly are under Apache's.
  V8: ['BSD-3-Clause', 'Apache-2.0'],
  // The text is that of its dedication.
  SipHash: ['CC0-1.0'],
  zlib: ['Zlib'],
  simdjson: ['Apache-2.0'],
  simdutf: ['MIT'],
  ada: ['MIT'],
  minimatch: ['BlueOak-1.0.0'],
  npm: [],
  GYP: [],
  inspector_protocol: ['BSD-3-Clause'],
  jinja2: [],
  markupsafe: [],
  'cpplint.py': [],
  'gypi_to_gn.py': [],
  gtest: [],
  nghttp2: ['MIT'],
  large_pages: ['MIT'],
  caja: ['Apache-2.0'],
  brotli: ['MIT'],
  zstd: ['BSD-3-Clause'],
  // Or CC0-1.0: the choice is the user's.
  HdrHistogram: ['BSD-2-Clause'],
  'node-heapdump': ['ISC'],
  rimraf: ['ISC'],
  uvwasi: ['MIT'],
  ngtcp2: ['MIT'],
  nghttp3: ['MIT'],
  'node-fs-extra': ['MIT'],
  'on-exit-leak-free': ['MIT'],
  'sonic-boom': ['MIT'],
};

/** The licences of Node itself and of all that is in the program. */
export function nodeLicences(): readonly string[] {
  return [...new Set(['MIT', ...Object.values(nodeParts).flat()])].sort();
}
