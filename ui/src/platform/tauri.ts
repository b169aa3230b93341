import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Hint, UseCases } from '../bindings/herald';
import type { Host, UseCaseName } from './host';

/** Listens to an event of the window; the stop works even before listening has begun. */
function hear<T>(event: string, heard: (payload: T) => void): () => void {
  const stop = listen<T>(event, ({ payload }) => heard(payload));
  return () => void stop.then((end) => end());
}

/** Returns the host of the desktop window. */
export function tauriHost(): Host {
  return {
    call: <K extends UseCaseName>(name: K, input: UseCases[K]['input']) =>
      invoke<UseCases[K]['output']>('call', { name, input }),
    onHint: (heard) => hear<Hint[]>('hint', heard),
    onOpenReview: (asked) => hear<string>('open-review', asked),
    openExternal: (url) => invoke('open_external', { url }),
    saveFile: (name, contents) => invoke<string | null>('save_file', { name, contents }),
    notifyReady: () => void invoke('ready'),
  };
}
