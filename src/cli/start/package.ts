import pjson from '../../../package.json' with { type: 'json' };
import type { OwnVersions } from '../../operations/version/read-versions.js';

const { oclif } = pjson;

/** As oclif wants it; that it need not look for it saves a twentieth of a start. */
export const PACKAGE = {
  ...pjson,
  oclif: {
    ...oclif,
    commands: { ...oclif.commands, strategy: 'explicit' as const },
    topicSeparator: ' ' as const,
  },
};

/** Of this ctl, and of the Node.js that runs it. */
export function ownVersions(config: { readonly version: string }): OwnVersions {
  return { ctl: config.version, node: process.version };
}
