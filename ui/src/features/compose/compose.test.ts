import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow } from '../../test/open';

async function openCompose(): Promise<ReturnType<typeof openWindow>> {
  const opened = openWindow({ place: 'compose' });
  await screen.findByRole('textbox', { name: 'Text' });
  await screen.findByRole('checkbox', { name: /@mira.photos/u, checked: true });
  return opened;
}

describe('compose', () => {
  it('counts_for_each_network_and_adds_one_review_for_each_account', async () => {
    const { engine, user } = await openCompose();
    await user.click(screen.getByRole('checkbox', { name: /@mira@fosstodon/u }));
    await user.type(screen.getByRole('textbox', { name: 'Text' }), 'Fog 🌫️');
    expect(screen.getByText('5 of 300')).toBeInTheDocument();
    expect(screen.getByText('5 of 500')).toBeInTheDocument();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByRole('heading', { name: 'Review', level: 1 });
    const proposed = engine.calls.filter((one) => one.name === 'propose_action');
    expect(proposed.map((one) => (one.input as { account_id: string }).account_id)).toEqual([
      'acc-bsky',
      'acc-masto',
    ]);
  });

  it('a_text_too_long_for_one_post_is_shown_and_added_as_a_thread', async () => {
    const { engine, user } = await openCompose();
    const [one, two] = ['a'.repeat(200), 'b'.repeat(150)];
    await user.click(screen.getByRole('textbox', { name: 'Text' }));
    await user.paste(`${one}\n\n${two}`);
    const preview = await screen.findByRole('region', { name: /as a thread of 2/u });
    expect(preview).toHaveTextContent('150 / 300');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(engine.calls.find((call) => call.name === 'propose_action')?.input).toMatchObject({
        verb: 'thread',
        text: one,
        more: [{ text: two, images: [] }],
      }),
    );
  });

  it('a_time_goes_along_with_the_post', async () => {
    const { engine, user } = await openCompose();
    await user.type(screen.getByRole('textbox', { name: 'Text' }), 'Later');
    await user.click(screen.getByText(/Choose a time/u));
    await user.type(screen.getByRole('textbox', { name: 'Time' }), '2027-03-28 02:30');
    await user.type(screen.getByRole('textbox', { name: 'Time zone' }), 'Europe/Berlin');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(engine.calls.find((call) => call.name === 'propose_action')?.input).toMatchObject({
        at: '2027-03-28 02:30',
        zone: 'Europe/Berlin',
      }),
    );
  });

  it('audience_warning_and_languages_go_along_and_what_a_network_cannot_keep_is_said', async () => {
    const { engine, user } = await openCompose();
    await user.click(screen.getByRole('checkbox', { name: /@mira@fosstodon/u }));
    await user.type(screen.getByRole('textbox', { name: 'Text' }), 'Pushed film');
    await user.click(screen.getByText(/Choose audience/u));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Seen by' }), 'Followers');
    await user.type(screen.getByRole('textbox', { name: 'Warning' }), 'darkroom talk');
    await user.type(screen.getByRole('textbox', { name: 'Languages' }), 'en, pt-BR');
    expect(screen.getByText(/Bluesky cannot keep this/u)).toBeVisible();
    await user.click(screen.getByRole('checkbox', { name: /@mira.photos/u }));
    expect(screen.queryByText(/cannot keep this/u)).toBeNull();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(engine.calls.find((call) => call.name === 'propose_action')?.input).toMatchObject({
        account_id: 'acc-masto',
        langs: ['en', 'pt-BR'],
        warning: 'darkroom talk',
        visibility: 'followers',
      }),
    );
    const planned = engine.calls.filter((call) => call.name === 'plan_post');
    expect(planned.at(-1)?.input).toMatchObject({ warning: 'darkroom talk' });
  });

  it('escape_lets_the_keyboard_go_and_keeps_the_text', async () => {
    const { user } = await openCompose();
    await user.type(screen.getByRole('textbox', { name: 'Text' }), 'Fog{Escape}gh');
    expect(await screen.findByRole('heading', { name: 'History', level: 1 })).toBeInTheDocument();
    await user.keyboard('gc');
    expect(await screen.findByRole('textbox', { name: 'Text' })).toHaveValue('Fog');
  });

  it('pictures_go_along_with_what_they_show', async () => {
    const { engine, user } = await openCompose();
    const picture = new File([new Uint8Array([1, 2, 3])], 'fog.png', { type: 'image/png' });
    await user.upload(screen.getByLabelText('Add pictures', { selector: 'input' }), picture);
    await user.type(await screen.findByLabelText('What picture 1 shows'), 'A bridge in fog');
    await user.click(screen.getByRole('button', { name: 'Add to review' }));
    await waitFor(() =>
      expect(engine.calls.find((one) => one.name === 'propose_action')?.input).toMatchObject({
        images: [{ base64: 'AQID', alt: 'A bridge in fog' }],
      }),
    );
  });

  it('what_failed_stays_on_the_sheet', async () => {
    const { engine, user } = await openCompose();
    engine.failNext('propose_action', { message: 'The text is too long.' });
    await user.type(screen.getByRole('textbox', { name: 'Text' }), 'Words');
    await user.click(screen.getByRole('button', { name: 'Add to review' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The text is too long.');
    expect(screen.getByRole('textbox', { name: 'Text' })).toHaveValue('Words');
  });

  it('asks_for_words_before_anything_is_added', async () => {
    const { engine, user } = await openCompose();
    await user.click(screen.getByRole('button', { name: 'Add to review' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Write something or add a picture.');
    expect(engine.calls.some((one) => one.name === 'propose_action')).toBe(false);
  });
});
