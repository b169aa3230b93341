import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chordOf, keys } from './keys.svelte';

const press = (key: string, more: KeyboardEventInit = {}, on: Element = document.body): boolean =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

describe('keys', () => {
  const run = vi.fn();
  const stops: (() => void)[] = [];
  const bind = (chord: string, more = {}): void => {
    stops.push(
      keys.add({ name: 'test', bindings: [{ keys: [chord], label: chord, run, ...more }] }),
    );
  };
  const listen = (event: KeyboardEvent): void => keys.handle(event);

  beforeEach(() => {
    run.mockClear();
    keys.single = true;
    addEventListener('keydown', listen);
  });
  afterEach(() => {
    removeEventListener('keydown', listen);
    for (const stop of stops.splice(0)) stop();
    document.body.innerHTML = '';
    vi.useRealTimers();
  });

  it('writes_events_as_bindings_do', () => {
    const chord = (key: string, more = {}): string | null =>
      chordOf(new KeyboardEvent('keydown', { key, ...more }));
    expect(chord('a')).toBe('a');
    expect(chord('R', { shiftKey: true })).toBe('Shift+r');
    expect(chord('A')).toBe('a');
    expect(chord('?', { shiftKey: true })).toBe('?');
    expect(chord('K', { ctrlKey: true })).toBe('Mod+k');
    expect(chord('k', { metaKey: true })).toBe('Mod+k');
    expect(chord('Control', { ctrlKey: true })).toBeNull();
    expect(chord('a', { altKey: true })).toBeNull();
  });

  it('single_keys_can_be_switched_off_and_others_stay', () => {
    bind('a');
    bind('Mod+k');
    keys.single = false;
    press('a');
    expect(run).not.toHaveBeenCalled();
    press('k', { ctrlKey: true });
    expect(run).toHaveBeenCalledOnce();
  });

  it('single_keys_rest_while_somebody_types', () => {
    bind('a');
    document.body.innerHTML = '<textarea></textarea>';
    press('a', {}, document.querySelector('textarea')!);
    expect(run).not.toHaveBeenCalled();
    press('a');
    expect(run).toHaveBeenCalledOnce();
  });

  it('shift_and_a_letter_is_a_single_key_too', () => {
    bind('Shift+r');
    keys.single = false;
    press('R', { shiftKey: true });
    expect(run).not.toHaveBeenCalled();
  });

  it('enter_on_a_button_presses_the_button', () => {
    bind('Enter');
    document.body.innerHTML = '<button>b</button>';
    press('Enter', {}, document.querySelector('button')!);
    expect(run).not.toHaveBeenCalled();
  });

  it('two_keys_in_a_row_are_one_command_within_their_time', () => {
    vi.useFakeTimers();
    const other = vi.fn();
    bind('g r');
    stops.push(keys.add({ name: 'r', bindings: [{ keys: ['r'], label: 'r', run: other }] }));
    press('g');
    press('r');
    expect(run).toHaveBeenCalledOnce();
    expect(other).not.toHaveBeenCalled();
    press('g');
    vi.advanceTimersByTime(1600);
    press('r');
    expect(run).toHaveBeenCalledOnce();
    expect(other).toHaveBeenCalledOnce();
  });

  it('a_held_key_decides_once_and_moves_often', () => {
    bind('a');
    press('a');
    press('a', { repeat: true });
    expect(run).toHaveBeenCalledOnce();
    bind('j');
    press('j', { repeat: true });
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('an_open_dialog_keeps_keys_from_the_place_behind_it', () => {
    bind('a');
    document.body.innerHTML = '<dialog open></dialog>';
    press('a');
    expect(run).not.toHaveBeenCalled();
  });

  it('what_cannot_be_done_now_is_not_done', () => {
    bind('a', { when: () => false });
    press('a');
    expect(run).not.toHaveBeenCalled();
  });
});
