import type { Evidence } from '../../cluster/evidence/evidence.js';
import { Failure } from '../../errors.js';
import type { DiagnosePorts } from './diagnose-ports.js';

/** Where a cluster that is not where it should be may be instead, as far as that may be read. */
export async function elsewhere(
  { dcs, keyTraces }: Pick<DiagnosePorts, 'dcs' | 'keyTraces'>,
  scope: string,
): Promise<Pick<Evidence, 'otherScopes' | 'otherNamespaces'>> {
  const [scopes, otherNamespaces] = await Promise.all([
    dcs.findScopes().catch((thrown: unknown) => {
      if (thrown instanceof Failure) return [];
      throw thrown;
    }),
    keyTraces.findNamespaces(scope),
  ]);
  const otherScopes = scopes.map((each) => each.scope).filter((name) => name !== scope);
  return { otherScopes, otherNamespaces };
}
