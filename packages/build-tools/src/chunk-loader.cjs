// Loads the chunks of a bundle as modules, for the packed binary and for the recording of its code cache. CommonJS, because the main
// script of a single executable must be that.

/** Built-in modules that Node has loaded anyway when it starts. */
const loadedAnyway = ['node:fs', 'node:path', 'node:path/posix', 'node:process'];

/**
 * A built-in module that is loaded when something of it is used: a command needs few of those that its chunks name, and some
 * take longer than all else that it does. Bundled code takes each thing out of a module at the moment when it uses it.
 */
const lazy = (id, require) =>
  new Proxy(
    {},
    {
      get: (_, name) => require(id)[name],
      has: (_, name) => name in require(id),
      ownKeys: () => Reflect.ownKeys(require(id)),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Reflect.getOwnPropertyDescriptor(require(id), name);
        // What the object behind a proxy does not have must be configurable.
        return found && { ...found, configurable: true };
      },
    },
  );

/**
 * A `require` for the chunks of a bundle, each evaluated once, when it is first asked for.
 *
 * @param scriptOf gives the vm.Script of a chunk, by its name: a function of exports, require and module
 * @param require the one for what is no chunk
 */
exports.createLoader = (scriptOf, require) => {
  const modules = new Map();
  const requireFrom = (id) => {
    if (id.startsWith('./')) return load(id.slice(2));
    return loadedAnyway.includes(id) ? require(id) : lazy(id, require);
  };
  const load = (name) => {
    let module = modules.get(name);
    if (module === undefined) {
      module = { exports: {} };
      modules.set(name, module);
      scriptOf(name).runInThisContext()(module.exports, requireFrom, module);
    }
    return module.exports;
  };
  return load;
};
