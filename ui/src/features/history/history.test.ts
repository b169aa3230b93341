import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow, rowNamed } from '../../test/open';

describe('history', () => {
  it('tells_the_story_and_what_is_wrong', async () => {
    const { engine, user } = openWindow({ place: 'history' });
    await screen.findAllByRole('option');
    await user.click(rowNamed(/Not sent/u));
    expect(await screen.findByText('Approved as shown')).toBeInTheDocument();
    expect(screen.getByText(/^Not before .*\d\d/u)).toBeInTheDocument();
    expect(screen.getAllByText(/312 of 300 characters/u).length).toBeGreaterThan(1);
    await user.click(rowNamed(/Reply to Priya/u));
    await user.keyboard('o');
    await waitFor(() =>
      expect(engine.opened).toEqual(['https://bsky.example/profile/mira.photos/post/3k']),
    );
  });

  it('enter_puts_the_keyboard_on_the_story', async () => {
    const { user } = openWindow({ place: 'history' });
    await screen.findAllByRole('option');
    await user.keyboard('{Enter}');
    expect(screen.getByRole('group', { name: 'The action you are looking at' })).toHaveFocus();
  });

  it('what_only_a_person_can_tell_is_answered_with_one_key', async () => {
    const { engine, user } = openWindow({ place: 'history' });
    await screen.findAllByRole('option');
    await user.click(rowNamed(/Post on Mastodon/u));
    expect(await screen.findByText('Did it arrive?')).toBeInTheDocument();
    expect(screen.getByText('Open studio, come by!')).toBeInTheDocument();
    await user.keyboard('y');
    await waitFor(() =>
      expect(engine.history.find(({ id }) => id === 'out-asks')?.state).toBe('done'),
    );
    await waitFor(() => expect(screen.queryByText('Did it arrive?')).toBeNull());
  });

  it('a_thread_that_stopped_says_what_is_public_and_offers_ways_on', async () => {
    const { engine, user } = openWindow({ place: 'history' });
    await screen.findAllByRole('option');
    await user.click(rowNamed(/Thread/u));
    expect(await screen.findByText('How does it go on?')).toBeInTheDocument();
    expect(screen.getByText('The third of three.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Go on with the next/u }));
    await waitFor(() =>
      expect(engine.calls.find(({ name }) => name === 'answer_action')?.input).toMatchObject({
        action_id: 'out-stopped',
        answer: 'again',
      }),
    );
  });

  it('what_was_missed_can_be_given_another_time', async () => {
    const { engine, user } = openWindow({ place: 'history' });
    await screen.findAllByRole('option');
    await user.click(rowNamed(/Good morning from the harbour|Missed its time/u));
    await user.keyboard('m');
    const field = await screen.findByRole('textbox', { name: 'Time' });
    await user.type(field, 'yesterday{Enter}');
    expect(await screen.findByText(/no date and time/u)).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, '2027-03-28 09:30{Enter}');
    await waitFor(() =>
      expect(engine.history.find(({ id }) => id === 'out-missed')?.answers).toEqual([]),
    );
  });

  it('b_takes_back_what_has_not_left_yet', async () => {
    const { engine, user } = openWindow({ place: 'history' });
    await screen.findAllByRole('option');
    await user.click(rowNamed(/Planned, at the server/u));
    expect(await screen.findByRole('button', { name: /Back to review/u })).toBeInTheDocument();
    await user.keyboard('b');
    await waitFor(() =>
      expect(engine.calls.find(({ name }) => name === 'answer_action')?.input).toMatchObject({
        action_id: 'out-parked',
        answer: 'back',
      }),
    );
  });
});
