// The main of a packed binary: evaluates the bundle, with the code that V8 made of it when the binary was built. A V8 that
// does not take that code compiles anew.
const { getRawAsset } = require('node:sea');
const { Script } = require('node:vm');

const source = Buffer.from(getRawAsset('source')).latin1Slice();
const script = new Script(source, { filename: __filename, cachedData: Buffer.from(getRawAsset('cache')) });
script.runInThisContext()(require);
