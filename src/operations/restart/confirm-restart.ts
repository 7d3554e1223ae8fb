import { Failure } from '../../errors.js';
import type { Schedule } from '../../formats/schedule.js';
import { confirmMembers, type SelectedMember } from '../maintenance/select-members.js';
import { isAttended, type RestartPorts, type RestartRequest } from './restart-request.js';

const AT_ITS_TIME =
  'The nodes needing a restart will be identified at the scheduled time, and might be different from the ones showing pending restart right now. Is this fine?';

/** patronictl's closing questions (ctl.py, confirm_members_action). */
export async function confirmRestart(
  ports: RestartPorts,
  request: RestartRequest,
  members: readonly SelectedMember[],
  schedule: Schedule | null,
): Promise<void> {
  if (schedule === null) return confirmMembers(ports, request, members);
  if (!isAttended(request)) return;
  const names = members.map(({ member }) => member.name).join(', ');
  const question = request.pending
    ? AT_ITS_TIME
    : `Are you sure you want to schedule restart of members ${names} at ${schedule.iso.replace('T', ' ')}?`;
  if (await ports.questions.confirm(question, '--yes')) return;
  throw new Failure('cancelled', 'cancelled', 'Aborted scheduled restart');
}
