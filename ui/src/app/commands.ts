import type { Binding } from '../lib/keys.svelte';
import { keys } from '../lib/keys.svelte';
import { PLACES, where } from '../lib/place.svelte';
import { session } from '../lib/session.svelte';
import { strings } from '../lib/strings';
import { undo } from '../lib/undo.svelte';
import { call } from '../platform';
import { setPaused } from './pause';

/** Something the palette offers. */
export interface Command {
  id: string;
  label: string;
  /** The key that does the same; empty where there is none. */
  chord: string;
  run: () => void;
}

const PLACE_KEYS: Record<(typeof PLACES)[number], string> = {
  review: 'r',
  activity: 'a',
  compose: 'c',
  accounts: 'o',
  history: 'h',
  settings: 's',
};

/** Opens the palette and the help; the shell owns both. */
export interface Panels {
  palette: () => void;
  help: () => void;
}

/** Returns the keys that work in every place. */
export function globalBindings(panels: Panels): Binding[] {
  const places = PLACES.map((place) => ({
    keys: [`g ${PLACE_KEYS[place]}`],
    label: strings.palette.go(strings.places[place]),
    run: () => where.go(place),
  }));
  return [
    { keys: ['Mod+k'], label: strings.palette.open, run: panels.palette, inFields: true },
    { keys: ['?'], label: strings.palette.help, run: panels.help },
    {
      keys: ['u'],
      label: strings.app.undo,
      run: () => void undo.takeBack(),
      when: () => undo.current !== null,
    },
    ...places,
  ];
}

/** Returns everything the palette offers now. */
export function allCommands(): Command[] {
  return [...boundCommands(), ...themeCommands(), pauseCommand(), ...accountCommands()];
}

function boundCommands(): Command[] {
  return keys.scopes
    .toReversed()
    .flatMap((scope) => scope.bindings.map((binding) => ({ scope: scope.name, binding })))
    .filter(({ binding }) => binding.label !== strings.palette.open && (binding.when?.() ?? true))
    .map(({ scope, binding }) => ({
      id: `${scope}-${binding.label}`,
      label: binding.label,
      chord: binding.keys[0] ?? '',
      run: () => binding.run(null),
    }));
}

function themeCommands(): Command[] {
  return (['system', 'light', 'dark'] as const).map((value) => ({
    id: `theme-${value}`,
    label: strings.palette.theme(strings.settings.theme[value]),
    chord: '',
    run: () => {
      call('set_setting', { name: 'window.theme', value }).then(
        (settings) => session.settings.take(settings),
        () => void session.settings.refresh(),
      );
    },
  }));
}

function pauseCommand(): Command {
  const paused = session.overview.value?.paused ?? false;
  return {
    id: 'pause',
    label: paused ? strings.palette.resumeAll : strings.palette.pauseAll,
    chord: '',
    run: () => void setPaused(!paused),
  };
}

function accountCommands(): Command[] {
  return session.accounts.map((account) => ({
    id: `account-${account.id}`,
    label: strings.palette.account(account.handle),
    chord: '',
    run: () => where.go('accounts', account.id),
  }));
}
