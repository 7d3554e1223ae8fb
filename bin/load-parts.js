const {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { constants, Script } = require('node:vm');

const DIST = join(dirname(__dirname), 'dist');
const KEPT_MS = 30 * 24 * 3600 * 1000;

const loaded = new Map();
const debug = process.argv.includes('--debug');

/**
 * What a part of the bundle exports: `ctl`, or what that has no need of, `help`, `list`, `terminal`, `grpc` or `rest`. V8 compiles it
 * from a code cache, which halves the time of a start: the one that the build made, if it was for this Node.js, else one that an
 * earlier start left behind. Without any, nothing but time is lost.
 */
function loadPart(part) {
  const known = loaded.get(part);
  if (known !== undefined) return known.exports;
  const path = join(DIST, `${part}.cjs`);
  const module = new Module(path);
  const text = readFileSync(path, 'latin1'); // The build writes ASCII only.
  loaded.set(part, module);
  const define = debug ? defineForDebugging : defineFromCache;
  define(part, path, text)(module.exports, requirePart, module, path, DIST);
  return module.exports;
}

const requireFile = Module.createRequire(__filename);

/** `ctl:PART:MODULE` is in a part, all else is Node.js's. */
function requirePart(id) {
  if (!id.startsWith('ctl:')) return requireFile(id);
  const [, part, path] = id.split(':');
  return loadPart(part).modules[path];
}
Object.assign(requirePart, requireFile);

function defineFromCache(part, path, text) {
  const places = cachePlaces(part);
  const compile = (cachedData) =>
    new Script(text, {
      filename: path,
      cachedData,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
  for (const cachedData of readCaches(places)) {
    const script = compile(cachedData);
    if (!script.cachedDataRejected) return script.runInThisContext();
  }
  const script = compile();
  // At the end, because what has been run until then is compiled, too.
  process.once('exit', () => writeCache(places, script.createCachedData()));
  return script.runInThisContext();
}

/** Stack traces that name the sources; Node.js reads source maps only of what it loads itself. */
function defineForDebugging(_part, path, text) {
  process.setSourceMapsEnabled(true);
  const module = new Module(path);
  module._compile(`module.exports = ${text}`, path);
  return module.exports;
}

/** Of the bundle. */
let id;

/** Beside the bundle, or where that cannot be written, in the user's cache; never for another bundle or another V8. */
function cachePlaces(part) {
  id ??= readFileSync(join(DIST, 'ctl.id'), 'latin1');
  const name = `${process.version}-${engine()}-${id}-${part}.cache`;
  return [join(DIST, name), ...cacheOfUser().map((directory) => join(directory, name))];
}

function cacheOfUser() {
  try {
    return [join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ctl')];
  } catch {
    // A number that has neither a name nor a home, as in a container.
    return [];
  }
}

/** With options V8 may want a cache of its own; which one, it takes 3 ms to ask. */
function engine() {
  const hasOptions = process.execArgv.length > 0 || process.env.NODE_OPTIONS;
  return hasOptions ? require('node:v8').cachedDataVersionTag() : process.arch;
}

/** V8 crashes on a cache that was cut off or not written to its end; the mark there tells. */
const END = Buffer.from('end of cache');

/** Lazily, because the first one is nearly always good. */
function* readCaches(places) {
  for (const place of places) {
    try {
      const data = readFileSync(place);
      if (data.subarray(-END.length).equals(END)) yield data.subarray(0, -END.length);
    } catch {
      // the next place
    }
  }
}

/** In the first place that takes it; nothing but time is lost if none does. */
function writeCache(places, data) {
  const whole = Buffer.concat([data, END]);
  for (const place of places) {
    const draft = `${place}.${process.pid}`;
    const isWritten = succeeds(() => {
      mkdirSync(dirname(place), { recursive: true });
      // On the disk before it has its name, so that no crash of the machine leaves a hole.
      writeFileSync(draft, whole, { mode: 0o644, flush: true });
      renameSync(draft, place);
    });
    succeeds(() => (isWritten ? removeOld(dirname(place)) : rmSync(draft, { force: true })));
    if (isWritten) return;
  }
}

function succeeds(attempt) {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** Caches of bundles that are no more; one that is still in use is made again. */
function removeOld(directory) {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const isOld = name.includes('.cache') && Date.now() - statSync(path).mtimeMs > KEPT_MS;
    if (isOld) rmSync(path, { force: true });
  }
}

// oclif asks for the commands by the path of this file.
module.exports = {
  get main() {
    return loadPart('ctl').main;
  },
  get COMMANDS() {
    return loadPart('ctl').COMMANDS;
  },
};
