import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, Script } from 'node:vm';

const BUNDLE = fileURLToPath(new URL('../dist/ctl.cjs', import.meta.url));

/**
 * What dist/ctl.cjs exports. V8 compiles it from a code cache, which halves the time of a start: the one that the build made, if
 * it was for this Node.js, else one that an earlier start left behind. Without any, nothing but time is lost.
 */
export function loadBundle() {
  const require = createRequire(BUNDLE);
  if (process.argv.includes('--debug')) {
    // Stack traces that name the sources; Node.js reads source maps only of what it loads itself.
    process.setSourceMapsEnabled(true);
    return require(BUNDLE);
  }
  const places = cachePlaces();
  const cachedData = readFirst(places);
  const script = new Script(Module.wrap(readFileSync(BUNDLE, 'utf8')), {
    filename: BUNDLE,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // At the end, because what has been run until then is compiled, too.
  if (cachedData === undefined) process.once('exit', () => writeFirst(places, script.createCachedData()));
  const module = new Module(BUNDLE);
  // oclif asks for the commands by the path of the bundle.
  require.cache[BUNDLE] = module;
  script.runInThisContext()(module.exports, require, module, BUNDLE, dirname(BUNDLE));
  return module.exports;
}

/** Beside the bundle, or where that cannot be written, in the user's cache; never for another bundle or another V8. */
function cachePlaces() {
  const { size, mtimeMs } = statSync(BUNDLE);
  const name = `${process.version}-${process.arch}-${size}-${Math.trunc(mtimeMs)}.cache`;
  const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return [join(dirname(BUNDLE), name), join(home, 'ctl', name)];
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

/** Caches of bundles that are no more, for the same Node.js. */
function removeOthers(place) {
  const ours = `${process.version}-${process.arch}-`;
  for (const name of readdirSync(dirname(place))) {
    if (name.startsWith(ours) && name.endsWith('.cache')) rmSync(join(dirname(place), name), { force: true });
  }
}
