import type { InternalAxiosRequestConfig } from 'axios';
import { final } from '../../policies/safety/final.js';
import type { Scope } from '../../scope.js';
import type { Announcement } from '../announce.js';
import type { Timeouts } from '../options.js';
import { canceled } from '../refusal.js';

/** What a client asks of its requests. */
export interface Terms {
  readonly timeouts: Timeouts;
  /** Undefined if there is nothing to tell. */
  readonly announce: Announcement | undefined;
  /** What is in flight. */
  readonly running: Set<Scope>;
  /** Set when there are to be no more requests. */
  closed: boolean;
}

/** Why a closed client sends nothing. It counts as cancelled, and no rule can open the client again. */
export const closedError = (config?: InternalAxiosRequestConfig): Error =>
  final(canceled(config, 'this client is closed; createClient() makes another one'));
