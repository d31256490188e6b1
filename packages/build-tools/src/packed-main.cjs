// The main of a packed binary: loads the chunks of the bundle as they are needed, each with the code that V8 made of it when the binary
// was built. A V8 that does not take that code compiles anew.
const { getRawAsset } = require('node:sea');
const { Script } = require('node:vm');
const { createLoader } = require('./chunk-loader.cjs');

const scriptOf = (name) => {
  const source = Buffer.from(getRawAsset(name)).latin1Slice();
  return new Script(source, { filename: name, cachedData: Buffer.from(getRawAsset(`${name}.cache`)) });
};
createLoader(scriptOf, require)('main.js');
