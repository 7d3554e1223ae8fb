#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { loadBundle } from './load-bundle.js';

const { main } = loadBundle();
await main(process.argv.slice(2), fileURLToPath(import.meta.url));
