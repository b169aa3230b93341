/** The groups of settings, in order. */
export const GROUPS = [
  'review',
  'watching',
  'drafts',
  'notifications',
  'window',
  'data',
  'pause',
] as const;

/** A group of settings. */
export type Group = (typeof GROUPS)[number];
