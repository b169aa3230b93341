import type { AccountView, ActivityRow, ProposeAction } from '../../bindings/herald';

/** What a person can have suggested about an activity. */
export const VERBS = [
  'reply',
  'like',
  'repost',
  'quote',
  'follow',
  'hide_reply',
  'mute',
  'block',
  'report',
] as const;

/** Something a person can have suggested about an activity. */
export type Verb = (typeof VERBS)[number];

const ABOUT_POSTS: readonly Verb[] = ['reply', 'like', 'repost', 'quote'];
const POSTS = ['mention', 'reply', 'quote'];

/** Returns what fits an activity and is possible for its account. */
export function verbsFor(row: ActivityRow, account: AccountView | undefined): Verb[] {
  const possible = new Set(
    account?.capabilities
      .filter((capability) => capability.availability !== 'impossible')
      .map((capability) => capability.verb),
  );
  return VERBS.filter((verb) => {
    if (!possible.has(verb)) return false;
    if (verb === 'hide_reply') return row.kind === 'reply';
    return !ABOUT_POSTS.includes(verb) || POSTS.includes(row.kind);
  });
}

/** Makes the proposal for an activity. */
export function proposal(
  row: ActivityRow,
  verb: Verb,
  more: Partial<Pick<ProposeAction, 'text' | 'reason' | 'comment'>> = {},
): ProposeAction {
  return {
    verb,
    account_id: row.account_id,
    activity_id: row.id,
    target: null,
    text: null,
    langs: [],
    images: [],
    more: [],
    warning: null,
    no_card: false,
    visibility: null,
    reason: null,
    comment: null,
    at: null,
    zone: null,
    ...more,
  };
}
