import type { Decided, EditReview, ReviewCard } from '../../bindings/herald';
import { announce } from '../../lib/announce.svelte';
import { formatCount } from '../../lib/format';
import { listenForHints } from '../../lib/hints';
import { session } from '../../lib/session.svelte';
import { strings } from '../../lib/strings';
import { call, toApiError } from '../../platform';
import { Cards } from './cards.svelte';
import { Editing } from './editing.svelte';
import { groupMates } from './order';
import { Queue } from './queue.svelte';

/** What is open above the row of actions. */
export type Prompt = 'snooze' | 'wish' | 'reason';

const said = strings.review.said;

/** An edit of what is shown that changes nothing. */
function unchanged(card: ReviewCard): EditReview {
  return {
    id: card.row.id,
    digest: card.digest,
    text: null,
    warning: null,
    card: null,
    rest: [],
    approve: false,
    now: false,
  };
}

/** The review place: the queue, its cards, and what a person does with them. */
export class Desk {
  queue = new Queue();
  cards = new Cards();
  editing = new Editing();
  /** Why the last decision was not taken. */
  trouble = $state('');
  /** Whether the draft is being changed: what is decided now would be about what was there before. */
  changing = $state(false);
  /** What is open above the row of actions. */
  prompt = $state<Prompt | null>(null);

  /** The card that is looked at; `null` while it is read. */
  get card(): ReviewCard | null {
    return this.cards.get(this.queue.active);
  }

  /** The reviews the next decision counts for. */
  get chosen(): string[] {
    const { marked, rows, active } = this.queue;
    if (marked.size > 0) return rows.filter((row) => marked.has(row.id)).map((row) => row.id);
    return active ? [active] : [];
  }

  /** Whether the next decision counts for several reviews. */
  get several(): boolean {
    return this.queue.marked.size > 0;
  }

  /** Why the card cannot be approved as it is; empty when it can. */
  get blocked(): string {
    if (this.several) return '';
    return this.card?.warnings.find((one) => one.blocks)?.text ?? '';
  }

  /** Whether a decision can be taken now. */
  get ready(): boolean {
    return !this.changing && (this.several || this.card?.can_decide === true);
  }

  /** Reads, and reads again after hints; returns how to stop. */
  start(): () => void {
    const stops = [
      this.queue.start(),
      listenForHints(['reviews', 'actions', 'accounts'], () => this.cards.stale(this.queue.active)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Keeps the cards around the one that is looked at ready. */
  readAhead(): void {
    const { rows, active } = this.queue;
    const at = rows.findIndex((row) => row.id === active);
    const near = at < 0 ? [] : rows.slice(Math.max(0, at - 1), at + 4).map((row) => row.id);
    this.cards.ahead(active ? [active, ...near] : near);
    if (active) void this.cards.lookAgain(active);
  }

  /** Approves what is shown, or everything that is selected. */
  approve(): void {
    if (this.blocked) {
      this.trouble = said.blocked(this.blocked);
      return;
    }
    void this.#decide(this.chosen, said.approve, (card) =>
      call('approve_review', { id: card.row.id, digest: card.digest, now: false }),
    );
  }

  /** Rejects, with a reason where one is given. */
  reject(reason: string | null): void {
    void this.#decide(this.chosen, said.reject, ({ row }) =>
      call('reject_review', { id: row.id, reason }),
    );
  }

  /** Puts off. */
  snooze(minutes: number): void {
    void this.#decide(this.chosen, said.snooze, ({ row }) =>
      call('snooze_review', { id: row.id, minutes }),
    );
  }

  /** Asks for another version, with a wish where one is given. */
  redraft(wish: string | null): void {
    if (!this.several && this.card && !this.card.can_redraft) return;
    void this.#decide(this.chosen, said.redraft, ({ row }) =>
      call('redraft_review', { id: row.id, wish }),
    );
  }

  /** Opens the draft for editing. */
  edit(): void {
    const card = this.card;
    if (!card?.can_decide || card.text === null) return;
    this.prompt = null;
    this.editing.open(card);
  }

  /** Approves the draft as it was edited. */
  approveEdit(): void {
    const card = this.card;
    if (!card) return;
    const text = this.editing.text(card);
    if (text === card.text) {
      this.editing.close();
      this.queue.marked = new Set();
      this.approve();
      return;
    }
    this.editing.drop(card.row.id);
    void this.#decide([card.row.id], said.edit, (shown) =>
      call('edit_review', { ...unchanged(shown), text, approve: true }),
    ).then((done) => {
      if (!done) this.editing.reopen(this.cards.get(card.row.id) ?? card, text);
    });
  }

  /** Keeps the edit without deciding. */
  async keepEdit(): Promise<void> {
    const card = this.card;
    if (!card) return;
    const text = this.editing.text(card);
    const { id } = card.row;
    this.trouble = '';
    this.editing.drop(id);
    if (text === card.text) return;
    this.cards.put({ ...card, text });
    try {
      await call('edit_review', { ...unchanged(card), text });
      announce(said.keep);
      this.cards.again(id);
    } catch (cause) {
      this.cards.put(card);
      this.editing.reopen(card, text);
      this.#fail(toApiError(cause).message);
      this.cards.again(id);
    }
  }

  /** Whether the draft that is looked at waits and stands behind a warning. */
  get hasWarning(): boolean {
    return this.card?.can_decide === true && this.card.content_warning !== '';
  }

  /** Takes the warning off the draft; it still waits for its decision. */
  async takeWarningOff(): Promise<void> {
    const card = this.card;
    if (!card || !this.hasWarning) return;
    if (await this.#change(card, { warning: '' })) announce(said.warningOff);
  }

  /** Whether any post of the draft that is looked at has a card of its link. */
  get hasCard(): boolean {
    const card = this.card;
    return (card?.link_card ?? card?.rest.find((post) => post.card)?.card ?? null) !== null;
  }

  /** Takes the cards of the draft's links off, or gives them their cards. */
  async switchCard(): Promise<void> {
    const card = this.card;
    if (!card?.can_decide || !card.can_have_card) return;
    const wanted = !this.hasCard;
    if (!(await this.#change(card, { card: wanted }))) return;
    if (!wanted) announce(said.cardOff);
    else announce(this.hasCard ? said.cardOn : said.noCard);
  }

  /** Changes the draft besides its text, one change after the other. */
  async #change(card: ReviewCard, edit: Partial<EditReview>): Promise<boolean> {
    if (this.changing) return false;
    const { id } = card.row;
    this.trouble = '';
    this.changing = true;
    try {
      await call('edit_review', { ...unchanged(card), ...edit });
      await this.cards.read(id);
      return true;
    } catch (cause) {
      this.#fail(toApiError(cause).message);
      this.cards.again(id);
      return false;
    } finally {
      this.changing = false;
    }
  }

  /** Selects the whole group of the review that is looked at, or no longer. */
  markGroup(): void {
    const { rows, active } = this.queue;
    if (active) this.queue.mark(groupMates(rows, active).map((row) => row.id));
  }

  async #decide(
    ids: string[],
    say: (left: string) => string,
    act: (card: ReviewCard) => Promise<Decided>,
  ): Promise<boolean> {
    if (ids.length === 0 || !this.ready) return false;
    this.trouble = '';
    this.prompt = null;
    // What was on the screen counts, even if a newer version arrives while the others are decided.
    const shown = new Map(ids.map((id) => [id, this.cards.get(id)]));
    this.queue.leave(ids);
    announce(say(formatCount(this.queue.waiting)));
    const failed: { id: string; message: string }[] = [];
    for (const id of ids) {
      try {
        const decided = await act(shown.get(id) ?? (await this.cards.read(id)));
        this.queue.settled(id);
        session.decided(decided);
      } catch (cause) {
        failed.push({ id, message: toApiError(cause).message });
      }
    }
    for (const { id } of failed.toReversed()) {
      this.queue.restore(id);
      this.cards.again(id);
    }
    const first = failed[0];
    if (first) this.#fail(first.message);
    void this.queue.refresh();
    return !first;
  }

  #fail(message: string): void {
    this.trouble = message;
    announce(said.failed(message));
  }
}
