import type { Component } from 'svelte';
import ReviewScreen from '../features/review/ReviewScreen.svelte';
import type { Place } from '../lib/place.svelte';

/** What can be seen beside the rail: the places, and the welcome before there is an account. */
type ScreenName = Place | 'welcome';

type Screens = Partial<Record<ScreenName, Component>>;

/** The review desk is there from the start; the rest follows, so that the first card need not wait for it. */
const LATER: Record<Exclude<ScreenName, 'review'>, () => Promise<{ default: Component }>> = {
  welcome: () => import('../features/welcome/WelcomeScreen.svelte'),
  activity: () => import('../features/activity/ActivityScreen.svelte'),
  compose: () => import('../features/compose/ComposeScreen.svelte'),
  accounts: () => import('../features/accounts/AccountsScreen.svelte'),
  history: () => import('../features/history/HistoryScreen.svelte'),
  settings: () => import('../features/settings/SettingsScreen.svelte'),
};

let screens = $state.raw<Screens>({ review: ReviewScreen });

/** Returns a screen, or nothing while it is being fetched. */
export function screenNamed(name: ScreenName): Component | undefined {
  return screens[name];
}

/** Fetches a screen if it is not there yet. */
export async function fetchScreen(name: ScreenName): Promise<void> {
  if (name === 'review' || screens[name]) return;
  const { default: screen } = await LATER[name]();
  screens = { ...screens, [name]: screen };
}

/** Fetches every screen, so that going to a place never waits. */
export async function fetchScreens(): Promise<void> {
  await Promise.all((Object.keys(LATER) as ScreenName[]).map(fetchScreen));
}
