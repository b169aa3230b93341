import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow, rowNamed } from '../../test/open';

async function openSettings(group: RegExp): Promise<ReturnType<typeof openWindow>> {
  const opened = openWindow({ place: 'settings' });
  await screen.findByText('Time to take a decision back');
  await opened.user.click(rowNamed(group));
  return opened;
}

describe('settings', () => {
  it('a_choice_is_saved_at_once_and_said_quietly', async () => {
    const { engine, user } = await openSettings(/^Review$/u);
    await user.click(screen.getByRole('radio', { name: '30 s' }));
    expect(await screen.findByRole('status')).toHaveTextContent('Saved');
    expect(engine.settings.get('review.undo_seconds')).toBe('30');
  });

  it('a_value_that_does_not_fit_is_explained_beside_its_field', async () => {
    const { engine, user } = await openSettings(/Watching/u);
    const field = screen.getByLabelText(/Look for activity every/u);
    await user.clear(field);
    await user.type(field, '0{Enter}');
    await waitFor(() => expect(field).toHaveAccessibleDescription(/1 to 86400 seconds/u));
    expect(field).toHaveValue('0');
    expect(engine.settings.get('observe.every_seconds')).toBe('30');
  });

  it('how_late_a_planned_post_may_be_is_set_here', async () => {
    const { engine, user } = await openSettings(/Publishing/u);
    const field = screen.getByLabelText(/late by/u);
    await user.clear(field);
    await user.type(field, '30{Enter}');
    await waitFor(() => expect(engine.settings.get('publish.late_minutes')).toBe('30'));
    await user.click(screen.getByRole('radio', { name: 'Takes the next free time' }));
    await waitFor(() => expect(engine.settings.get('publish.when_late')).toBe('next_slot'));
    const spacing = screen.getByLabelText(/Distance between/u);
    await user.clear(spacing);
    await user.type(spacing, '2000{Enter}');
    await waitFor(() => expect(spacing).toHaveAccessibleDescription(/0 to 1440 minutes/u));
    expect(engine.settings.get('publish.spacing_minutes')).toBe('10');
  });

  it('a_model_found_on_this_computer_is_taken_with_one_press', async () => {
    const { engine, user } = await openSettings(/Drafts/u);
    await user.click(screen.getByRole('button', { name: 'Look for models on this computer' }));
    await user.click(await screen.findByRole('button', { name: 'Use qwen3:4b' }));
    await waitFor(() => expect(engine.settings.get('drafting.provider')).toBe('ollama'));
    expect(engine.settings.get('drafting.model')).toBe('qwen3:4b');
  });

  it('a_key_is_kept_and_never_shown', async () => {
    const { engine, user } = await openSettings(/Drafts/u);
    await user.click(screen.getByRole('radio', { name: 'Anthropic' }));
    const field = await screen.findByLabelText('Key');
    await user.type(field, 'sk-secret{Enter}');
    await waitFor(() => expect(engine.hasModelKey).toBe(true));
    expect(field).toHaveValue('');
    expect(document.body.innerHTML).not.toContain('sk-secret');
    expect(screen.getByText(/is sent to the address above/u)).toBeInTheDocument();
  });

  it('an_export_is_offered_for_saving_and_its_place_is_said', async () => {
    const { engine, user } = await openSettings(/Privacy and data/u);
    await user.click(screen.getByRole('button', { name: 'Export as CSV' }));
    expect(
      await screen.findByText('Saved as /home/mira/Documents/herald.csv', {
        selector: '[role=status]',
      }),
    ).toBeInTheDocument();
    expect(engine.saved).toEqual([{ name: 'herald.csv', contents: 'a,b\n' }]);
  });

  it('a_switch_that_could_not_be_saved_shows_what_is_true', async () => {
    const { engine, user } = await openSettings(/Window/u);
    engine.failNext('set_setting', { message: 'The disk is full.' });
    const toggle = screen.getByRole('switch', { name: 'Start with the computer' });
    await user.click(toggle);
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
    expect(engine.settings.get('window.autostart')).toBe('false');
    await waitFor(() => expect(toggle).not.toBeChecked());
  });
});
