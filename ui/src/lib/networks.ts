import { strings } from './strings';

const MARKS: Record<string, string> = {
  bluesky: 'B',
  mastodon: 'M',
  x: 'X',
  instagram: 'IG',
  linkedin: 'in',
};

/** Returns the one or two letters a network is marked with. */
export function networkMark(network: string): string {
  return MARKS[network] ?? network.slice(0, 2).toUpperCase();
}

/** Returns the name people know a network by. */
export function networkName(network: string): string {
  return strings.networks[network] ?? network;
}
