/** What one endpoint answered instead of a result. */
export interface EndpointError<E> {
  readonly endpoint: E;
  readonly error: unknown;
}

type Hedged<E, T> = { readonly value: T } | { readonly errors: readonly EndpointError<E>[] };

/**
 * Asks the endpoints one after the other: the next one as soon as one has failed, or has not answered after `delayMs`.
 * The first answer wins; without any, all errors in the order of the endpoints.
 */
export function askHedged<E, T>(
  endpoints: readonly E[],
  delayMs: number,
  ask: (endpoint: E) => Promise<T>,
): Promise<Hedged<E, T>> {
  return new Promise((resolve) => {
    const errors = new Map<E, unknown>();
    let asked = 0;
    let isAnswered = false;
    let timer: NodeJS.Timeout | undefined;
    const askNext = (): void => {
      clearTimeout(timer);
      const endpoint = endpoints[asked];
      if (endpoint === undefined || isAnswered) return;
      asked += 1;
      timer = setTimeout(askNext, delayMs);
      ask(endpoint).then(
        (value) => {
          isAnswered = true;
          clearTimeout(timer);
          resolve({ value });
        },
        (error: unknown) => {
          errors.set(endpoint, error);
          if (errors.size < endpoints.length) return askNext();
          clearTimeout(timer);
          resolve({ errors: endpoints.map((each) => ({ endpoint: each, error: errors.get(each) })) });
        },
      );
    };
    askNext();
  });
}
