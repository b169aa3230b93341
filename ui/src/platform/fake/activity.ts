import type { ActivityRow, HistoryRow, Story } from '../../bindings/herald';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function row(
  rest: Partial<ActivityRow> & Pick<ActivityRow, 'id' | 'kind' | 'who' | 'at'>,
): ActivityRow {
  return {
    short: rest.id.slice(-6),
    account_id: 'acc-bsky',
    network: 'bluesky',
    account_handle: 'mira.photos',
    who_handle: `${rest.who.toLowerCase().replace(/\W+/gu, '')}.example`,
    text: '',
    about: '',
    status: 'new',
    note: '',
    review_id: null,
    url: 'https://bsky.example/post/1',
    thread: [],
    ...rest,
  };
}

/** Returns the activities of the sample, newest first. */
export function sampleActivity(now: number): ActivityRow[] {
  const harbour = 'Harbour at first light. The gulls were up before me.';
  return [
    row({
      id: 'act-jonas',
      kind: 'reply',
      who: 'Jonas Weber',
      at: now - 2 * MINUTE,
      review_id: 'rev-jonas',
      text: 'Which lens did you use for the harbour shot? The compression is lovely.',
      about: harbour,
      thread: [
        {
          who: 'Mira',
          who_handle: 'mira.photos',
          text: harbour,
          at: now - 26 * HOUR,
          mine: true,
          url: null,
          warning: '',
          pictures: [],
          is_person: false,
        },
      ],
    }),
    row({ id: 'act-like', kind: 'like', who: 'Lena Ortiz', at: now - 6 * MINUTE, about: harbour }),
    row({
      id: 'act-rtl',
      kind: 'mention',
      who: 'ליאור כהן',
      who_handle: 'lior.example',
      at: now - 21 * MINUTE,
      text: 'איפה צולמה התמונה הזאת? האור נפלא @mira.photos',
      review_id: 'rev-rtl',
    }),
    row({
      id: 'act-long',
      kind: 'reply',
      at: now - 40 * MINUTE,
      status: 'seen',
      who: 'The Very Long Named Society for the Preservation of Analogue Photography',
      who_handle: 'the-very-long-named-society-for-the-preservation.example',
      text: 'Dear Mira, we have been following your work for a long time. '
        .repeat(820)
        .slice(0, 50_000),
      about: harbour,
    }),
    row({
      id: 'act-follow',
      kind: 'follow',
      who: 'Northlight Festival',
      at: now - 3 * HOUR,
      status: 'seen',
      note: 'A new follower needs no answer. Herald suggests following back when you have friends in common.',
    }),
    row({
      id: 'act-quote',
      kind: 'quote',
      who: 'Tomasz',
      at: now - 5 * HOUR,
      status: 'seen',
      text: 'This is what patience looks like.',
      about: harbour,
      note: 'It does not ask anything, and you rarely answer quotes.',
    }),
    row({
      id: 'act-repost',
      kind: 'repost',
      who: 'Aïcha',
      at: now - 7 * HOUR,
      status: 'seen',
      about: harbour,
    }),
    row({
      id: 'act-answered',
      kind: 'mention',
      who: 'Priya',
      at: now - 30 * HOUR,
      status: 'answered',
      text: '@mira.photos is the workshop still on?',
    }),
  ];
}

/** Returns thousands of activities. */
export function manyActivity(now: number, count: number): ActivityRow[] {
  return Array.from({ length: count }, (_, i) =>
    row({
      id: `act-many-${i}`,
      kind: i % 3 === 0 ? 'like' : 'reply',
      who: `Person ${i}`,
      at: now - i * MINUTE,
      status: i < 40 ? 'new' : 'seen',
      text: i % 3 === 0 ? '' : `Says something, number ${i}`,
    }),
  );
}

function action(
  rest: Partial<HistoryRow> & Pick<HistoryRow, 'id' | 'headline' | 'state' | 'state_text' | 'at'>,
): HistoryRow {
  return {
    short: rest.id.slice(-6),
    review_id: 'rev-jonas',
    network: 'bluesky',
    account_handle: 'mira.photos',
    verb: 'reply',
    text: '',
    trouble: '',
    answers: [],
    seen: [],
    parts: [],
    to_come: [],
    part_asked: null,
    due_at: null,
    url: null,
    ...rest,
  };
}

/** Returns the history of the sample, newest first. */
export function sampleHistory(now: number): HistoryRow[] {
  const url = 'https://bsky.example/profile/mira.photos/post/3k';
  return [
    action({
      id: 'out-held',
      headline: 'Reply to Tomasz',
      state: 'held',
      state_text: 'Goes out in a moment',
      at: now - 2000,
      due_at: now + 8000,
      text: 'Thank you, Tomasz.',
      answers: ['back'],
    }),
    action({
      id: 'out-parked',
      headline: 'Post',
      network: 'mastodon',
      verb: 'post',
      state: 'parked',
      state_text: 'Planned, at the server',
      at: now - 5000,
      due_at: now + 9 * HOUR,
      text: 'Doors open at ten tomorrow.',
      answers: ['back'],
    }),
    action({
      id: 'out-failed',
      headline: 'Post on Bluesky',
      verb: 'post',
      state: 'refused',
      state_text: 'Not sent',
      answers: ['approve_again', 'leave'],
      at: now - 20 * MINUTE,
      text: 'Print drop on Friday.',
      trouble: 'Bluesky refused this post: 312 of 300 characters. Shorten it; nothing was sent.',
    }),
    action({
      id: 'out-unconf',
      headline: 'Like a post of Lena Ortiz',
      verb: 'like',
      state: 'unconfirmed',
      state_text: 'Could not be confirmed',
      at: now - 50 * MINUTE,
      text: 'Like this post.',
      trouble:
        'The connection broke while Bluesky was answering. Herald looks whether it arrived and does not send it again.',
      answers: ['arrived', 'again', 'leave'],
      url,
    }),
    action({
      id: 'out-asks',
      headline: 'Post on Mastodon',
      network: 'mastodon',
      verb: 'post',
      state: 'asks',
      state_text: 'Needs your answer',
      at: now - 60 * MINUTE,
      text: 'Open studio on **Saturday**, 1. coffee 2. prints',
      trouble:
        'There is something on the network that Herald did not make as far as it knows, and that reads differently from what was sent.',
      answers: ['arrived', 'again', 'leave'],
      seen: [{ text: 'Open studio, come by!', at: now - 61 * MINUTE, url }],
    }),
    action({
      id: 'out-stopped',
      headline: 'Thread',
      network: 'mastodon',
      verb: 'thread',
      state: 'asks',
      state_text: 'Needs your answer',
      at: now - 70 * MINUTE,
      text: 'How the fog series came about',
      trouble: 'Sending failed: the server refuses it (Text character limit exceeded).',
      answers: ['again', 'take_back', 'leave'],
      parts: [{ text: 'The first of three.', url }],
      to_come: ['The second of three.', 'The third of three.'],
    }),
    action({
      id: 'out-missed',
      headline: 'Post',
      verb: 'post',
      state: 'missed',
      state_text: 'Missed its time',
      at: now - 80 * MINUTE,
      text: 'Good morning from the harbour.',
      trouble: 'Its time passed 42 minutes ago, while Herald could not send it.',
      answers: ['now', 'next_slot', 'at', 'drop'],
    }),
    action({
      id: 'out-done',
      headline: 'Reply to Priya',
      state: 'done',
      state_text: 'Sent',
      at: now - 3 * HOUR,
      text: 'Yes, Saturday at ten. Bring boots.',
      url,
    }),
    action({
      id: 'out-hand',
      headline: 'Reply to Marek on X',
      network: 'x',
      state: 'handed_over',
      state_text: 'Handed over, done by you',
      at: now - 9 * HOUR,
      text: 'See you there.',
    }),
    action({
      id: 'out-cancel',
      headline: 'Follow Old Camera Shop',
      verb: 'follow',
      state: 'cancelled',
      state_text: 'Taken back',
      at: now - 40 * HOUR,
      text: 'Follow Old Camera Shop.',
    }),
  ];
}

/** Returns thousands of actions. */
export function manyHistory(now: number, count: number): HistoryRow[] {
  return Array.from({ length: count }, (_, i) =>
    action({
      id: `out-many-${i}`,
      headline: `Reply to Person ${i}`,
      state: 'done',
      state_text: 'Sent',
      at: now - i * MINUTE,
      text: `An answer to number ${i}.`,
    }),
  );
}

/** Returns the story of an action. */
export function sampleStory(found: HistoryRow): Story {
  const at = found.at;
  return {
    title: found.headline,
    action: found,
    steps: [
      {
        at: at - 5 * MINUTE,
        event: 'ActivityUpdate',
        what: 'They wrote to you',
        detail: 'Is the workshop still on?',
        until: null,
      },
      {
        at: at - 5 * MINUTE + 900,
        event: 'ContentSuggested',
        what: 'The built-in drafter wrote an answer',
        detail: '',
        until: null,
      },
      {
        at: at - 5 * MINUTE + 950,
        event: 'HumanReviewRequired',
        what: 'It was put before you',
        detail: '',
        until: null,
      },
      {
        at: at - 20_000,
        event: 'HumanResponseReceived',
        what: 'Approved as shown',
        detail: 'By you, in the window.',
        until: null,
      },
      {
        at: at - 20_000,
        event: 'ActionScheduled',
        what: 'Put on its way',
        detail: 'Not before',
        until: at - 10_000,
      },
      { at, event: 'ActionExecuted', what: found.state_text, detail: found.trouble, until: null },
    ],
  };
}
