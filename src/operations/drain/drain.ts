import { readPauseWarnings } from '../pause/pause-warnings.js';
import { drainMember } from './drain-member.js';
import type { DrainReport, TellDrain } from './drain-report.js';
import type { DrainPorts, DrainRequest } from './drain-request.js';
import { findMember } from './find-member.js';
import { returnMember } from './return-member.js';

/** Prepares a member for work, or waits until it is back. Beside a switchover nothing is written: tags cannot be set from outside. */
export async function drain(ports: DrainPorts, request: DrainRequest, tell: TellDrain): Promise<DrainReport> {
  const found = await findMember(ports.dcs, request);
  const { scope } = found.reading;
  const noted = await readPauseWarnings(ports, scope, [found.reading]);
  const work = request.undo ? returnMember : drainMember;
  return work(ports, request, found, noted, tell);
}
