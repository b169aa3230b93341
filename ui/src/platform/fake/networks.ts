import type { NetworkView, SignInView, WayView } from '../../bindings/herald';

function way(rest: Partial<WayView>): WayView {
  return {
    id: 'oauth',
    title: 'Sign in with your browser',
    browser: true,
    needs_app: false,
    fields: [],
    addresses: [],
    guide: [],
    page: '',
    ...rest,
  };
}

const handle = {
  id: 'handle',
  label: 'Handle',
  hint: 'mira.bsky.social',
  secret: false,
  required: true,
};

const service = {
  role: 'service',
  label: 'Server',
  about: 'The server the account lives on, where it is not found by itself.',
};

const server = {
  id: 'server',
  label: 'Server',
  hint: 'mastodon.social',
  secret: false,
  required: true,
};

/** Returns the networks of the sample, as the engine describes them. */
export function sampleNetworks(): NetworkView[] {
  const rest = { app_id: '', kinds: [] };
  return [
    {
      network: 'bluesky',
      name: 'Bluesky',
      ways: [
        way({
          id: 'app_password',
          title: 'With an app password',
          browser: false,
          fields: [
            handle,
            {
              id: 'secret',
              label: 'App password',
              hint: 'xxxx-xxxx-xxxx-xxxx',
              secret: true,
              required: true,
            },
          ],
          addresses: [service],
        }),
        way({ fields: [handle], addresses: [service] }),
      ],
      ...rest,
    },
    {
      network: 'mastodon',
      name: 'Mastodon',
      ways: [
        way({ fields: [server], guide: ['Type the name of your server.'] }),
        way({
          id: 'token',
          title: 'With an access token',
          browser: false,
          fields: [
            server,
            { id: 'secret', label: 'Access token', hint: '', secret: true, required: true },
          ],
          guide: ['On your server, open Preferences, then Development.'],
        }),
      ],
      ...rest,
    },
  ];
}

/** Returns a sign-in that waits for the browser. */
export function waitingSignIn(): SignInView {
  return {
    id: 'sign-in',
    url: 'https://mastodon.example/oauth/authorize?state=sample',
    pasted: false,
    state: 'waiting',
    choices: [],
    accounts: [],
  };
}
