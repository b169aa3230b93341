import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow, rowNamed } from '../../test/open';

async function openActivity(): Promise<ReturnType<typeof openWindow>> {
  const opened = openWindow({ place: 'activity' });
  await screen.findByRole('heading', { name: 'Jonas Weber replied to you' });
  return opened;
}

describe('activity', () => {
  it('search_waits_until_one_stops_typing', async () => {
    const { engine, user } = await openActivity();
    await user.keyboard('/');
    expect(screen.getByRole('searchbox', { name: 'Search activity' })).toHaveFocus();
    await user.keyboard('patience');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    const asked = engine.calls.flatMap(({ name, input }) =>
      name === 'list_activity' && (input as { query: string | null }).query
        ? [(input as { query: string }).query]
        : [],
    );
    expect(new Set(asked)).toEqual(new Set(['patience']));
  });

  it('mentions_and_replies_leave_likes_out_and_stay_in_time', async () => {
    const { user } = await openActivity();
    await user.click(screen.getByRole('radio', { name: 'Mentions and replies' }));
    await waitFor(() => expect(screen.queryByRole('option', { name: /Lena Ortiz/u })).toBeNull());
    const rows = screen.getAllByRole('option').map((row) => row.textContent ?? '');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toContain('Jonas');
    expect(rows.at(-1)).toContain('Priya');
  });

  it('what_was_seen_stays_on_the_screen_while_looking_at_what_is_new', async () => {
    const { engine, user } = await openActivity();
    await user.click(screen.getByRole('radio', { name: 'New' }));
    await waitFor(() => expect(screen.getAllByRole('option').length).toBeLessThan(4));
    const before = screen.getAllByRole('option').length;
    await user.click(rowNamed(/Lena Ortiz/u));
    await waitFor(() =>
      expect(engine.activity.find((one) => one.id === 'act-like')?.status).toBe('seen'),
    );
    engine.hint('activity');
    await new Promise((done) => setTimeout(done, 150));
    expect(screen.getAllByRole('option')).toHaveLength(before);
  });

  it('a_like_becomes_a_review_and_opens_it', async () => {
    const { engine, user } = await openActivity();
    await user.click(screen.getByRole('button', { name: 'Like' }));
    expect(await screen.findByText('Do this: like.')).toBeInTheDocument();
    expect(engine.calls.find((one) => one.name === 'propose_action')?.input).toMatchObject({
      verb: 'like',
      activity_id: 'act-jonas',
    });
  });

  it('ones_own_reply_becomes_a_review', async () => {
    const { engine, user } = await openActivity();
    await user.keyboard('r');
    await user.type(
      screen.getByRole('textbox', { name: 'Your reply to Jonas Weber' }),
      'The old 135.',
    );
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(engine.calls.find((one) => one.name === 'propose_action')?.input).toMatchObject({
        verb: 'reply',
        text: 'The old 135.',
      }),
    );
  });

  it('says_why_a_suggestion_could_not_be_made', async () => {
    const { engine, user } = await openActivity();
    engine.failNext('propose_action', { message: 'This post is gone.' });
    await user.click(screen.getByRole('button', { name: 'Repost' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This post is gone.');
  });

  it('offers_only_what_fits_and_is_possible', async () => {
    const { user } = await openActivity();
    expect(screen.getByRole('button', { name: 'Hide' })).toBeInTheDocument();
    await user.click(rowNamed(/Northlight Festival/u));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Like' })).toBeNull());
    expect(screen.getByRole('button', { name: 'Follow' })).toBeInTheDocument();
  });
});
