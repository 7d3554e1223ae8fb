/**
 * oclif leaves out a switch that was not given and has no default, though its type says otherwise; a default would count as given where
 * the switch depends on another option.
 */
export function withSwitches<F extends object>(
  flags: F,
  kinds: Readonly<Record<string, { readonly type: 'boolean' | 'option' }>>,
): F {
  const switches = Object.keys(kinds).filter((name) => kinds[name]?.type === 'boolean');
  return { ...Object.fromEntries(switches.map((name) => [name, false])), ...flags };
}
