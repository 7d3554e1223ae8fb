/** What packages do at every start and ctl does not need; each text has to be there, or the build fails. */
const REWRITES = [
  // The definition of the protocol is prepared once (protocol.js) instead of parsed and compiled.
  {
    file: /[\\/]etcd3[\\/]lib[\\/]connection-pool\.js$/,
    text: /\(0, proto_loader_1\.loadSync\)\(`[^`]*`, \{[^}]*\}\)/,
    instead: 'require("prepared-protocol")',
  },
  // pg looks for another platform than Node.js by making a `Response`, which loads all of fetch: some 20 ms.
  { file: /[\\/]pg[\\/]lib[\\/]stream\.js$/, text: "typeof Response === 'function'", instead: 'false' },
  // Each login by SCRAM is nine jobs of webcrypto, each of which waits for a thread and for its turn: 10 ms, several times as much under
  // load. The dearest one, 4096 hashes of the password, is the same for all servers of a cluster, which have one salt.
  {
    file: /[\\/]pg[\\/]lib[\\/]crypto[\\/]utils\.js$/,
    text: /async function deriveKey\([\s\S]*?\n}/,
    instead: `
      let derived = null;
      function deriveKey(password, salt, iterations) {
        const from = JSON.stringify([password, salt.toString('base64'), iterations]);
        if (derived === null || derived.from !== from) derived = { from, key: derive(password, salt, iterations) };
        return derived.key;
      }
      function derive(password, salt, iterations) {
        return new Promise((resolve, reject) => {
          const done = (error, key) => (error ? reject(error) : resolve(key));
          nodeCrypto.pbkdf2(password, salt, iterations, 32, 'sha256', done);
        });
      }`,
  },
  {
    file: /[\\/]pg[\\/]lib[\\/]crypto[\\/]utils\.js$/,
    text: /async function hmacSha256\([\s\S]*?\n}/,
    instead:
      "function hmacSha256(key, text) { return nodeCrypto.createHmac('sha256', key).update(text).digest(); }",
  },
  {
    file: /[\\/]pg[\\/]lib[\\/]crypto[\\/]utils\.js$/,
    text: /async function sha256\([\s\S]*?\n}/,
    instead: "function sha256(data) { return nodeCrypto.createHash('sha256').update(data).digest(); }",
  },
  // The templates of help texts hold values and no code.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]help[\\/]util\.js$/,
    text: 'require("ejs")',
    instead: `{ render: (text, context) => text.replace(/<%[-=] ([\\w.]+) %>/g, (_, path) =>
      path.split('.').reduce((value, key) => value[key], context)) }`,
  },
  // Everything once more, for plugins with an oclif of their own; a start would do it three times.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]config\.js$/,
    text: 'if (isConfig(opts)) {',
    instead: 'if (isConfig(opts)) { return opts;',
  },
  // Collation and segmentation of text load their part of ICU, some 10 ms each.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    text: 'a.id.localeCompare(b.id)',
    instead: '(a.id < b.id ? -1 : 1)',
  },
  {
    // Other versions of it, deeper, have none.
    file: /^node_modules[\\/]string-width[\\/]index\.js$/,
    text: 'const segmenter = new Intl.Segmenter();',
    instead: `let loaded;
      const segmenter = { segment: (text) => (loaded ??= new Intl.Segmenter()).segment(text) };`,
  },
  // Most texts are ASCII without codes, which need not be looked at character by character.
  {
    file: /[\\/]@oclif[\\/]core[\\/]node_modules[\\/]wrap-ansi[\\/]index\.js$/,
    text: "const pre = [...rows.join('\\n')];",
    instead: `const wrapped = rows.join('\\n');
      if (!/[\\x1b\\x9b]/.test(wrapped)) return wrapped;
      const pre = [...wrapped];`,
  },
  {
    file: /[\\/](?:@oclif[\\/]core|widest-line|cli-table3)[\\/]node_modules[\\/]string-width[\\/]index\.js$/,
    text: 'string = stripAnsi(string);',
    instead: 'if (/^[ -~]*$/.test(string)) return string.length; string = stripAnsi(string);',
  },
  // What oclif tells developers who set DEBUG; for all others even loading the means to would take time.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]logger\.js$/,
    text: '(0, debug_1.default)(namespace)',
    instead: 'process.env.DEBUG ? (0, debug_1.default)(namespace) : () => {}',
  },
  // The same manifest, in which the flags of each command, three quarters of it, are text until they are asked for (manifest.js).
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    text: /`[^`]*oclif\.manifest\.json`/,
    instead: "'dist', 'commands.json'",
  },
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    text: '...c,',
    instead: `...c, get flags() {
      return (c.parsedFlags ??= typeof c.flags === 'string' ? JSON.parse(c.flags) : c.flags);
    },`,
  },
  // Which commands there are is told by a file that has been loaded (bin/load-parts.js); TypeScript and ES modules are not looked for.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    text: /const filePath = await [^;]*\.target, this\);\s+const module = await [^;]*;/,
    instead: 'const module = require((0, node_path_1.join)(this.root, this.commandDiscoveryOpts.target));',
  },
  // There is nothing else to do while the manifest is read.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]util[\\/]fs\.js$/,
    text: "await (0, promises_1.readFile)(path, 'utf8')",
    instead: "(0, node_fs_1.readFileSync)(path, 'utf8')",
  },
  // Node.js takes 4 ms to make the stream of a pipe (bin/standard-streams.js).
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]command\.js$/,
    text: /process\.stdout\.on\('error', [\s\S]*?\n}\);/,
    instead: '',
  },
  ...['stdout', 'stderr'].map((name) => ({
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]screen\.js$/,
    text: `termwidth(process.${name})`,
    instead: `(require('../../../../src/cli/output.ts').outputStreams().${name}.isTTY ? termwidth(process.${name}) : 80)`,
  })),
  {
    file: /^node_modules[\\/]supports-color[\\/]index\.js$/,
    text: "require('tty')",
    instead: `{ isatty: (fd) => {
      const { stdout, stderr } = require('../../src/cli/output.ts').outputStreams();
      return (fd === 1 ? stdout : stderr).isTTY;
    } }`,
  },
  // The same, for a spinner that ctl does not show.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]ux[\\/]index\.js$/,
    text: /const ACTION_TYPE = [\s\S]*?new simple_1\.default\(\);/,
    instead: '',
  },
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]ux[\\/]write\.js$/,
    text: /console\.log\(/g,
    instead: "require('../../../../../src/cli/output.ts').writeLine(",
  },
  // Only for the name of a platform in a text that ctl does not show, and for a shell that is on Windows.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]util[\\/]os\.js$/,
    text: "(await import('wsl-utils')).isWsl ? 'wsl' : ",
    instead: '',
  },
  // A number without a name, as a container may run, has neither a shell nor a home, which is an error to Node.js.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]util[\\/]os\.js$/,
    text: '(0, node_os_1.userInfo)().shell?.split(node_path_1.default.sep)?.pop()',
    instead: 'undefined',
  },
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]util[\\/]os\.js$/,
    text: 'return (0, node_os_1.homedir)();',
    instead: "try { return (0, node_os_1.homedir)(); } catch { return ''; }",
  },
  // The expression for IPv6 takes Node.js 8 ms to compile.
  ...['load-balancer-pick-first', 'subchannel-address'].map((name) => ({
    file: new RegExp(`[\\\\/]@grpc[\\\\/]grpc-js[\\\\/]build[\\\\/]src[\\\\/]${name}\\.js$`),
    text: 'const net_1 = require("net");',
    instead: `const net_1 = {
      isIP: require("net").isIP,
      isIPv6: (host) => host.includes(':') && require("net").isIPv6(host),
    };`,
  })),
];

const used = new Set();

/** The text of a file without that; `path` is below the top level. */
export function rewrite(path, text) {
  return REWRITES.filter(({ file }) => file.test(path)).reduce((before, rule) => {
    const after = before.replace(rule.text, () => rule.instead);
    if (after === before) throw new Error(`${path} has no ${rule.text}`);
    used.add(rule);
    return after;
  }, text);
}

/** Once the whole bundle has been built: no package may have moved what is rewritten to another file. */
export function requireAllRewrites() {
  const unused = REWRITES.filter((rule) => !used.has(rule));
  if (unused.length > 0) throw new Error(`no file is ${unused.map(({ file }) => file).join(', ')}`);
}
