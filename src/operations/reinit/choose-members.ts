import { Failure } from '../../errors.js';
import { demandAnswers, type SelectedMembers, selectMembers } from '../maintenance/select-members.js';
import type { TellReinit } from './reinit-report.js';
import { type ReinitializeRequest, type ReinitPorts, reinitCommand } from './reinit-request.js';

/** The members that are meant: those that were named, else the one that is asked for. Never all because none was named. */
export async function chooseMembers(
  ports: ReinitPorts,
  request: ReinitializeRequest,
  tell: TellReinit,
): Promise<SelectedMembers> {
  const { names, unattended, dryRun } = request;
  if (names.length === 0 && (unattended || dryRun || !(await ports.questions.canAsk()))) {
    throw noMember(request, 'no member was named, and nobody can be asked');
  }
  await demandAnswers(ports, request);
  const selected = await selectMembers(ports, request, tell);
  if (names.length > 0) return selected;
  const replicas = selected.members.map(({ member }) => member.name);
  const answer = await ports.questions.askChoice({
    question: `Which member do you want to ${request.action} [${replicas.join(', ')}]?`,
    title: `Which member do you want to ${request.action}?`,
    standard: '',
    option: 'MEMBER',
    choices: selected.members.map(({ member: { name, state } }) => {
      return { value: name, remark: state ?? '', disabled: null };
    }),
  });
  if (answer === '') throw noMember(request, 'no member was named');
  return selectMembers(ports, { ...request, names: [answer] }, () => {});
}

function noMember(request: ReinitializeRequest, message: string): Failure {
  const next = reinitCommand(request, ['MEMBER']);
  return new Failure('usage', 'no-member', message, { subject: 'MEMBER', next });
}
