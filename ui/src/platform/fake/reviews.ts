import type { PostView, ReviewCard, ReviewRow } from '../../bindings/herald';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A grey picture of one tenth of an inch, as a `data:` address. */
const PICTURE =
  'data:image/svg+xml;base64,' +
  btoa(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400"><rect width="640" height="400" fill="#b9c4bd"/><path d="M0 290 160 220 300 280 470 190 640 260V400H0Z" fill="#6c8078"/><circle cx="500" cy="110" r="36" fill="#efe7d2"/></svg>',
  );

/** What a sample review differs in. */
export interface Sample {
  row: Partial<ReviewRow> & Pick<ReviewRow, 'id' | 'kind' | 'verb' | 'who' | 'gist' | 'at'>;
  card?: Partial<ReviewCard>;
}

/** Makes a whole card from what it differs in. */
export function toCard(sample: Sample): ReviewCard {
  const row: ReviewRow = {
    short: sample.row.id.slice(-6),
    account_id: 'acc-bsky',
    network: 'bluesky',
    account_handle: 'mira.photos',
    state: 'open',
    warnings: sample.card?.warnings?.length ?? 0,
    ...sample.row,
  };
  const text = sample.card?.text ?? null;
  return {
    row,
    digest: `digest-${row.id}-1`,
    version: 1,
    previous_text: null,
    headline: `${headlineOf(row.verb)} on Bluesky as @${row.account_handle}`,
    thread: [],
    answers: null,
    text,
    deed: '',
    media: [],
    link_card: null,
    can_have_card: false,
    rest: [],
    content_warning: '',
    visibility: '',
    by_hand: false,
    note: '',
    account_name: 'Mira',
    used: text === null ? 0 : [...text].length,
    allowed: 300,
    leaves: 'free, sent at once after 10 s',
    leaves_now: 'free, sent at once',
    why: '',
    facts: [],
    drafted_by: 'Built-in drafter, on this computer',
    warnings: [],
    can_decide: true,
    can_redraft: text !== null,
    action: null,
    outcome: '',
    ...sample.card,
  };
}

function headlineOf(verb: string): string {
  const words: Record<string, string> = {
    reply: 'Reply',
    post: 'Post',
    like: 'Like',
    follow: 'Follow',
  };
  return words[verb] ?? 'Hide a reply';
}

function post(who: string, handle: string, text: string, at: number, mine = false): PostView {
  const url = `https://bsky.example/profile/${handle}`;
  const plain = { warning: '', pictures: [], is_person: false };
  return { who, who_handle: handle, text, at, mine, url, ...plain };
}

/** Returns twelve reviews in several states and shapes. */
export function sampleReviews(now: number): ReviewCard[] {
  const harbour = post(
    'Mira',
    'mira.photos',
    'Harbour at first light. The gulls were up before me.',
    now - 26 * HOUR,
    true,
  );
  return [...replies(now, harbour), ...posts(now), ...others(now)].map(toCard);
}

function replies(now: number, harbour: PostView): Sample[] {
  const question = 'Which lens did you use for the harbour shot? The compression is lovely.';
  return [
    {
      row: {
        id: 'rev-jonas',
        kind: 'reply',
        verb: 'reply',
        who: 'Jonas Weber',
        gist: question,
        at: now - 2 * MINUTE,
      },
      card: {
        thread: [harbour],
        answers: post('Jonas Weber', 'jonasw.example', question, now - 2 * MINUTE),
        text: 'Thanks Jonas! That was the old 135, wide open from the far pier. The haze did half of the work.',
        why: 'He asked a question; you answer lens questions within the hour.',
        facts: [
          '“135” from your caption of 12 March.',
          'He follows you and asked twice this month.',
        ],
        drafted_by: 'llama3.1 8B on this computer, 412 tokens',
      },
    },
    {
      row: {
        id: 'rev-aicha',
        kind: 'reply',
        verb: 'reply',
        who: 'Aïcha',
        network: 'mastodon',
        account_id: 'acc-masto',
        account_handle: 'mira@fosstodon.org',
        gist: 'Thank you for the tutorial, it worked the first time! 🎉',
        at: now - 9 * MINUTE,
      },
      card: {
        headline: 'Reply on Mastodon as @mira@fosstodon.org',
        answers: {
          ...post(
            'Aïcha',
            'aicha@pixel.example',
            'Thank you for the tutorial, it worked the first time! 🎉',
            now - 9 * MINUTE,
          ),
          warning: 'darkroom chemistry',
          pictures: ['A print drying on a line', ''],
        },
        content_warning: 'darkroom chemistry',
        text: 'So glad it worked, Aïcha. Send me the result if you like. https://mira.photos/tutorial #darkroom',
        allowed: 500,
        version: 2,
        previous_text:
          'I am so glad that it worked for you, Aïcha! Please do send me the result. https://mira.photos/tutorial #darkroom',
        why: 'She thanked you and you usually answer thanks.',
        warnings: [{ code: 'link', blocks: false, text: 'It has a link you did not write.' }],
      },
    },
    {
      row: {
        id: 'rev-rtl',
        kind: 'reply',
        verb: 'reply',
        who: 'ליאור כהן',
        gist: 'איפה צולמה התמונה הזאת? האור נפלא',
        at: now - 21 * MINUTE,
      },
      card: {
        answers: post(
          'ליאור כהן',
          'lior.example',
          'איפה צולמה התמונה הזאת? האור נפלא',
          now - 21 * MINUTE,
        ),
        can_have_card: true,
        link_card: {
          url: 'https://mira.photos/workshop',
          host: 'mira.photos',
          title: 'A darkroom in the kitchen: the workshop',
          description: 'Four trays, one red lamp, and what to do when the cat comes in.',
          picture: '',
        },
        text: 'תודה ליאור! צולם בנמל הצפוני, רגע אחרי הזריחה. https://mira.photos/workshop',
        why: 'He asked where the picture was taken.',
      },
    },
    {
      row: {
        id: 'rev-long',
        kind: 'reply',
        verb: 'reply',
        at: now - 40 * MINUTE,
        who: 'The Very Long Named Society for the Preservation of Analogue Photography in the Northern Counties',
        gist: 'Dear Mira, we have been following your work for a long time and wanted to say',
      },
      card: {
        answers: post(
          'The Very Long Named Society for the Preservation of Analogue Photography in the Northern Counties',
          'the-very-long-named-society-for-the-preservation.example',
          'Dear Mira, we have been following your work for a long time. '
            .repeat(820)
            .slice(0, 50_000),
          now - 40 * MINUTE,
        ),
        text: 'Thank you for the kind words. I read every one of them.',
        why: 'They wrote to you at length.',
        warnings: [
          {
            code: 'long',
            blocks: false,
            text: 'The comment is very long; the draft answers its first part.',
          },
        ],
      },
    },
    {
      row: {
        id: 'rev-emoji',
        kind: 'reply',
        verb: 'reply',
        who: '🌊🌊🌊',
        gist: '😍😍😍👩‍👩‍👧‍👦🏳️‍🌈',
        at: now - 55 * MINUTE,
      },
      card: {
        answers: post('🌊🌊🌊', 'waves.example', '😍😍😍👩‍👩‍👧‍👦🏳️‍🌈', now - 55 * MINUTE),
        text: '🙏🌊',
        used: 2,
        why: 'You answer people who write often.',
      },
    },
  ];
}

function posts(now: number): Sample[] {
  return [
    {
      row: {
        id: 'rev-fog',
        kind: 'post',
        verb: 'post',
        who: 'Mira',
        gist: 'Fog over the old bridge this morning',
        at: now - 2 * HOUR,
      },
      card: {
        text: 'Fog over the old bridge this morning. I waited an hour for the one cyclist.',
        media: [
          { data_url: PICTURE, alt: 'A stone bridge in thick fog, a lone cyclist in the middle.' },
        ],
        leaves: 'free, leaves Tue 08:40',
        why: 'You asked for five posts about the print drop.',
        facts: ['Your best time on Tuesdays is 08:40.'],
      },
    },
    {
      row: {
        id: 'rev-over',
        kind: 'post',
        verb: 'post',
        who: 'Mira',
        gist: 'What a year of dawn walks taught me',
        at: now - 3 * HOUR,
      },
      card: {
        text: `${'What a year of dawn walks taught me: go out anyway. '.repeat(7)}The light does not wait.`,
        leaves: 'free, leaves Wed 12:10',
        why: 'You asked for five posts about the print drop.',
        warnings: [
          {
            code: 'too_long',
            blocks: true,
            text: 'It is too long for Bluesky. Shorten it; nothing was sent.',
          },
          { code: 'date', blocks: false, text: 'It names a date that may have passed.' },
        ],
      },
    },
    {
      row: {
        id: 'rev-rethink',
        kind: 'post',
        verb: 'post',
        who: 'Mira',
        gist: 'Workshop: three seats left',
        at: now - 4 * HOUR,
        state: 'rethinking',
      },
      card: {
        text: 'Workshop: three seats left.',
        can_decide: false,
        can_redraft: false,
        outcome: 'Another version is being written.',
        why: 'The workshop is on Saturday.',
      },
    },
  ];
}

function others(now: number): Sample[] {
  return [
    {
      row: {
        id: 'rev-lena',
        kind: 'engagement',
        verb: 'like',
        who: 'Lena Ortiz',
        gist: 'posted her first print',
        at: now - 2 * HOUR,
      },
      card: {
        answers: post(
          'Lena Ortiz',
          'lena.example',
          'My first print, finally. It is not perfect and I love it.',
          now - 2 * HOUR,
        ),
        deed: 'Like this post of Lena Ortiz.',
        why: 'She follows you since May and liked 14 of your posts.',
      },
    },
    {
      row: {
        id: 'rev-follow',
        kind: 'engagement',
        verb: 'follow',
        who: 'Northlight Festival',
        gist: 'shows photographers of the north',
        at: now - 5 * HOUR,
      },
      card: {
        deed: 'Follow Northlight Festival.',
        why: 'They mentioned you twice and you know eleven of their followers.',
      },
    },
    {
      row: {
        id: 'rev-spam',
        kind: 'moderation',
        verb: 'hide_reply',
        who: 'promo_follow_4411',
        gist: 'Hide: “DM me to get 10k followers…”',
        at: now - HOUR,
      },
      card: {
        answers: post(
          'promo_follow_4411',
          'promo4411.example',
          'DM me to get 10k followers in one week!!! https://spam.example/x',
          now - HOUR,
        ),
        deed: 'Hide this reply under your post.',
        why: 'The same text came from nine accounts today.',
        warnings: [
          {
            code: 'visible',
            blocks: false,
            text: 'It stays visible to those who open hidden replies.',
          },
        ],
      },
    },
    {
      row: {
        id: 'rev-block',
        kind: 'moderation',
        verb: 'block',
        who: 'angry.example',
        gist: 'Block: third insult this week',
        at: now - 6 * HOUR,
      },
      card: {
        deed: 'Block angry.example.',
        why: 'Three insults in one week; you blocked a similar account in May.',
      },
    },
  ];
}

/** Returns thousands of reviews, to see whether a full queue stays quick. */
export function manyReviews(now: number, count: number): ReviewCard[] {
  const kinds = ['reply', 'reply', 'reply', 'post', 'engagement', 'moderation'];
  return Array.from({ length: count }, (_, i) => {
    const kind = kinds[i % kinds.length] ?? 'reply';
    const verb =
      { reply: 'reply', post: 'post', engagement: 'like', moderation: 'hide_reply' }[kind] ??
      'reply';
    const hasText = kind === 'reply' || kind === 'post';
    return toCard({
      row: {
        id: `rev-many-${String(count - i).padStart(6, '0')}`,
        kind,
        verb,
        who: `Person ${i}`,
        gist: `Says something, number ${i}`,
        at: now - i * MINUTE,
      },
      card: hasText
        ? { text: `An answer to number ${i}.`, why: 'They wrote to you.' }
        : { deed: 'Like this post.', why: 'They often like yours.' },
    });
  });
}
