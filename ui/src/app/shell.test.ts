import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openReview, openWindow } from '../test/open';

describe('the palette', () => {
  it('filters_as_one_types_and_runs_by_enter', async () => {
    const { user } = await openReview();
    await user.keyboard('{Control>}k{/Control}');
    const field = screen.getByRole('combobox', { name: 'Commands' });
    expect(field).toHaveFocus();
    await user.type(field, 'settings');
    const list = within(screen.getByRole('listbox', { name: 'Commands' }));
    expect(list.getAllByRole('option')[0]).toHaveTextContent('Go to Settings');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { name: 'Settings', level: 1 })).toBeInTheDocument();
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('offers_accounts_and_says_when_nothing_fits', async () => {
    const { user } = await openReview();
    await user.keyboard('{Control>}k{/Control}');
    const field = screen.getByRole('combobox');
    await user.type(field, '@miraphotos');
    expect(screen.getByRole('option', { name: 'Show @miraphotos' })).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, 'zzzz');
    expect(screen.getByText(/Nothing is called “zzzz”/u)).toBeInTheDocument();
  });

  it('arrows_move_and_wrap', async () => {
    const { user } = await openReview();
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('{ArrowUp}');
    const list = within(screen.getByRole('listbox', { name: 'Commands' }));
    const options = list.getAllByRole('option');
    expect(options.at(-1)).toHaveAttribute('aria-selected', 'true');
  });
});

describe('the shell', () => {
  it('two_keys_go_to_a_place_and_the_keyboard_lands_there', async () => {
    const { user } = await openReview();
    await user.keyboard('gh');
    const list = await screen.findByRole('listbox', { name: 'What went out and what did not' });
    await waitFor(() => expect(list).toHaveFocus());
    expect(screen.getByRole('link', { name: /History/u })).toHaveAttribute('aria-current', 'page');
  });

  it('help_shows_the_keys_of_the_place', async () => {
    const { user } = await openReview();
    await user.keyboard('?');
    const help = screen.getByRole('dialog', { name: 'Keys in Review' });
    expect(within(help).getByText('Another version, with a wish')).toBeInTheDocument();
  });

  it('single_keys_are_off_when_the_person_says_so', async () => {
    const { engine, user } = await openReview({
      prepare: (one) => one.settings.set('window.single_keys', 'false'),
    });
    await user.keyboard('a');
    await user.keyboard('{ArrowDown}');
    expect(engine.calls.some((one) => one.name === 'approve_review')).toBe(false);
    expect(screen.getByRole('option', { selected: true })).toHaveTextContent('Aïcha');
  });

  it('the_theme_of_the_person_is_worn', async () => {
    await openReview({ prepare: (one) => one.settings.set('window.theme', 'dark') });
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
  });

  it('says_when_the_engine_works_elsewhere_or_stopped', async () => {
    openWindow({ mode: 'offline' });
    expect(
      await screen.findByText(/already at work in another process \(herald run/u),
    ).toBeInTheDocument();
    expect(screen.getByText(/Bluesky cannot be reached/u)).toBeInTheDocument();
  });

  it('without_an_open_folder_there_is_no_place_to_go_to', async () => {
    openWindow({
      prepare: (one) => one.failNext('overview', { message: 'This is not a Herald database.' }),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('This is not a Herald database.');
    expect(screen.queryByRole('navigation')).toBeNull();
  });

  it('pausing_shows_in_the_rail_and_can_be_ended_there', async () => {
    const { engine, user } = await openReview({ prepare: (one) => (one.paused = true) });
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(engine.paused).toBe(false));
    expect(screen.queryByText('Everything is paused')).toBeNull();
  });
});
