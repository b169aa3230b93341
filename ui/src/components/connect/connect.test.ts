import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow, type Opened } from '../../test/open';

async function chooseMastodon(prepare?: Parameters<typeof openWindow>[0]): Promise<Opened> {
  const opened = openWindow({ mode: 'welcome', ...prepare });
  await opened.user.click(await screen.findByRole('button', { name: 'Connect an account' }));
  await opened.user.click(await screen.findByRole('button', { name: /^Mastodon/u }));
  return opened;
}

const inputOf = ({ engine }: Opened, name: string): unknown =>
  engine.calls.find((one) => one.name === name)?.input;

describe('connecting an account', () => {
  it('opens_the_page_of_the_server_in_the_browser_and_waits_for_its_answer', async () => {
    const opened = await chooseMastodon();
    await opened.user.type(await screen.findByLabelText('Server'), 'a.example');
    await opened.user.click(screen.getByRole('button', { name: 'Open the browser' }));
    await waitFor(() => expect(opened.said()).toBe('@mira@a.example is connected'));
    expect(inputOf(opened, 'start_sign_in')).toMatchObject({
      network: 'mastodon',
      way: 'oauth',
      fields: [{ id: 'server', value: 'a.example' }],
    });
    expect(opened.engine.opened).toEqual(['https://mastodon.example/oauth/authorize?state=sample']);
  });

  it('says_what_is_missing_and_why_the_browser_came_back_without_an_account', async () => {
    const opened = await chooseMastodon({
      prepare: (engine) =>
        engine.failNext('await_sign_in', { message: 'You did not allow it on Mastodon.' }),
    });
    await opened.user.click(await screen.findByRole('button', { name: 'Open the browser' }));
    expect(screen.getByLabelText('Server')).toHaveAccessibleDescription(/Server is needed\./u);
    await opened.user.type(screen.getByLabelText('Server'), 'a.example{Enter}');
    expect(await screen.findByText('You did not allow it on Mastodon.')).toBeVisible();
    expect(screen.getByLabelText('Server')).toHaveValue('a.example');
  });

  it('takes_a_token_and_does_not_keep_it_on_the_screen', async () => {
    const opened = await chooseMastodon();
    await opened.user.click(await screen.findByRole('radio', { name: 'With an access token' }));
    await opened.user.type(await screen.findByLabelText('Server'), 'a.example');
    await opened.user.type(screen.getByLabelText('Access token'), 'tok{Enter}');
    await waitFor(() =>
      expect(inputOf(opened, 'connect_account')).toMatchObject({
        network: 'mastodon',
        way: 'token',
        secret: 'tok',
        fields: [{ id: 'server', value: 'a.example' }],
      }),
    );
  });
});

describe('connecting a Bluesky account', () => {
  async function chooseBluesky(): Promise<Opened> {
    const opened = openWindow({ mode: 'welcome' });
    await opened.user.click(await screen.findByRole('button', { name: 'Connect an account' }));
    await opened.user.click(await screen.findByRole('button', { name: /^Bluesky/u }));
    return opened;
  }

  it('is_also_done_in_the_browser', async () => {
    const opened = await chooseBluesky();
    await opened.user.click(
      await screen.findByRole('radio', { name: 'Sign in with your browser' }),
    );
    await opened.user.type(await screen.findByLabelText('Handle'), '@mira.example{Enter}');
    await waitFor(() =>
      expect(inputOf(opened, 'start_sign_in')).toMatchObject({
        network: 'bluesky',
        way: 'oauth',
        fields: [{ id: 'handle', value: '@mira.example' }],
        addresses: [],
      }),
    );
  });

  it('takes_an_address_that_is_chosen_and_says_when_it_is_none', async () => {
    const opened = await chooseBluesky();
    await opened.user.type(await screen.findByLabelText('Handle'), 'mira.example');
    await opened.user.type(screen.getByLabelText('App password'), 'secret');
    await opened.user.click(screen.getByText('More'));
    await opened.user.type(screen.getByLabelText('Server'), 'pds.example{Enter}');
    expect(screen.getByLabelText('Server')).toHaveAccessibleDescription(/begins with https/u);
    await opened.user.clear(screen.getByLabelText('Server'));
    await opened.user.type(screen.getByLabelText('Server'), 'https://pds.example{Enter}');
    await waitFor(() =>
      expect(inputOf(opened, 'connect_account')).toMatchObject({
        handle: 'mira.example',
        addresses: [{ role: 'service', address: 'https://pds.example' }],
      }),
    );
  });
});

describe('what is finished on a network’s own page', () => {
  it('opens_the_page_with_the_text_at_hand_and_asks_whether_it_is_done', async () => {
    const { engine, user, said } = openWindow({
      prepare: (one) => {
        one.handedOver = [
          {
            action_id: 'act-1',
            review_id: 'rev-1',
            network: 'x',
            headline: 'Like of Jonas Weber',
            url: 'https://x.com/intent/like?tweet_id=1',
            text: '',
            instruction: 'Press Like on the page.',
          },
        ];
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Open the page' }));
    expect(engine.opened).toEqual(['https://x.com/intent/like?tweet_id=1']);
    await user.click(screen.getByRole('button', { name: 'It is done' }));
    await waitFor(() => expect(said()).toBe('Like of Jonas Weber: Done'));
    expect(screen.queryByText('Press Like on the page.')).not.toBeInTheDocument();
  });
});
