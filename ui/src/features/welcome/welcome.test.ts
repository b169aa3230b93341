import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow } from '../../test/open';

async function openForm(
  mode: 'welcome' | 'vault' = 'welcome',
): Promise<ReturnType<typeof openWindow>> {
  const opened = openWindow({ mode });
  await opened.user.click(await screen.findByRole('button', { name: 'Connect an account' }));
  await opened.user.click(await screen.findByRole('button', { name: /^Bluesky/u }));
  return opened;
}

describe('the welcome', () => {
  it('starts_the_demo_and_shows_its_reviews', async () => {
    const { user } = openWindow({ mode: 'welcome' });
    await user.click(await screen.findByRole('button', { name: 'Try the demo' }));
    expect(await screen.findAllByRole('option')).toHaveLength(3);
  });

  it('says_why_the_demo_did_not_start', async () => {
    const { user } = openWindow({
      mode: 'welcome',
      prepare: (one) => one.failNext('start_demo', { message: 'No port is free.' }),
    });
    await user.click(await screen.findByRole('button', { name: 'Try the demo' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('No port is free.');
  });

  it('asks_for_what_is_missing_beside_the_field', async () => {
    const { user } = await openForm();
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    expect(screen.getByLabelText('Handle')).toHaveAccessibleDescription(/Handle is needed\./u);
    expect(screen.getByLabelText('Handle')).toBeInvalid();
  });

  it('shows_the_refusal_of_the_network_beside_the_password', async () => {
    const { user } = await openForm();
    await user.type(screen.getByLabelText('Handle'), '@mira.example');
    await user.type(screen.getByLabelText('App password'), 'wrong{Enter}');
    await waitFor(() =>
      expect(screen.getByLabelText('App password')).toHaveAccessibleDescription(/did not accept/u),
    );
  });

  it('asks_for_the_code_and_sends_it_along', async () => {
    const { engine, user } = await openForm();
    await user.type(screen.getByLabelText('Handle'), '2fa.example');
    await user.type(screen.getByLabelText('App password'), 'secret{Enter}');
    const code = await screen.findByLabelText('Code');
    await waitFor(() => expect(code).toHaveFocus());
    await user.type(code, '12345{Enter}');
    await waitFor(() => expect(engine.accounts).toHaveLength(1));
    expect(engine.calls.at(-1)?.name).not.toBe('start_demo');
    expect(
      engine.calls.filter((one) => one.name === 'connect_account').at(-1)?.input,
    ).toMatchObject({
      handle: '2fa.example',
      second_factor: '12345',
    });
  });

  it('a_network_that_cannot_be_reached_is_said_above_the_form', async () => {
    const { user } = await openForm();
    await user.type(screen.getByLabelText('Handle'), 'offline.example');
    await user.type(screen.getByLabelText('App password'), 'secret{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot be reached');
  });

  it('a_vault_without_passphrase_comes_first_and_wants_two_equal_ones', async () => {
    const { engine, user } = await openForm('vault');
    await user.type(screen.getByLabelText('Passphrase'), 'short');
    await user.click(screen.getByRole('button', { name: 'Make the vault' }));
    expect(screen.getByRole('alert')).toHaveTextContent('twelve characters');
    await user.clear(screen.getByLabelText('Passphrase'));
    await user.type(screen.getByLabelText('Passphrase'), 'a long passphrase');
    await user.type(screen.getByLabelText('The same once more'), 'another one');
    await user.click(screen.getByRole('button', { name: 'Make the vault' }));
    expect(screen.getByRole('alert')).toHaveTextContent('not the same');
    await user.clear(screen.getByLabelText('The same once more'));
    await user.type(screen.getByLabelText('The same once more'), 'a long passphrase');
    await user.click(screen.getByRole('button', { name: 'Make the vault' }));
    expect(await screen.findByLabelText('Handle')).toBeInTheDocument();
    expect(engine.vault).toBe('passphrase_open');
  });
});
