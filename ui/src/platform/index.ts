import type { ApiError, UseCases } from '../bindings/herald';
import { strings } from '../lib/strings';
import type { Host, UseCaseName } from './host';
import { tauriHost } from './tauri';

export type { Host, UseCaseName } from './host';

let host: Host | null = null;

/** Chooses the host: the desktop window, or the in-memory engine where the build is for tests. */
export async function connectHost(): Promise<void> {
  if (host) return;
  if (import.meta.env.MODE === 'fake') {
    const { fakeHost } = await import('./fake');
    host = fakeHost(new URLSearchParams(location.search));
  } else {
    host = tauriHost();
  }
}

/** Puts another host in place; for tests. */
export function useHost(other: Host): void {
  host = other;
}

function theHost(): Host {
  if (!host) throw new Error('connectHost was not awaited');
  return host;
}

/** Calls a use case of the engine; rejects with an `ApiError`, whatever went wrong. */
export async function call<K extends UseCaseName>(
  name: K,
  input: UseCases[K]['input'],
): Promise<UseCases[K]['output']> {
  try {
    return await theHost().call(name, input);
  } catch (cause) {
    throw toApiError(cause);
  }
}

/** Reads any failure as an `ApiError`. */
export function toApiError(cause: unknown): ApiError {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && 'message' in cause) {
    return cause as ApiError;
  }
  if (typeof cause === 'string') {
    try {
      return toApiError(JSON.parse(cause));
    } catch {
      return { code: 'internal', message: cause, retryable: true };
    }
  }
  return { code: 'internal', message: strings.errors.engineSilent, retryable: true };
}

/** Tells when something changed; returns how to stop. */
export const onHint: Host['onHint'] = (heard) => theHost().onHint(heard);

/** Tells when a notification asks for a review; returns how to stop. */
export const onOpenReview: Host['onOpenReview'] = (asked) => theHost().onOpenReview(asked);

/** Opens an address in the person's browser. */
export const openExternal: Host['openExternal'] = (url) => theHost().openExternal(url);

/** Offers a file for saving; the path, or `null` when the person changed their mind. */
export const saveFile: Host['saveFile'] = (name, contents) => theHost().saveFile(name, contents);

let ready = false;

/** Says that the first screen is there; once is enough. */
export function notifyReady(): void {
  if (ready) return;
  ready = true;
  theHost().notifyReady();
}
