import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../formats/json.js';
import type { EtcdMember, Program, Sandbox, SandboxMember } from '../../operations/sandbox/sandbox.js';

/** The record of a sandbox; null if it is not one. The directory is where it was found. */
export function decodeSandbox(text: string, directory: string): Sandbox | null {
  const record = parseJson(text);
  if (!isJsonObject(record) || record.format !== 1) return null;
  try {
    const programs = objectAt(record, 'programs');
    const haproxy = objectAt(record, 'haproxy');
    const secrets = objectAt(record, 'secrets');
    return {
      format: 1,
      name: textAt(record, 'name'),
      directory,
      programs: {
        etcd: program(objectAt(programs, 'etcd')),
        patroni: program(objectAt(programs, 'patroni')),
        postgres: program(objectAt(programs, 'postgres')),
        haproxy: program(objectAt(programs, 'haproxy')),
      },
      etcd: listAt(record, 'etcd').map(etcdMember),
      members: listAt(record, 'members').map(member),
      haproxy: {
        writePort: numberAt(haproxy, 'writePort'),
        readPort: numberAt(haproxy, 'readPort'),
        statsSocket: textAt(haproxy, 'statsSocket'),
      },
      secrets: {
        superuser: textAt(secrets, 'superuser'),
        replication: textAt(secrets, 'replication'),
        rewind: textAt(secrets, 'rewind'),
        restapi: textAt(secrets, 'restapi'),
      },
    };
  } catch {
    return null;
  }
}

function program(value: JsonObject): Program {
  return { path: textAt(value, 'path'), version: textAt(value, 'version') };
}

function etcdMember(value: JsonObject): EtcdMember {
  return {
    name: textAt(value, 'name'),
    clientPort: numberAt(value, 'clientPort'),
    peerPort: numberAt(value, 'peerPort'),
  };
}

function member(value: JsonObject): SandboxMember {
  return { name: textAt(value, 'name'), port: numberAt(value, 'port'), apiPort: numberAt(value, 'apiPort') };
}

function objectAt(value: JsonObject, key: string): JsonObject {
  return requireObject(value[key], key);
}

function listAt(value: JsonObject, key: string): readonly JsonObject[] {
  const list = value[key];
  if (!Array.isArray(list) || list.length === 0) throw new Error(key);
  return list.map((item) => requireObject(item, key));
}

function textAt(value: JsonObject, key: string): string {
  const text = value[key];
  if (typeof text !== 'string') throw new Error(key);
  return text;
}

function numberAt(value: JsonObject, key: string): number {
  const number = value[key];
  if (typeof number !== 'number') throw new Error(key);
  return number;
}

function requireObject(value: JsonValue | undefined, key: string): JsonObject {
  if (!isJsonObject(value)) throw new Error(key);
  return value;
}
