/** Whoever was asked has not given a whole answer in time. */
export class Silence extends Error {
  constructor(ms: number) {
    super(`no answer within ${Math.round(ms)} ms`);
  }
}

/** The answer is longer than any that is worth having. */
export class EndlessAnswer extends Error {
  constructor() {
    super('the answer does not end');
  }
}
