import pjson from '../../../package.json' with { type: 'json' };

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
