/** The shape of a state; its word always stands beside it. */
export function stateTone(state: string): 'good' | 'warning' | 'danger' | 'quiet' | 'accent' {
  switch (state) {
    case 'done':
    case 'handed_over':
      return 'good';
    case 'failed':
      return 'danger';
    case 'unconfirmed':
      return 'warning';
    case 'cancelled':
      return 'quiet';
    default:
      return 'accent';
  }
}

/** Tells whether a person should look at it. */
export function isTrouble(state: string): boolean {
  return state === 'failed' || state === 'unconfirmed';
}
