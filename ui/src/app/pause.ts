import { announce } from '../lib/announce.svelte';
import { session } from '../lib/session.svelte';
import { strings } from '../lib/strings';
import { call, toApiError } from '../platform';

/** Pauses or resumes everything and says so. */
export async function setPaused(paused: boolean): Promise<void> {
  try {
    session.overview.take(await call('pause_everything', { paused }));
    announce(paused ? strings.settings.pause.on : strings.settings.pause.off);
  } catch (cause) {
    session.overview.error = toApiError(cause);
    announce(session.overview.error.message);
  }
}
