import type { Host } from '../host';
import { FakeEngine, type FakeMode } from './engine';

const MODES: readonly FakeMode[] = [
  'rich',
  'welcome',
  'vault',
  'empty',
  'offline',
  'stopped',
  'error',
  'slow',
  'many',
];

/** Returns an engine in memory; `?fake=` chooses its state, `?delay=` its time to answer. */
export function fakeHost(options: URLSearchParams): Host {
  const asked = options.get('fake');
  const mode = MODES.find((one) => one === asked) ?? 'rich';
  const engine = new FakeEngine({ mode, delayMs: Number(options.get('delay') ?? 25) });
  const theme = options.get('theme');
  if (theme) engine.settings.set('window.theme', theme);
  return engine;
}

export { FakeEngine } from './engine';
