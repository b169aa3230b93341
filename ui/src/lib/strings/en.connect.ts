/** The words of connecting an account, whatever the network. */
export const connect = {
  which: 'Which network?',
  title: (network: string) => `Connect a ${network} account`,
  again: (handle: string) => `Connect @${handle} again`,
  way: 'How',
  example: (hint: string) => `for example ${hint}`,
  needs: (label: string) => `${label} is needed.`,
  badAddress: 'An address begins with https://.',
  secondFactor: 'Code',
  secondFactorHint: (network: string) => `${network} sent you a code by mail. Type it here.`,
  openPage: 'Open that page',
  submit: 'Connect',
  submitting: 'Connecting',
  browser: 'Open the browser',
  back: 'Back',
  waiting: (network: string) => `Waiting for ${network}. Sign in there and allow Herald.`,
  landed: (network: string) =>
    `Sign in on ${network}, then copy the address of the page you land on.`,
  address: 'Address',
  addressHint: 'The whole address, also when the page itself shows an error.',
  openAgain: 'Open the page again',
  giveUp: 'Give up',
  choose: 'Which of them should Herald look after?',
  done: (handle: string) => `@${handle} is connected`,
};

/** The words of what a person finishes on a network's own page. */
export const handOver = {
  open: 'Open the page',
  copied: 'The text is on the clipboard',
  done: 'It is done',
  notDone: 'Not done',
};
