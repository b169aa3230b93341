import type { AccountView } from '../bindings/herald';
import { strings } from './strings';

/** How an account is doing, as a shape and a word. */
export interface HealthMark {
  tone: 'good' | 'warning' | 'danger' | 'quiet';
  word: string;
}

/** Returns the shape and the word for the health of an account. */
export function healthMark(account: AccountView): HealthMark {
  if (account.state === 'needs_reconnect')
    return { tone: 'danger', word: strings.health.reconnect };
  if (account.state === 'paused') return { tone: 'quiet', word: strings.health.paused };
  const tones = { ok: 'good', degraded: 'warning', failed: 'danger' } as const;
  return { tone: tones[account.health], word: strings.health[account.health] };
}
