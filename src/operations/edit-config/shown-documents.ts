import { changedPaths, isSameValue } from '../../cluster/config/changed-paths.js';
import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import { isValueMap, type ValueMap } from '../../cluster/model/value.js';
import { setValue } from './composition.js';

interface ShownDocuments {
  readonly before: ValueMap;
  readonly after: ValueMap;
}

/** Both configurations without their secrets; that a secret was changed can still be seen. */
export function shownDocuments(before: ValueMap, after: ValueMap): ShownDocuments {
  const changedSecrets = changedPaths(before, after).filter(({ path, before: old, after: now }) => {
    const isThere = old !== undefined && now !== undefined;
    return isThere && isSameValue(concealSecrets(path, old), concealSecrets(path, now));
  });
  return {
    before: concealed(before),
    after: changedSecrets.reduce(
      (shown, { path }) => setValue(shown, path, '*** (changed)'),
      concealed(after),
    ),
  };
}

function concealed(values: ValueMap): ValueMap {
  const shown = concealSecrets([], values);
  return isValueMap(shown) ? shown : {};
}
