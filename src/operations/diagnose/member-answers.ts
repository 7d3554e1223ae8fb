import { type AskPorts, askMember, type MemberAddress, type MemberAnswers } from './ask-member.js';

/** Asks every member once, however often somebody wants to know; at another address it is asked again. */
export class AskedMembers {
  private readonly asked = new Map<string, Promise<MemberAnswers>>();

  constructor(
    private readonly ports: AskPorts,
    private readonly scope: string,
  ) {}

  ask(address: MemberAddress): Promise<MemberAnswers> {
    const { name, apiUrl, host, port } = address;
    const key = JSON.stringify([name, apiUrl, host, port]);
    const answers = this.asked.get(key) ?? askMember(this.ports, this.scope, address);
    this.asked.set(key, answers);
    return answers;
  }
}
