type Environment = Readonly<Record<string, string | undefined>>;

/** Where sandboxes are kept: with the user's state, or with the machine's for root. */
export function sandboxHome(env: Environment, isRoot: boolean): string {
  if (env.CTL_SANDBOX_HOME) return env.CTL_SANDBOX_HOME;
  if (isRoot) return '/var/lib/ctl/sandbox';
  const home = env.HOME?.startsWith('/') ? env.HOME : '/nonexistent';
  const state = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : `${home}/.local/state`;
  return `${state}/ctl/sandbox`;
}
