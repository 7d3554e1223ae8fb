import { inject } from 'vitest';
import { registerSandboxSecrets } from './secrets.js';

// Of the shared sandbox, in every test file.
await registerSandboxSecrets(inject('sandboxHome'));
