import type { Routes } from '../router.js';
import { bodies } from './bodies.js';
import { echoes } from './echoes.js';
import { redirects } from './redirects.js';
import { retries } from './retries.js';

/** The routes of urllib3's test server (dummyserver/app.py), so that what was written for it can be pointed here. */
export const dummyserver = (): Routes => ({ routes: [...echoes, ...redirects, ...retries(), ...bodies] });
