import type { Binding } from '../../lib/keys.svelte';
import { strings } from '../../lib/strings';
import { openExternal } from '../../platform';
import type { Desk } from './desk.svelte';

const words = strings.review.actions;

/** Returns what a review can be opened at on its network. */
export function addressOf(desk: Desk): string | null {
  const card = desk.card;
  return card?.answers?.url ?? card?.thread.at(-1)?.url ?? null;
}

/** Returns the keys of the review place. */
export function reviewBindings(desk: Desk): Binding[] {
  const { queue } = desk;
  const some = (): boolean => queue.active !== null;
  const ready = (): boolean => some() && desk.ready;
  const bind = (
    keys: string[],
    label: string,
    run: () => void,
    when: () => boolean = some,
  ): Binding => ({ keys, label, run, when });
  return [
    bind(['a'], words.approve, () => desk.approve(), ready),
    bind(
      ['e'],
      words.edit,
      () => desk.edit(),
      () => ready() && desk.card?.text !== null,
    ),
    bind(['r'], words.redraft, () => desk.redraft(null), ready),
    bind(['Shift+r'], words.wish, () => (desk.prompt = 'wish'), ready),
    bind(
      ['w'],
      words.warningOff,
      () => void desk.takeWarningOff(),
      () => ready() && desk.hasWarning,
    ),
    bind(
      ['l'],
      words.card,
      () => void desk.switchCard(),
      () => ready() && desk.card?.can_have_card === true,
    ),
    bind(['s'], words.snooze, () => (desk.prompt = 'snooze'), ready),
    bind(['d'], words.reject, () => desk.reject(null), ready),
    bind(['Shift+d'], words.reason, () => (desk.prompt = 'reason'), ready),
    bind(['x'], words.mark, () => queue.active && queue.mark([queue.active])),
    bind(['Shift+x'], words.markGroup, () => desk.markGroup()),
    bind(['j', 'ArrowDown'], words.next, () => queue.step(1)),
    bind(['k', 'ArrowUp'], words.previous, () => queue.step(-1)),
    bind(['Home'], words.first, () => queue.step(-queue.rows.length)),
    bind(['End'], words.last, () => queue.step(queue.rows.length)),
    bind(
      ['n'],
      words.showNew,
      () => queue.showFresh(),
      () => queue.fresh.length > 0,
    ),
    bind(
      ['o', 'Enter'],
      words.open,
      () => {
        const url = addressOf(desk);
        if (url) void openExternal(url);
      },
      () => addressOf(desk) !== null,
    ),
    bind(
      ['Escape'],
      strings.review.clear,
      () => (queue.marked = new Set()),
      () => desk.several,
    ),
  ];
}
