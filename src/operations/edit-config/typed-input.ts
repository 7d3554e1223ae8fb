import type { OperatorInput } from '../ports/operator-ports.js';

/** Remembers what came by standard input, which nobody can read a second time. */
export class TypedInput implements Pick<OperatorInput, 'readText'> {
  text: string | null = null;

  constructor(private readonly input: Pick<OperatorInput, 'readText'>) {}

  async readText(path: string, option: string): Promise<string> {
    const text = await this.input.readText(path, option);
    if (path === '-') this.text = text;
    return text;
  }
}
