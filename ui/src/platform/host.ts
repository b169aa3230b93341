import type { Hint, UseCases } from '../bindings/herald';

/** A use case's name. */
export type UseCaseName = keyof UseCases;

/** What the UI needs from the place it runs in. */
export interface Host {
  /** Calls a use case; rejects with an `ApiError`. */
  call<K extends UseCaseName>(name: K, input: UseCases[K]['input']): Promise<UseCases[K]['output']>;
  /** Tells when something changed; returns how to stop. */
  onHint(heard: (hints: Hint[]) => void): () => void;
  /** Tells when a notification asks for a review; returns how to stop. */
  onOpenReview(asked: (reviewId: string) => void): () => void;
  /** Opens an address in the person's browser. */
  openExternal(url: string): Promise<void>;
  /** Offers a file for saving; the path, or `null` when the person changed their mind. */
  saveFile(name: string, contents: string): Promise<string | null>;
  /** Says that the first screen is there. */
  notifyReady(): void;
}
