import { answers } from './en.answers';
import { connect, handOver } from './en.connect';
import { activity, compose, history } from './en.conversation';
import { accounts, settings, welcome } from './en.desk';
import { review } from './en.review';

const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many);

/** Every word of the UI in English. Texts of the engine come as they are. */
export const en = {
  app: {
    name: 'Herald',
    navigation: 'Places',
    accounts: 'Accounts and their health',
    main: 'Workspace',
    skip: 'Skip to the workspace',
    paused: 'Everything is paused',
    resume: 'Resume',
    undo: 'Undo',
    again: 'Try again',
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    loading: 'Loading',
    more: 'More',
    less: 'Less',
    showAll: (n: string) => `Show all ${n} characters`,
    thousandOrMore: '1,000+',
    newRows: (n: number) => `${n} new`,
    showNew: 'Show them',
    noName: 'No name',
    untold: 'Nothing to tell yet.',
  },
  linkCard: {
    label: (host: string) => `Card of ${host}`,
  },
  post: {
    behind: (warning: string) => `Behind a warning: ${warning}`,
    picture: (n: number, shows: string) => `Picture ${n}: ${shows || 'not described'}`,
  },
  places: {
    review: 'Review',
    activity: 'Activity',
    compose: 'Compose',
    accounts: 'Accounts',
    history: 'History',
    settings: 'Settings',
  },
  ages: {
    now: 'now',
    minutes: (n: string) => `${n} min`,
    hours: (n: string) => `${n} h`,
    days: (n: string) => `${n} d`,
  },
  counts: {
    review: (n: string) => `${n} waiting for you`,
    activity: (n: string) => `${n} new`,
    history: (n: string) => `${n} to look at`,
  },
  health: {
    ok: 'fine',
    degraded: 'limited',
    failed: 'not working',
    paused: 'paused',
    reconnect: 'reconnect',
  },
  networks: {
    bluesky: 'Bluesky',
    mastodon: 'Mastodon',
    x: 'X',
    instagram: 'Instagram',
    linkedin: 'LinkedIn',
  } as Record<string, string>,
  banner: {
    elsewhere: (holder: string) =>
      holder
        ? `Herald is already at work in another process (${holder}). You can look and decide here; it does the sending.`
        : 'Herald is already at work in another process. You can look and decide here; it does the sending.',
    stopped:
      'Herald’s engine has stopped. Nothing is read or sent. Close the window and open it again.',
    offline:
      'This computer is offline. You can go on deciding; everything goes out when the connection is back.',
  },
  undo: {
    leaving: (text: string) => `${text} in`,
    standing: (text: string) => text,
    seconds: (n: number) => `${n} s`,
    left: (n: number) => `${n} ${plural(n, 'second', 'seconds')} left to take it back`,
    region: 'What can be taken back',
    undone: 'Taken back.',
  },
  palette: {
    title: 'Commands',
    placeholder: 'Type a command, a place or an account',
    empty: (query: string) => `Nothing is called “${query}”. Try a shorter word.`,
    results: (n: number) => `${n} ${plural(n, 'command', 'commands')}`,
    go: (place: string) => `Go to ${place}`,
    account: (handle: string) => `Show @${handle}`,
    pauseAll: 'Pause everything',
    resumeAll: 'Resume everything',
    theme: (name: string) => `Theme: ${name}`,
    help: 'Show the keys of this place',
    open: 'All commands',
  },
  help: {
    title: (place: string) => `Keys in ${place}`,
    everywhere: 'Everywhere',
    here: 'Here',
    off: 'Single-key shortcuts are off. Turn them on in Settings, under Window.',
    then: 'then',
    or: 'or',
  },
  keys: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Enter: 'Enter',
    Escape: 'Esc',
    ArrowUp: 'Up',
    ArrowDown: 'Down',
    Home: 'Home',
    End: 'End',
  } as Record<string, string>,
  errors: {
    engineSilent:
      'Herald’s engine did not answer. Nothing was changed. Close the window and open it again.',
    screen:
      'This screen could not be drawn. Nothing was lost. Try again, or close the window and open it again.',
    startup: 'Herald could not start.',
    title: 'This could not be read',
  },
  review,
  activity,
  compose,
  accounts,
  connect,
  handOver,
  answers,
  history,
  settings,
  welcome,
};
