import type { OwnVersions } from '../../operations/version/read-versions.js';

/** Of this ctl, and of the Node.js that runs it. */
export function ownVersions(config: { readonly version: string }): OwnVersions {
  return { ctl: config.version, node: process.version };
}
