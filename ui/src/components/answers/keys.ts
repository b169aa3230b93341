/** One key for each answer. */
export const KEYS: Record<string, string> = {
  arrived: 'y',
  again: 'n',
  take_back: 't',
  leave: 'l',
  approve_again: 'a',
  now: 'w',
  next_slot: 's',
  at: 'm',
  drop: 'd',
  back: 'b',
};
