import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { activeRow, openReview, openWindow } from '../test/open';

const region = (): HTMLElement | null =>
  screen.queryByRole('region', { name: 'What can be taken back' });

const secondsLeft = (): number => Number(/(\d+) s/u.exec(region()?.textContent ?? '')?.[1]);

describe('the undo line', () => {
  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts_down_and_goes_when_it_is_too_late', async () => {
    const { user } = await openReview({ advanceTimers: vi.advanceTimersByTime });
    await user.keyboard('a');
    await waitFor(() =>
      expect(region()).toHaveTextContent(/Reply to Jonas Weber goes out in (10|9) s/u),
    );
    const before = secondsLeft();
    await vi.advanceTimersByTimeAsync(4000);
    expect(secondsLeft()).toBeLessThanOrEqual(before - 3);
    expect(secondsLeft()).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(7000);
    expect(region()).toBeNull();
  });

  it('u_takes_the_decision_back_and_shows_the_review_again', async () => {
    const { engine, user } = await openReview({ advanceTimers: vi.advanceTimersByTime });
    await user.keyboard('a');
    await waitFor(() => expect(region()).not.toBeNull());
    expect(screen.getAllByRole('option')).toHaveLength(11);
    await user.keyboard('u');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(12));
    expect(activeRow()).toHaveTextContent('Jonas Weber');
    expect(region()).toBeNull();
    expect(engine.calls).toContainEqual({
      name: 'undo_decision',
      input: { review_id: 'rev-jonas' },
    });
  });

  it('says_why_something_could_not_be_taken_back', async () => {
    const { engine, user } = await openReview({ advanceTimers: vi.advanceTimersByTime });
    engine.failNext('undo_decision', { code: 'too_late', message: 'It has gone out already.' });
    await user.keyboard('a');
    await waitFor(() => expect(region()).not.toBeNull());
    await user.keyboard('u');
    await waitFor(() =>
      expect(
        screen.getByText('It has gone out already.', { selector: '[aria-live]' }),
      ).toBeInTheDocument(),
    );
  });

  it('an_account_is_removed_after_ten_seconds_and_not_when_taken_back', async () => {
    const { engine, user } = openWindow({
      place: 'accounts',
      advanceTimers: vi.advanceTimersByTime,
    });
    const removed = (): number =>
      engine.calls.filter((one) => one.name === 'remove_account').length;
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    expect(region()).toHaveTextContent('@mira.photos is removed in 10 s');
    await user.keyboard('u');
    await vi.advanceTimersByTimeAsync(11_000);
    expect(removed()).toBe(0);
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    await vi.advanceTimersByTimeAsync(10_500);
    expect(removed()).toBe(1);
    await waitFor(() => expect(engine.accounts).toHaveLength(3));
  });
});
