import type {
  AccountView,
  ApiError,
  Decided,
  ErrorCode,
  ReviewCard,
  UseCases,
} from '../../bindings/herald';
import type { UseCaseName } from '../host';
import { account, demoAccount } from './accounts';
import { sampleStory } from './activity';
import type { FakeEngine } from './engine';
import { sampleNetworks, waitingSignIn } from './networks';
import { sampleReviews, toCard } from './reviews';
import { settingTrouble } from './settings';

type Handlers = {
  [K in UseCaseName]: (engine: FakeEngine, input: UseCases[K]['input']) => UseCases[K]['output'];
};

const REWRITE_MS = 1500;

function fail(code: ErrorCode, message: string): never {
  const error: ApiError = { code, message, retryable: false };
  throw error;
}

function find<T>(items: readonly T[], is: (item: T) => boolean, what: string): T {
  const found = items.find(is);
  if (found === undefined) {
    return fail(
      'not_found',
      `There is no such ${what}. It may have been removed; list them again.`,
    );
  }
  return found;
}

function page<T extends { id: string }>(
  items: readonly T[],
  before: string | null,
  limit: number,
): { items: T[]; next: string | null } {
  const from = before ? items.findIndex((item) => item.id === before) + 1 : 0;
  const part = items.slice(from, from + (limit || 50));
  const more = from + part.length < items.length;
  return { items: part, next: more ? (part.at(-1)?.id ?? null) : null };
}

function cardOf(engine: FakeEngine, id: string): ReviewCard {
  return find(engine.reviews, (card) => card.row.id === id, 'review');
}

function checkDigest(card: ReviewCard, digest: string | null): void {
  if (digest !== null && digest !== card.digest) {
    fail('changed', 'This draft changed since it was shown. Look at it again and decide again.');
  }
  if (!card.can_decide) fail('too_late', 'This review was decided already. Nothing was changed.');
}

/** Notes a decision so that it can be taken back. */
function decide(engine: FakeEngine, card: ReviewCard, kind: string, state: string): Decided {
  const before = { state: card.row.state, can_decide: card.can_decide };
  const seconds = Number(engine.settings.get('review.undo_seconds'));
  card.row.state = state;
  card.can_decide = false;
  const undoUntil = Date.now() + seconds * 1000;
  const words: Record<string, string> = {
    approve: `${card.headline.split(' on ')[0] ?? ''} to ${card.row.who} goes out`,
    edit_and_approve: `Reply to ${card.row.who} goes out`,
    reject: `Rejected: ${card.row.who}`,
    snooze: `Put off: ${card.row.who}`,
    another_version: `Another version for ${card.row.who}`,
  };
  engine.undo = {
    view: {
      decision_id: `decision-${card.row.id}-${Date.now()}`,
      review_id: card.row.id,
      kind,
      text: words[kind] ?? '',
      leaves: kind === 'approve' || kind === 'edit_and_approve',
      undo_until: undoUntil,
    },
    back: () => {
      card.row.state = before.state;
      card.can_decide = before.can_decide;
    },
  };
  engine.hint('reviews', 'actions');
  return {
    review_id: card.row.id,
    decision_id: engine.undo.view.decision_id,
    undo_until: undoUntil,
    text: `${words[kind] ?? ''}.`,
    waiting: engine.waiting().length,
  };
}

function change(card: ReviewCard, text: string): void {
  card.previous_text = card.text;
  card.text = text;
  card.version += 1;
  card.digest = `digest-${card.row.id}-${card.version}`;
  card.used = [...new Intl.Segmenter().segment(text)].length;
}

/** What the sample engine does for each use case. */
export const handlers: Handlers = {
  overview: (engine) => engine.overview(),
  list_reviews: (engine, { all, kind, before, limit }) => {
    const waiting = new Set(engine.waiting());
    const newest = engine.reviews.toSorted((a, b) => b.row.at - a.row.at);
    const from = before ? newest.findIndex((card) => card.row.id === before) + 1 : 0;
    const rows = newest
      .slice(from)
      .filter((card) => all || waiting.has(card))
      .map((card) => card.row)
      .filter((row) => kind === null || row.kind === kind);
    return { ...page(rows, null, limit), waiting: Math.min(1000, waiting.size) };
  },
  show_review: (engine, { id }) => cardOf(engine, id),
  refresh_review: (engine, { id }) => cardOf(engine, id),
  approve_review: (engine, { id, digest }) => {
    const card = cardOf(engine, id);
    checkDigest(card, digest);
    const wrong = card.warnings.find((warning) => warning.blocks);
    if (wrong) fail('bad_input', wrong.text);
    return decide(engine, card, 'approve', 'approved');
  },
  edit_review: (engine, { id, digest, text: given, warning, card: wanted, approve }) => {
    const card = cardOf(engine, id);
    checkDigest(card, digest);
    const text = given ?? card.text ?? '';
    card.content_warning = warning ?? card.content_warning;
    if (wanted === false) card.link_card = null;
    if (wanted === true) card.link_card = engine.linkCard;
    if (text.trim() === '') fail('bad_input', 'A post needs a text. Write one; nothing was sent.');
    change(card, text);
    if (approve) return decide(engine, card, 'edit_and_approve', 'approved');
    engine.hint('reviews');
    const waiting = engine.waiting().length;
    return { review_id: id, decision_id: null, undo_until: 0, text: 'Kept.', waiting };
  },
  reject_review: (engine, { id }) => decide(engine, cardOf(engine, id), 'reject', 'rejected'),
  snooze_review: (engine, { id }) => decide(engine, cardOf(engine, id), 'snooze', 'snoozed'),
  redraft_review: (engine, { id, wish }) => {
    const card = cardOf(engine, id);
    const decided = decide(engine, card, 'another_version', 'rethinking');
    setTimeout(() => {
      if (card.row.state !== 'rethinking') return;
      change(card, `${card.text ?? ''} ${wish ? `(${wish})` : 'Said in another way.'}`);
      card.row.state = 'open';
      card.can_decide = true;
      engine.hint('reviews');
    }, REWRITE_MS);
    return decided;
  },
  undo_decision: (engine) => {
    const undo = engine.undo;
    if (!undo || undo.view.undo_until <= Date.now()) {
      return fail('too_late', 'It is too late to take that back: it has gone out.');
    }
    undo.back();
    engine.undo = null;
    engine.hint('reviews', 'actions');
    return {
      review_id: undo.view.review_id,
      decision_id: undo.view.decision_id,
      undo_until: 0,
      text: 'Taken back. It waits for your decision again.',
      waiting: engine.waiting().length,
    };
  },
  propose_action: (engine, input) => {
    const about = engine.activity.find((row) => row.id === input.activity_id);
    const from = engine.accounts.find((one) => one.id === (input.account_id ?? about?.account_id));
    if (!from) return fail('bad_input', 'Choose an account. Nothing was added.');
    if ((input.text ?? '').length > 3000)
      fail('bad_input', 'The text is too long. Shorten it; nothing was added.');
    const kinds: Record<string, string> = {
      post: 'post',
      quote: 'post',
      reply: 'reply',
      like: 'engagement',
      repost: 'engagement',
      follow: 'engagement',
    };
    const card = toCard({
      row: {
        id: `rev-new-${engine.reviews.length}`,
        kind: kinds[input.verb] ?? 'moderation',
        verb: input.verb,
        who: about?.who ?? from.name,
        gist: input.text ?? about?.text ?? input.verb,
        at: Date.now(),
        account_id: from.id,
        account_handle: from.handle,
        network: from.network,
      },
      card: {
        text: input.text,
        deed: input.text === null ? `Do this: ${input.verb}.` : '',
        drafted_by: 'You',
        why: 'You asked for it.',
        media: input.images.map((image) => ({
          data_url: `data:image/png;base64,${image.base64}`,
          alt: image.alt,
        })),
      },
    });
    engine.reviews.unshift(card);
    engine.hint('reviews');
    return card;
  },
  list_activity: (engine, { kind, only_new, query, before, limit }) => {
    const words = (query ?? '').toLowerCase().split(/\s+/u).filter(Boolean);
    const rows = engine.activity.filter((row) => {
      const said = `${row.who} ${row.text}`.toLowerCase();
      if (words.length > 0) return words.every((word) => said.includes(word));
      return (!kind || row.kind === kind) && (!only_new || row.status === 'new');
    });
    return page(rows, before, limit);
  },
  show_activity: (engine, { id }) => {
    const row = find(engine.activity, (one) => one.id === id, 'activity');
    if (row.status === 'new') {
      row.status = 'seen';
      engine.hint('activity');
    }
    return { ...row };
  },
  list_accounts: (engine) => ({ accounts: engine.accounts }),
  search_network: () => ({ posts: [] }),
  list_trends: () => ({ trends: [] }),
  plan_post: (engine, { account_id, text }) => {
    const allowed = engine.accounts.find((one) => one.id === account_id)?.characters ?? 300;
    const count = (part: string): number => [...new Intl.Segmenter().segment(part)].length;
    const parts = count(text) <= allowed ? [text] : text.split(/\n\n/u);
    const posts = parts.map((part) => ({ text: part, used: count(part) }));
    return { used: count(text), allowed, posts };
  },
  list_networks: () => ({ networks: sampleNetworks() }),
  set_developer_app: () => ({ networks: sampleNetworks() }),
  start_sign_in: () => waitingSignIn(),
  await_sign_in: (engine) => {
    const connected = account(
      'acc-browser',
      'mastodon',
      'Mastodon',
      'mira@a.example',
      'Mira',
      Date.now(),
      {},
    );
    engine.accounts = [...engine.accounts, connected];
    engine.hint('accounts');
    return { ...waitingSignIn(), state: 'connected', accounts: [connected] };
  },
  choose_accounts: () => waitingSignIn(),
  cancel_sign_in: () => ({}),
  answer_action: (engine, { action_id, answer, at }) => {
    const row = find(engine.history, (one) => one.id === action_id, 'action');
    if (!row.answers.includes(answer)) fail('changed', 'That cannot be said of it any more.');
    if (at === 'yesterday') fail('bad_input', '`yesterday` is no date and time.');
    const state =
      { arrived: 'done', leave: 'cancelled', drop: 'cancelled', back: 'cancelled' }[answer] ??
      'due';
    const changed = { ...row, state, state_text: state, answers: [], seen: [], trouble: '' };
    engine.history = engine.history.map((one) => (one === row ? changed : one));
    engine.hint('actions');
    return changed;
  },
  finish_hand_over: (engine, { action_id, done }) => {
    const one = find(engine.handedOver, (waiting) => waiting.action_id === action_id, 'action');
    engine.handedOver = engine.handedOver.filter((waiting) => waiting !== one);
    const row = find(engine.history, () => true, 'action');
    return {
      ...row,
      headline: one.headline,
      state: done ? 'done' : 'cancelled',
      state_text: done ? 'Done' : 'Not done',
    };
  },
  connect_account: (engine, { handle, secret, second_factor, network }) => {
    if (engine.vault === 'needs_passphrase' || engine.vault === 'passphrase_locked') {
      fail('vault_locked', 'The vault is locked. Type its passphrase first.');
    }
    if (secret === 'wrong')
      fail(
        'refused',
        'Bluesky did not accept this handle and password. Check both, or make a new app password.',
      );
    if (handle.startsWith('2fa') && second_factor === null)
      fail('second_factor', 'Bluesky asks for the code it sent you.');
    if (handle.startsWith('offline'))
      fail('unreachable', 'bsky.social cannot be reached. Check the connection and try again.');
    const connected = account(`acc-${handle}`, network, 'Bluesky', handle, handle, Date.now(), {});
    engine.accounts = [...engine.accounts.filter((one) => one.handle !== handle), connected];
    engine.hint('accounts');
    return connected;
  },
  pause_account: (engine, { id }) => setAccount(engine, id, { state: 'paused' }),
  resume_account: (engine, { id }) => setAccount(engine, id, { state: 'active' }),
  dismiss_left_out: (engine, { id }) => setAccount(engine, id, { left_out: false, note: '' }),
  remove_account: (engine, { id }) => {
    engine.accounts = engine.accounts.filter((one) => one.id !== id);
    engine.hint('accounts');
    return {};
  },
  list_history: (engine, { before, limit }) => page(engine.history, before, limit),
  why: (engine, { id }) => sampleStory(find(engine.history, (row) => row.id === id, 'action')),
  get_settings: (engine) => settingList(engine),
  set_setting: (engine, { name, value }) => {
    if (!engine.settings.has(name)) fail('bad_input', `There is no setting \`${name}\`.`);
    const trouble = settingTrouble(name, value);
    if (trouble) fail('bad_input', trouble);
    engine.settings.set(name, value);
    engine.hint('settings');
    return settingList(engine);
  },
  set_model_key: (engine, { key }) => {
    engine.hasModelKey = key !== '';
    return settingList(engine);
  },
  find_models: () => ({
    models: [
      { provider: 'ollama', address: 'http://127.0.0.1:11434', model: 'llama3.1:8b' },
      { provider: 'ollama', address: 'http://127.0.0.1:11434', model: 'qwen3:4b' },
    ],
  }),
  pause_everything: (engine, { paused }) => {
    engine.paused = paused;
    engine.hint('settings');
    return engine.overview();
  },
  unlock_vault: (engine, { passphrase }) => {
    if (passphrase === 'wrong passphrase')
      fail('vault_locked', 'That is not the passphrase. Try again.');
    engine.vault = 'passphrase_open';
    return engine.overview();
  },
  start_demo: (engine) => {
    engine.accounts = [...engine.accounts, demoAccount(Date.now())];
    engine.reviews = [...engine.reviews, ...sampleReviews(Date.now()).slice(0, 3)];
    engine.hint('everything');
    return engine.overview();
  },
  export: (_, { format }) => ({
    file_name: `herald.${format}`,
    contents: format === 'csv' ? 'a,b\n' : '{}',
  }),
};

function setAccount(
  engine: FakeEngine,
  id: string,
  to: Partial<AccountView>,
): UseCases['pause_account']['output'] {
  const changed = { ...find(engine.accounts, (one) => one.id === id, 'account'), ...to };
  engine.accounts = engine.accounts.map((one) => (one.id === id ? changed : one));
  engine.hint('accounts');
  return changed;
}

function settingList(engine: FakeEngine): UseCases['get_settings']['output'] {
  const settings = [...engine.settings].map(([name, value]) => ({ name, value }));
  return { settings, has_model_key: engine.hasModelKey };
}
