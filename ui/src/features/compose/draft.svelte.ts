import type { AccountView, NewImage, PostPlan, ReviewCard } from '../../bindings/herald';
import { strings } from '../../lib/strings';
import { call, toApiError } from '../../platform';

/** A picture as it is being added. */
export interface Picture {
  id: number;
  name: string;
  dataUrl: string;
  alt: string;
}

/** Pictures a post takes at most. */
export const MOST_PICTURES = 4;

const KINDS = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

/** What became of adding a post to review. */
export interface Added {
  cards: ReviewCard[];
  /** Why some were not added; empty when all were. */
  trouble: string;
}

/** The post a person is writing; it stays while they look at other places. */
export class ComposeDraft {
  text = $state('');
  pictures = $state<Picture[]>([]);
  /** The accounts it goes to. */
  accountIds = $state<string[]>([]);
  /** When it goes out, as typed; empty for as soon as it is approved. */
  at = $state('');
  /** The zone of that time; empty for this computer's. */
  zone = $state('');
  /** Who can see it; empty for each account's own default. */
  audience = $state('');
  /** What is shown in place of the text until a reader asks for it; empty for nothing. */
  warning = $state('');
  /** Languages of the text as BCP 47 tags, separated by commas; empty where it is not said. */
  languages = $state('');
  /** Whether the person chose accounts themselves. */
  touched = $state(false);
  #next = 1;

  /** Whether there is something to add. */
  get isEmpty(): boolean {
    return this.text.trim() === '' && this.pictures.length === 0;
  }

  /** The tags of the languages that were typed. */
  get langs(): string[] {
    return this.languages.split(/[\s,;]+/u).filter((tag) => tag !== '');
  }

  /** Whether anything besides text, pictures and time was chosen. */
  get hasOptions(): boolean {
    return this.audience !== '' || this.warning.trim() !== '' || this.langs.length > 0;
  }

  /** Adds pictures; returns what is wrong with those that were left out, empty when none was. */
  async addFiles(files: Iterable<File>): Promise<string> {
    let trouble = '';
    for (const file of files) {
      if (this.pictures.length >= MOST_PICTURES)
        return strings.compose.tooManyImages(MOST_PICTURES);
      if (!KINDS.includes(file.type)) {
        trouble = strings.compose.notAnImage(file.name);
        continue;
      }
      try {
        const dataUrl = await readDataUrl(file);
        this.pictures.push({ id: this.#next, name: file.name, dataUrl, alt: '' });
        this.#next += 1;
      } catch {
        trouble = strings.compose.unreadable(file.name);
      }
    }
    return trouble;
  }

  /** Takes a picture out. */
  remove(id: number): void {
    this.pictures = this.pictures.filter((picture) => picture.id !== id);
  }

  /** Adds the post to review, once for each account; what was added leaves the choice. */
  async submit(accounts: readonly AccountView[]): Promise<Added> {
    const cards: ReviewCard[] = [];
    let trouble = '';
    for (const account of accounts) {
      try {
        const warning = this.warning.trim() || null;
        const asked = { account_id: account.id, text: this.text, warning };
        const plan = await call('plan_post', asked);
        cards.push(await call('propose_action', this.#proposal(account.id, plan)));
        this.accountIds = this.accountIds.filter((id) => id !== account.id);
      } catch (cause) {
        trouble = toApiError(cause).message;
      }
    }
    if (trouble) this.touched = true;
    else this.clear();
    return { cards, trouble };
  }

  /** Empties the sheet. */
  clear(): void {
    this.text = '';
    this.pictures = [];
    this.at = '';
    this.zone = '';
    this.audience = '';
    this.warning = '';
    this.languages = '';
    this.touched = false;
  }

  /** Makes one post, or a thread where the text is too long for one. */
  #proposal(accountId: string, plan: PostPlan): Parameters<typeof call<'propose_action'>>[1] {
    const images: NewImage[] = this.pictures.map(({ dataUrl, alt }) => ({
      base64: dataUrl.slice(dataUrl.indexOf(',') + 1),
      alt: alt.trim(),
    }));
    const [first, ...more] = plan.posts;
    return {
      verb: more.length > 0 ? 'thread' : 'post',
      account_id: accountId,
      activity_id: null,
      target: null,
      text: more.length > 0 ? (first?.text ?? '') : this.text,
      langs: this.langs,
      images,
      more: more.map(({ text }) => ({ text, images: [] })),
      warning: this.warning.trim() || null,
      no_card: false,
      visibility: this.audience || null,
      reason: null,
      comment: null,
      at: this.at.trim() || null,
      zone: (this.at.trim() && this.zone.trim()) || null,
    };
  }
}

function readDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}

/** The one sheet of the window. */
export const composeDraft = new ComposeDraft();
