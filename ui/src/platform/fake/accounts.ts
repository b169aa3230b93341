import type { AccountView, CapabilityView } from '../../bindings/herald';

const VERBS = [
  'post',
  'reply',
  'quote',
  'like',
  'repost',
  'follow',
  'delete',
  'mute',
  'block',
  'report',
  'hide_reply',
  'thread',
  'message',
  'delete_comment',
  'close_comments',
];

function capabilities(except: Record<string, Partial<CapabilityView>> = {}): CapabilityView[] {
  return VERBS.map((verb) => ({
    verb,
    availability: 'api',
    reason: '',
    price: 'free',
    safety: 'idempotent',
    note: '',
    source: '',
    ...except[verb],
  }));
}

const impossible = (reason: string): Partial<CapabilityView> => ({
  availability: 'impossible',
  reason,
});

/** Returns the accounts of the sample, one in each state. */
export function sampleAccounts(now: number): AccountView[] {
  return [
    account('acc-bsky', 'bluesky', 'Bluesky', 'mira.photos', 'Mira', now, {}),
    account('acc-masto', 'mastodon', 'Mastodon', 'mira@fosstodon.org', 'Mira Lindqvist', now, {
      health: 'degraded',
      note: 'fosstodon.org answers slowly. Herald reads less often until it is better; nothing is lost.',
      capabilities: capabilities({
        quote: impossible('Mastodon has no quotes on this server.'),
        hide_reply: impossible('Mastodon cannot hide replies.'),
      }),
    }),
    account('acc-x', 'x', 'X', 'miraphotos', 'Mira Photos', now, {
      state: 'paused',
      capabilities: capabilities({
        post: { price: '$0.015' },
        reply: { availability: 'hand_over', price: 'free' },
        hide_reply: { availability: 'api_after_approval' },
      }),
    }),
    account(
      'acc-long',
      'linkedin',
      'LinkedIn',
      'mira-lindqvist-photography-and-print-studio-of-the-northern-harbour',
      'Mira Lindqvist Photography and Print Studio of the Northern Harbour',
      now,
      {
        state: 'needs_reconnect',
        health: 'failed',
        note: 'LinkedIn no longer accepts the password. Connect the account again; what you approved waits.',
        followers: null,
        observed_at: null,
      },
    ),
  ];
}

/** Returns the account of the demo. */
export function demoAccount(now: number): AccountView {
  return account('acc-demo', 'bluesky', 'Bluesky', 'mira.demo', 'Mira', now, { demo: true });
}

const CHARACTERS: Record<string, number> = {
  bluesky: 300,
  mastodon: 500,
  x: 280,
  instagram: 2200,
  linkedin: 3000,
};

/** Returns an account as it is right after connecting. */
export function account(
  id: string,
  network: string,
  networkName: string,
  handle: string,
  name: string,
  now: number,
  rest: Partial<AccountView>,
): AccountView {
  return {
    id,
    network,
    network_name: networkName,
    handle,
    name,
    state: 'active',
    health: 'ok',
    note: '',
    demo: false,
    followers: 1284,
    observed_at: now - 40_000,
    watched_elsewhere: false,
    left_out: false,
    addresses: [{ role: 'service', address: `https://${network}.example` }],
    characters: CHARACTERS[network] ?? null,
    has_warning: network === 'mastodon',
    audiences: network === 'mastodon' ? ['public', 'unlisted', 'followers', 'direct'] : ['public'],
    capabilities: capabilities(),
    ...rest,
  };
}
