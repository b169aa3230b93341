import '@testing-library/jest-dom/vitest';

import { configure } from '@testing-library/svelte';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

/** What jsdom lacks and the UI uses. */
class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= NoResize;
// Nothing is ever near: jsdom knows no places.
globalThis.IntersectionObserver ??= NoResize as unknown as typeof IntersectionObserver;
Element.prototype.scrollIntoView ??= function scrollIntoView(): void {};
Element.prototype.scrollTo ??= function scrollTo(): void {};

HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement): void {
  this.open = true;
  this.querySelector<HTMLElement>('input,button')?.focus();
};
