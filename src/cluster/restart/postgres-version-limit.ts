/**
 * `server_version_num` of a version as `--pg-version` takes it, or why it cannot be one, in Patroni's words (postgresql/misc.py,
 * postgres_version_to_int).
 */
export function versionLimit(text: string): number | { readonly error: string } {
  const parts = text.split('.');
  if (parts.some((part) => !/^\s*[+-]?\d+\s*$/.test(part)))
    return { error: `Invalid PostgreSQL version: ${text}` };
  const [major = 0, ...rest] = parts.map(Number);
  const isShort = rest.length === 0 || (rest.length === 1 && major < 10);
  if (isShort || rest.length > 2) {
    return { error: `Invalid PostgreSQL version format: X.Y or X.Y.Z is accepted: ${text}` };
  }
  const [minor = 0, patch = 0] = rest.length === 1 ? [0, rest[0]] : rest;
  return major * 10_000 + minor * 100 + patch;
}
