const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { basename, dirname, join } = require('node:path');
const { constants, Script } = require('node:vm');

const DIST = join(dirname(__dirname), 'dist');

const loaded = new Map();
const debug = process.argv.includes('--debug');

/**
 * What a part of the bundle exports: `ctl`, or what that has no need of, `list` or `rest`. V8 compiles it from a code cache, which
 * halves the time of a start: the one that the build made, if it was for this Node.js, else one that an earlier start left behind.
 * Without any, nothing but time is lost.
 */
function loadPart(part) {
  const known = loaded.get(part);
  if (known !== undefined) return known.exports;
  const path = join(DIST, `${part}.cjs`);
  const module = new Module(path);
  loaded.set(part, module);
  const text = readFileSync(path, 'latin1'); // The build writes ASCII only.
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
  const script = new Script(text, {
    filename: path,
    cachedData: readFirst(places),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // There was none, or V8 did not take it. At the end, because what has been run until then is compiled, too.
  if (script.cachedDataRejected !== false)
    process.once('exit', () => writeFirst(places, script.createCachedData()));
  return script.runInThisContext();
}

/** Stack traces that name the sources; Node.js reads source maps only of what it loads itself. */
function defineForDebugging(_part, path, text) {
  process.setSourceMapsEnabled(true);
  const module = new Module(path);
  module._compile(`module.exports = ${text}`, path);
  return module.exports;
}

/** Beside the bundle, or where that cannot be written, in the user's cache; never for another bundle or another V8. */
function cachePlaces(part) {
  const id = readFileSync(join(DIST, 'ctl.id'), 'latin1');
  const name = `${process.version}-${engine()}-${id}-${part}.cache`;
  const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return [join(DIST, name), join(home, 'ctl', name)];
}

/** With options V8 may want a cache of its own; which one, it takes 3 ms to ask. */
function engine() {
  const hasOptions = process.execArgv.length > 0 || process.env.NODE_OPTIONS;
  return hasOptions ? require('node:v8').cachedDataVersionTag() : process.arch;
}

function readFirst(places) {
  for (const place of places) {
    try {
      return readFileSync(place);
    } catch {
      // the next place
    }
  }
  return undefined;
}

function writeFirst(places, data) {
  for (const place of places) {
    try {
      mkdirSync(dirname(place), { recursive: true });
      removeOthers(place);
      writeFileSync(`${place}.${process.pid}`, data, { mode: 0o644 });
      renameSync(`${place}.${process.pid}`, place);
      return;
    } catch {
      // the next place
    }
  }
}

/** Caches that differ in nothing but the bundle, which is no more. */
function removeOthers(place) {
  const [version, tag, , part] = basename(place).split('-');
  for (const name of readdirSync(dirname(place))) {
    const [otherVersion, otherTag, , otherPart] = name.split('-');
    if (otherVersion === version && otherTag === tag && otherPart === part)
      rmSync(join(dirname(place), name), { force: true });
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
