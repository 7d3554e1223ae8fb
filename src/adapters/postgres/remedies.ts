import { type Hint, hint } from '../../formats/hint.js';

/** What an operator can do about a connection that failed. */
export interface Remedies {
  readonly login: string;
  readonly database: string;
  readonly server: Hint;
}

/** Of a command with options for the login. */
export const TYPED: Remedies = {
  login: 'use -U USER and --password',
  database: 'use -d DATABASE',
  server: hint`try again later, or another member: -m MEMBER`,
};

/** Of connections that `ctl` makes for its own purposes. */
export const UNTYPED: Remedies = {
  login: 'set PGUSER and PGPASSWORD',
  database: 'set PGDATABASE',
  server: hint`try again later`,
};
