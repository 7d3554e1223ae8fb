/** PostgreSQL's `server_version_num` for people: `150020` is `15.20`; before 10 it has three parts, `90624` is `9.6.24`. */
export function formatPostgresVersion(serverVersion: number): string {
  const major = Math.floor(serverVersion / 10_000);
  const patch = serverVersion % 100;
  return major < 10 ? `${major}.${Math.floor(serverVersion / 100) % 100}.${patch}` : `${major}.${patch}`;
}
