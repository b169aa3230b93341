import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import App from '../app/App.svelte';
import { fetchScreens } from '../app/screens.svelte';
import { composeDraft } from '../features/compose/draft.svelte';
import { announcer } from '../lib/announce.svelte';
import { forgetHints } from '../lib/hints';
import { PLACES, where, type Place } from '../lib/place.svelte';
import { session } from '../lib/session.svelte';
import { useHost } from '../platform';
import { FakeEngine, type FakeMode } from '../platform/fake/engine';

// A test that ended must not have a screen still on its way.
await fetchScreens();

/** A window on a sample engine. */
export interface Opened {
  engine: FakeEngine;
  user: UserEvent;
  /** What a screen reader was told last. */
  said: () => string;
}

interface Options {
  mode?: FakeMode;
  place?: Place;
  prepare?: (engine: FakeEngine) => void;
  /** Moves fake timers on, where a test uses them. */
  advanceTimers?: (ms: number) => void;
}

/** Opens the whole window at a place, on a fresh engine. */
export function openWindow(options: Options = {}): Opened {
  const engine = new FakeEngine({ mode: options.mode ?? 'rich' });
  options.prepare?.(engine);
  useHost(engine);
  forgetHints();
  for (const place of PLACES) where.look(place, null);
  where.go(options.place ?? 'review', null);
  session.overview.value = null;
  session.overview.error = null;
  session.settings.value = null;
  announcer.text = '';
  composeDraft.clear();
  render(App);
  const user = userEvent.setup(
    options.advanceTimers ? { advanceTimers: options.advanceTimers } : undefined,
  );
  return { engine, user, said: () => announcer.text };
}

/** Opens the review place and waits for the first card. */
export async function openReview(options: Omit<Options, 'place'> = {}): Promise<Opened> {
  const opened = openWindow(options);
  await screen.findByRole('heading', { name: 'Reply on Bluesky as @mira.photos' });
  return opened;
}

/** Returns the headline of the card that is shown. */
export function rowNamed(name: RegExp): HTMLElement {
  return screen.getByRole('option', { name });
}

/** Returns the row that is looked at. */
export function activeRow(): HTMLElement {
  return screen.getByRole('option', { selected: true });
}

/** Waits until something is true. */
export const eventually = waitFor;
