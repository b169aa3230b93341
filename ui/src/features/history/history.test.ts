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
});
