import type {
  AccountView,
  ActivityRow,
  ApiError,
  HandOverView,
  Hint,
  HistoryRow,
  LinkCardView,
  Overview,
  ReviewCard,
  UndoView,
  UseCases,
  VaultView,
} from '../../bindings/herald';
import type { Host, UseCaseName } from '../host';
import { sampleAccounts } from './accounts';
import { manyActivity, manyHistory, sampleActivity, sampleHistory } from './activity';
import { manyReviews, sampleReviews } from './reviews';
import { handlers } from './handlers';
import { sampleSettings } from './settings';

/** A state of the sample engine. */
export type FakeMode =
  'rich' | 'welcome' | 'vault' | 'empty' | 'offline' | 'stopped' | 'error' | 'slow' | 'many';

/** How the sample engine is set up. */
export interface FakeOptions {
  mode?: FakeMode;
  /** How long an answer takes; 0 answers at once. */
  delayMs?: number;
}

const MANY = 5000;
const SLOW_MS = 4000;

/** A decision that can be taken back, with how to do so. */
export interface FakeUndo {
  view: UndoView;
  back: () => void;
}

/** Herald's engine in memory: the same calls, sample data, nothing real. */
export class FakeEngine implements Host {
  accounts: AccountView[] = [];
  reviews: ReviewCard[] = [];
  /** What a link's page says of itself; `null` where it cannot be read. */
  linkCard: LinkCardView | null = null;
  activity: ActivityRow[] = [];
  history: HistoryRow[] = [];
  settings = sampleSettings();
  hasModelKey = false;
  paused = false;
  vault: VaultView = 'keychain';
  undo: FakeUndo | null = null;
  handedOver: HandOverView[] = [];
  /** Every call so far, with its input. */
  readonly calls: { name: UseCaseName; input: unknown }[] = [];
  /** Addresses that were opened. */
  readonly opened: string[] = [];
  /** Files that were saved. */
  readonly saved: { name: string; contents: string }[] = [];
  readonly mode: FakeMode;
  #delayMs: number;
  #failures = new Map<UseCaseName, ApiError[]>();
  #listeners = new Set<(hints: Hint[]) => void>();
  #openers = new Set<(id: string) => void>();

  constructor({ mode = 'rich', delayMs = 0 }: FakeOptions = {}) {
    this.mode = mode;
    this.#delayMs = mode === 'slow' ? SLOW_MS : delayMs;
    this.#fill(Date.now());
  }

  /** Answers a call. */
  async call<K extends UseCaseName>(
    name: K,
    input: UseCases[K]['input'],
  ): Promise<UseCases[K]['output']> {
    this.calls.push({ name, input });
    if (this.#delayMs > 0) await new Promise((done) => setTimeout(done, this.#delayMs));
    const failure = this.#failures.get(name)?.shift() ?? this.#modeFailure(name);
    if (failure) throw failure;
    return structuredClone(handlers[name](this, structuredClone(input)));
  }

  /** Has the next call of a use case fail. */
  failNext(name: UseCaseName, error: Partial<ApiError>): void {
    const whole: ApiError = { code: 'internal', message: 'It failed.', retryable: false, ...error };
    this.#failures.set(name, [...(this.#failures.get(name) ?? []), whole]);
  }

  /** Tells that something changed. */
  hint(...hints: Hint[]): void {
    for (const heard of [...this.#listeners]) heard(hints);
  }

  /** Asks for a review, as a notification does. */
  askForReview(id: string): void {
    for (const asked of [...this.#openers]) asked(id);
  }

  onHint(heard: (hints: Hint[]) => void): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  onOpenReview(asked: (reviewId: string) => void): () => void {
    this.#openers.add(asked);
    return () => this.#openers.delete(asked);
  }

  async openExternal(url: string): Promise<void> {
    this.opened.push(url);
  }

  async saveFile(name: string, contents: string): Promise<string | null> {
    this.saved.push({ name, contents });
    return `/home/mira/Documents/${name}`;
  }

  notifyReady(): void {
    // Nobody waits for a window that has no shell around it.
  }

  /** Returns the reviews that wait. */
  waiting(): ReviewCard[] {
    return this.reviews.filter(({ row }) => row.state === 'open' || row.state === 'rethinking');
  }

  /** Returns what the rail shows. */
  overview(): Overview {
    const trouble = this.history.filter((row) =>
      ['refused', 'unconfirmed', 'asks', 'missed'].includes(row.state),
    );
    const cap = (count: number): number => Math.min(count, 1000);
    return {
      waiting: cap(this.waiting().length),
      new_activity: cap(this.activity.filter((row) => row.status === 'new').length),
      on_their_way: this.history.filter((row) => row.state === 'held').length,
      in_trouble: trouble.length,
      handed_over: this.handedOver,
      paused: this.paused,
      accounts: this.accounts,
      engine: this.#engine(),
      vault: this.vault,
      undo: this.undo && this.undo.view.undo_until > Date.now() ? this.undo.view : null,
      footer: this.accounts.length > 0 ? 'Everything sent. Offline drafts: 0' : '',
      problems:
        this.mode === 'offline'
          ? ['Bluesky cannot be reached. Herald tries again every minute; what you approve waits.']
          : [],
      now: Date.now(),
    };
  }

  #engine(): Overview['engine'] {
    const folder = '/home/mira/.local/share/herald';
    if (this.mode === 'stopped') return { state: 'stopped', holder: '', folder };
    if (this.mode === 'offline') {
      return { state: 'elsewhere', holder: 'herald run, process 4711', folder };
    }
    return { state: 'here', holder: '', folder };
  }

  #modeFailure(name: UseCaseName): ApiError | null {
    const reads = ['list_reviews', 'list_activity', 'list_history', 'show_review', 'show_activity'];
    if (this.mode !== 'error' || !reads.includes(name)) return null;
    return {
      code: 'internal',
      message:
        'Herald’s database could not be read: the file is damaged at page 12. Nothing was changed. Close Herald and restore the last copy.',
      retryable: true,
    };
  }

  #fill(now: number): void {
    if (this.mode === 'vault') this.vault = 'needs_passphrase';
    if (this.mode === 'welcome' || this.mode === 'vault') return;
    this.accounts = sampleAccounts(now);
    if (this.mode === 'empty') return;
    const many = this.mode === 'many';
    this.reviews = many ? manyReviews(now, MANY) : sampleReviews(now);
    this.linkCard = this.reviews.find((card) => card.link_card)?.link_card ?? null;
    this.activity = many ? manyActivity(now, MANY) : sampleActivity(now);
    this.history = many ? manyHistory(now, MANY) : sampleHistory(now);
  }
}
