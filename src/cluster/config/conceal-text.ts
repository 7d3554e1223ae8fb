const CONCEALED = '***';

const SINGLE = String.raw`'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)`;
const DOUBLE = String.raw`"(?:[^"\\]|\\[\s\S])*(?:"|$)`;
/** What goes on a word and does not begin the next field of a list, of a query or of a connection string. */
const PUNCTUATION = String.raw`[&;,](?![\s&]|$|["']|[\w.-]+\s*[:=])`;
const OPENING = String.raw`(?=['"][^\s'",;)\]}&|])(?:${SINGLE}|${DOUBLE})`;
/** A word of a shell, of a connection string (libpq) or of a URL's query, quotes and escapes included; an open quote goes on to the end. */
const WORD = String.raw`(?:(?:${SINGLE}|${DOUBLE})(?:${SINGLE}|${DOUBLE}|\\[\s\S]|[^\s'"\\&;|<>(),\]}])*|(?:${OPENING}|\\[\s\S]|${PUNCTUATION}|[^\s'"\\&;,])+)`;

/** The end of names whose value is a secret. */
const SECRET_NAME = [
  'pass(?:word|wd|phrase)s?',
  '(?:db|user|admin|root|bind|http|proxy|ldap|[-_.]|(?<![\\w.-]))pass',
  'secrets?(?:[-_]?access)?(?:[-_]?keys?)?',
  'tokens?',
  '(?:api|access|account|private|encryption|shared|master)[-_]?keys?(?:[-_]?id)?',
  'credentials?',
  '(?:[-_]|(?<![\\w.-]))pwd',
  'signature',
  'connection[-_]?string',
  'pass(?:word|phrase)?[-_]?command',
].join('|');
const NAME = String.raw`(?<![\w.-])[\w.-]*(?:${SECRET_NAME})(?:[-_]?\d+)?`;

/** What may stand between a program and its option; a text without one is not searched to its end from each program. */
const FAR = String.raw`[^;|&\n]{0,500}?`;

type Rule = readonly [pattern: RegExp, replacement: string | ((...parts: string[]) => string)];

const RULES: readonly Rule[] = [
  // The key of a certificate.
  [/(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, `$1${CONCEALED}$2`],
  // A header up to the end of its quotes or of its line, and what stands for one elsewhere.
  [
    /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|digest|negotiate|token)\s+)?)[^"'\n]+/gi,
    `$1${CONCEALED}`,
  ],
  [/\b((?:set-)?cookie:\s*)[^"'\n]+/gi, `$1${CONCEALED}`],
  [new RegExp(String.raw`\b(bearer\s+)(?!\*\*\*)${WORD}`, 'gi'), `$1${CONCEALED}`],
  // The userinfo of a URL; a password may hold what should be escaped.
  [/(:\/\/[^\s:/@]*:)(?:[^\s/]+@|(?!\d+[/?#])(?:(?!:\/\/)[^\s'"])+?@)/g, `$1${CONCEALED}@`],
  // A value in a block of YAML.
  [
    new RegExp(String.raw`(${NAME}["']?\s*:[^\S\n]*[|>][-+\d]*\n)([^\S\n]+)[\s\S]*?(?=\n\S|$)`, 'gi'),
    `$1$2${CONCEALED}`,
  ],
  // name=value, name: value, "name": "value", {name: value}.
  [
    new RegExp(String.raw`(${NAME}["']?\s*(?:=>|:=|[=:])(?:[^\S\n]|\\\n)*)(?!\*\*\*)${WORD}`, 'gi'),
    `$1${CONCEALED}`,
  ],
  // --name value; what begins with a dash is the next option.
  [
    new RegExp(
      String.raw`(?<=^|[\s"'])(--?(?!no-)[\w-]*(?:${SECRET_NAME}|passin|passout)(?:\s|\\\n)+)(?![-=*])${WORD}`,
      'gi',
    ),
    `$1${CONCEALED}`,
  ],
  // SQL.
  [/\b(password\s+)'(?:[^']|'')*(?:'|$)/gi, `$1${CONCEALED}`],
  [/\bSCRAM-SHA-256\$\d+:[^\s'"]+/g, CONCEALED],
  [/\bmd5[0-9a-f]{32}\b/g, CONCEALED],
  // A line of a password file; what looks like it may be an address or a time.
  [
    new RegExp(String.raw`(?<![\w:.*-])([\w.*-]+:(?:\d{1,5}|\*):[\w.*-]+:[\w.*-]+:)(?!\*\*\*)${WORD}`, 'gi'),
    (all = '', fields = '') => (/^(?:[\da-f]{1,4}:)+$/i.test(fields) ? all : `${fields}${CONCEALED}`),
  ],
  // A login of curl and its like.
  [
    new RegExp(
      String.raw`(?<=^|[\s"'])((?:-u|-U|--user|--proxy-user)(?:=|\s*)["']?)([^\s:'"=]+):(${WORD})`,
      'g',
    ),
    (all = '', option = '', name = '', secret = '') =>
      /^\d+$/.test(name) && /^\d+$/.test(secret) ? all : `${option}${name}:${CONCEALED}`,
  ],
  [new RegExp(String.raw`(\bsshpass\s+(?:-[^p\s]\S*\s+)*-p\s*)${WORD}`, 'g'), `$1${CONCEALED}`],
  [
    new RegExp(
      String.raw`(\b(?:(?:mysql|mariadb)\w*|7z\w?)\b${FAR}\s-p|\bunzip\b${FAR}\s-P\s*)(?=\S)${WORD}`,
      'g',
    ),
    `$1${CONCEALED}`,
  ],
  [
    new RegExp(String.raw`(^|[;&|\n(])([^;&|\n(]*?\s)(-p[^\S\n]+)(?!-)(${WORD})`, 'g'),
    (all = '', start = '', before = '', option = '', word = '') =>
      isOrdinary(before, word) ? all : `${start}${before}${option}${CONCEALED}`,
  ],
  // Keys that are known by their form.
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, CONCEALED],
  [
    /\bAIza[\w-]{35}|\bya29\.[\w-]+|\bgh[pousr]_\w{20,}|\bglpat-[\w-]{20,}|\bhvs\.[\w-]{20,}|\bxox[abp]-[\w-]+/g,
    CONCEALED,
  ],
  [/\beyJ[\w-]+\.eyJ[\w-]+(?:\.[\w-]+)?/g, CONCEALED],
  [/([?&]sig=)[^&\s'"]+/g, `$1${CONCEALED}`],
  // username:password in base64.
  [
    /(?<![\w+/=])[A-Za-z0-9+/]{6,}={0,2}(?![\w+/=])/g,
    (word = '') => (isEncodedLogin(word) ? CONCEALED : word),
  ],
];

/** A text that may be a command, a connection string, a URL, a header or a line of a file, without the secrets that show as such. */
export function concealText(text: string): string {
  return RULES.reduce(
    (shown, [pattern, replacement]) =>
      typeof replacement === 'string'
        ? shown.replace(pattern, replacement)
        : shown.replace(pattern, (...parts: string[]) => replacement(...parts)),
    text,
  );
}

/** Programs whose `-p` is a port, keeps permissions or makes parents. */
const WITHOUT_PASSWORD =
  /(?:^|[\s/])(?:psql|pg_\w+|pgbench|vacuumdb|reindexdb|clusterdb|createdb|dropdb|createuser|dropuser|ssh|scp|sftp|rsync|cp|mv|mkdir|install|tar|test|ps|ss|netstat|docker|podman|patroni\w*|haproxy|repmgr|barman[\w-]*)\s/;

function isOrdinary(before: string, word: string): boolean {
  const isPort = /^\d{1,5}$/.test(word);
  return (
    /^[/%$]/.test(word) ||
    (WITHOUT_PASSWORD.test(before) && !before.includes('sshpass')) ||
    (isPort && !before.includes('sshpass'))
  );
}

function isEncodedLogin(word: string): boolean {
  if (word.replace(/=+$/, '').length % 4 === 1) return false;
  try {
    return /^[\w.@+-]+:[\x20-\x7e]+$/.test(atob(word));
  } catch {
    return false;
  }
}
