import { dumpPythonJson } from '../../formats/python-json.js';
import type { FailoverWrite } from '../../operations/ports/dcs-ports.js';

/** As Patroni writes it (AbstractDCS.manual_failover): compact, in ASCII, without what is empty. */
export function encodeFailover({ leader, candidate, scheduledAt }: FailoverWrite): string {
  const fields = Object.entries({ leader, member: candidate, scheduled_at: scheduledAt })
    .filter(([, value]) => value)
    .map(([name, value]) => `${dumpPythonJson(name)}:${dumpPythonJson(value)}`);
  return `{${fields.join(',')}}`;
}
