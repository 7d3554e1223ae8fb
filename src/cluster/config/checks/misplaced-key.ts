import { hint } from '../../../formats/hint.js';
import { type CheckContext, likelyName } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import {
  BOOTSTRAP_SECTIONS,
  LOCAL_POSTGRESQL_KEYS,
  LOCAL_SECTIONS,
  POSTGRESQL_KEYS,
  STANDBY_KEYS,
  TOP_KEYS,
} from '../config-keys.js';
import { isOpenRecoveryParameter, ownerOf } from '../owned-parameters.js';
import { knownNames } from '../parameter-rules.js';
import { newestPatroni } from '../server-parameters.js';

/** What is wrong with a key that Patroni does not read where it is: it belongs elsewhere, or nobody knows it. */
export function misplacedKey(context: CheckContext, path: ConfigPath): Fault {
  const name = path.at(-1) ?? '';
  return (
    localKey(path) ??
    bootstrapKey(path) ??
    dottedKey(path, name) ??
    elsewhere(context, path, name) ??
    unknownKey(context, path, name)
  );
}

function localKey(path: ConfigPath): Fault | null {
  const name = path.at(-1) ?? '';
  const isSection = path.length === 1 && LOCAL_SECTIONS.some((each) => each === name);
  const isAtPostgresql = path.length === 2 && path[0] === 'postgresql';
  const isLocal =
    (path.length === 1 || isAtPostgresql) && LOCAL_POSTGRESQL_KEYS.some((each) => each === name);
  if (!isSection && !isLocal) return null;
  const message = `${path.join('.')} belongs in the file of each member: Patroni does not read it from the cluster's configuration`;
  return { code: 'local-section', path, message, next: hint`leave it out here` };
}

function bootstrapKey(path: ConfigPath): Fault | null {
  const name = path.at(-1) ?? '';
  if (path.length !== 1 || !BOOTSTRAP_SECTIONS.some((each) => each === name)) return null;
  const message = `${name} is for the first start of a cluster: what stands below bootstrap.dcs belongs at the top of this document`;
  return { code: 'wrong-level', path, message, next: hint`move its keys to the top` };
}

function dottedKey(path: ConfigPath, name: string): Fault | null {
  const [head = ''] = name.split('.');
  const keys = path.length === 1 ? TOP_KEYS : POSTGRESQL_KEYS;
  if (!name.includes('.') || !Object.hasOwn(keys, head)) return null;
  const message = `${name} is one key with dots in its name, which Patroni does not read`;
  return { code: 'wrong-level', path, message, next: hint`write it as keys below ${head}` };
}

function elsewhere(context: CheckContext, path: ConfigPath, name: string): Fault | null {
  const owner = ownerOf(name);
  if (owner !== null && path[0] !== 'standby_cluster') {
    const message = `Patroni sets ${name} itself, ${owner}`;
    return { code: 'owned-by-patroni', path, message, next: hint`leave it out` };
  }
  const place = placeOf(context, name);
  if (place === null) return null;
  const inside = path.length === 1 ? 'at the top' : `inside ${path.slice(0, -1).join('.')}`;
  const message = `Patroni does not read ${name} ${inside}; it belongs ${describePlace(place)}`;
  return { code: 'wrong-level', path, message, next: hint`write ${place}` };
}

/** Where a name has a meaning, as it is typed behind `-s`; null if nowhere. */
function placeOf({ members }: CheckContext, name: string): string | null {
  if (Object.hasOwn(TOP_KEYS, name)) return name;
  if (Object.hasOwn(POSTGRESQL_KEYS, name)) return `postgresql.${name}`;
  if (isOpenRecoveryParameter(name)) return `postgresql.recovery_conf.${name}`;
  const parameter = knownNames(members).find((each) => each.toLowerCase() === name.toLowerCase());
  if (parameter !== undefined) return `postgresql.parameters.${parameter}`;
  return Object.hasOwn(STANDBY_KEYS, name) ? `standby_cluster.${name}` : null;
}

/** A key of the top level stands for itself. */
export function describePlace(place: string): string {
  return place.includes('.') ? `to ${place}` : 'at the top of the document';
}

/** A newer Patroni than this catalogue may know the key: then it is a warning. */
function unknownKey(context: CheckContext, path: ConfigPath, name: string): Fault {
  const near = likelyName(name, candidates(path));
  const place = near === null ? likelyPlace(context, path, name) : [...path.slice(0, -1), near].join('.');
  const newer = newestPatroni(context.members);
  const message =
    newer === null
      ? `Patroni does not know ${path.join('.')} and would ignore it`
      : `${path.join('.')} is none of the keys known here; Patroni ${newer} is newer and may know it`;
  const next = place === null ? null : hint`write ${place}`;
  return { code: 'unknown-key', path, message, next, ...(newer === null ? {} : { severity: 'warning' }) };
}

function candidates(path: ConfigPath): readonly string[] {
  if (path.length === 1) return [...Object.keys(TOP_KEYS)];
  return Object.keys(path[0] === 'standby_cluster' ? STANDBY_KEYS : POSTGRESQL_KEYS);
}

/** A name that is mistyped and at the wrong level. */
function likelyPlace(context: CheckContext, path: ConfigPath, name: string): string | null {
  if (path[0] === 'standby_cluster') return null;
  const places = [...Object.keys(TOP_KEYS), ...Object.keys(POSTGRESQL_KEYS), ...knownNames(context.members)];
  const near = likelyName(name, places);
  return near === null ? null : placeOf(context, near);
}
