/** The shape of a state; its word always stands beside it. */
export function stateTone(state: string): 'good' | 'warning' | 'danger' | 'quiet' | 'accent' {
  switch (state) {
    case 'done':
    case 'handed_over':
      return 'good';
    case 'refused':
    case 'set_aside':
      return 'danger';
    case 'unconfirmed':
    case 'asks':
    case 'missed':
      return 'warning';
    case 'cancelled':
      return 'quiet';
    default:
      return 'accent';
  }
}

/** Tells whether a person should look at it. */
export function isTrouble(state: string): boolean {
  return ['refused', 'set_aside', 'unconfirmed', 'asks', 'missed'].includes(state);
}
