const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { constants, Script } = require('node:vm');

const BUNDLE = join(dirname(__dirname), 'dist', 'ctl.cjs');

/**
 * What dist/ctl.cjs exports. V8 compiles it from a code cache, which halves the time of a start: the one that the build made, if
 * it was for this Node.js, else one that an earlier start left behind. Without any, nothing but time is lost.
 */
function loadBundle() {
  if (process.argv.includes('--debug')) {
    // Stack traces that name the sources; Node.js reads source maps only of what it loads itself.
    process.setSourceMapsEnabled(true);
    return require(BUNDLE);
  }
  const places = cachePlaces();
  const cachedData = readFirst(places);
  // The build writes ASCII only.
  const script = new Script(Module.wrap(readFileSync(BUNDLE, 'latin1')), {
    filename: BUNDLE,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // At the end, because what has been run until then is compiled, too.
  if (cachedData === undefined) process.once('exit', () => writeFirst(places, script.createCachedData()));
  const module = new Module(BUNDLE);
  // oclif asks for the commands by the path of the bundle.
  require.cache[BUNDLE] = module;
  script.runInThisContext()(module.exports, Module.createRequire(BUNDLE), module, BUNDLE, dirname(BUNDLE));
  return module.exports;
}

/** Beside the bundle, or where that cannot be written, in the user's cache; never for another bundle or another V8. */
function cachePlaces() {
  const id = readFileSync(join(dirname(BUNDLE), 'ctl.id'), 'latin1');
  const name = `${process.version}-${process.arch}-${id}-${purpose()}.cache`;
  const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return [join(dirname(BUNDLE), name), join(home, 'ctl', name)];
}

/** Who only wants help would wait for half of what a list needs. */
function purpose() {
  return process.argv.some((each) => each === '--help' || each === '-h') ? 'help' : 'run';
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

/** Caches of bundles that are no more, for the same Node.js and the same purpose. */
function removeOthers(place) {
  const ours = `${process.version}-${process.arch}-`;
  for (const name of readdirSync(dirname(place))) {
    if (name.startsWith(ours) && name.endsWith(`-${purpose()}.cache`))
      rmSync(join(dirname(place), name), { force: true });
  }
}

module.exports = { loadBundle };
