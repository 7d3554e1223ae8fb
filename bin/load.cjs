const fs = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');
const { cachedDataVersionTag } = require('node:v8');
const { constants, Script } = require('node:vm');

const DIST = join(dirname(__dirname), 'dist');
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** Written by the build: which file holds a part of the bundle, and which module a command is. */
const { files, commands } = JSON.parse(fs.readFileSync(join(DIST, 'parts.json'), 'utf8'));
const loaded = new Map();

/** A module of a part of the bundle. */
function load(part, path) {
  if (!loaded.has(part)) {
    const file = join(DIST, files[part]);
    const module = new Module(file);
    // Before it is run, because parts require each other.
    loaded.set(part, module);
    define(file)(module.exports, requirePart, module, file, DIST);
  }
  return loaded.get(part).exports[path];
}

const requireFile = Module.createRequire(__filename);

/** `ctl:PART:PATH` is in a part, all else is Node.js's. */
function requirePart(id) {
  if (!id.startsWith('ctl:')) return requireFile(id);
  const [, part, path] = id.split(':');
  return load(part, path);
}
Object.assign(requirePart, requireFile);

const define = process.argv.includes('--debug') ? defineForDebugging : defineFromCache;

/** Stack traces name the sources; Node.js reads source maps only of what it loads itself, and forgets them with the module. */
function defineForDebugging(file) {
  process.setSourceMapsEnabled(true);
  const module = new Module(file);
  loaded.set(file, module);
  module._compile(`module.exports = ${fs.readFileSync(file, 'utf8')}`, file);
  return module.exports;
}

/** A cache has what was run until it was written. Commands differ in that, so that each of the first starts adds to it. */
const GROWING_STARTS = 5;

/** V8 compiles from the code cache that earlier starts left behind, which halves the time of a start; without any, only time is lost. */
function defineFromCache(file) {
  const text = fs.readFileSync(file, 'utf8');
  const places = cachePlaces(file);
  // Somebody else's that cannot grow here, as root's, may stand before the own one.
  const [cache] = places.flatMap((place) => readCache(place) ?? []).sort((a, b) => b.starts - a.starts);
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new Script(text, { filename: file, cachedData: cache?.data, importModuleDynamically });
  const starts = script.cachedDataRejected === false ? cache.starts : 0;
  if (starts < GROWING_STARTS)
    process.once('exit', () => writeCache(places, { data: script.createCachedData(), starts: starts + 1 }));
  return script.runInThisContext();
}

/**
 * Beside the bundle, or else in the user's cache. The name of the part has the hash of its text; V8's tag differs where its options or
 * the processor do.
 */
function cachePlaces(file) {
  const name = `${file.slice(DIST.length + 1)}.${process.version}-${cachedDataVersionTag()}.cache`;
  const given = process.env.XDG_CACHE_HOME ?? '';
  // bin/run.js sees to a home.
  const home = isAbsolute(given) ? given : join(homedir(), '.cache');
  return [join(DIST, name), ...(isAbsolute(home) ? [join(home, 'ctl', name)] : [])];
}

/** V8 crashes on a cache that was cut off or not written to its end; the mark there tells. Behind it stands the number of starts. */
const END = Buffer.from('end of cache');

/** Null if there is none, or if somebody else might have written it: it is code that will be run. */
function readCache(place) {
  try {
    if (!isOwn(fs.lstatSync(dirname(place)))) return null;
    const file = fs.openSync(place, 'r');
    try {
      const content = isOwn(fs.fstatSync(file)) ? fs.readFileSync(file) : Buffer.alloc(0);
      const end = content.length - END.length - 1;
      if (end <= 0 || !content.subarray(end, -1).equals(END)) return null;
      return { data: content.subarray(0, end), starts: content[content.length - 1] };
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return null;
  }
}

/** Whether nobody but this user and root may write to it. */
function isOwn({ uid, mode }) {
  const user = process.getuid?.() ?? uid;
  return (uid === user || uid === 0) && (mode & 0o022) === 0;
}

/** In the first place that takes it; nothing but time is lost if none does. */
function writeCache(places, { data, starts }) {
  places.some((place) => {
    const draft = `${place}.${process.pid}`;
    try {
      // Not `recursive`, which in Node.js never ends below /proc.
      for (const directory of [dirname(dirname(place)), dirname(place)])
        if (fs.lstatSync(directory, { throwIfNoEntry: false }) === undefined) fs.mkdirSync(directory, 0o700);
      if (!isOwn(fs.lstatSync(dirname(place)))) return false;
      // On the disk before it has its name, so that no crash of the machine leaves a hole.
      const content = Buffer.concat([data, END, Buffer.of(starts)]);
      fs.writeFileSync(draft, content, { mode: 0o644, flag: 'wx', flush: true });
      fs.renameSync(draft, place);
      removeOld(dirname(place));
      return true;
    } catch {
      fs.rmSync(draft, { force: true });
      return false;
    }
  });
}

/** Caches of bundles that are no more; one that is still in use is made again. */
function removeOld(directory) {
  const caches = fs.readdirSync(directory).filter((name) => name.includes('.cache'));
  for (const path of caches.map((name) => join(directory, name)))
    if (Date.now() - fs.statSync(path).mtimeMs > KEPT_MS) fs.rmSync(path, { force: true });
}

/** By their ids; each is loaded when it is asked for. */
const COMMANDS = {};
for (const [id, [part, path]] of Object.entries(commands))
  Object.defineProperty(COMMANDS, id, { enumerable: true, get: () => load(part, path).default });

module.exports = { load, COMMANDS };
