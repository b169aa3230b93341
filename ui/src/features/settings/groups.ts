/** The groups of settings, in order. */
export const GROUPS = [
  'review',
  'publishing',
  'watching',
  'drafts',
  'notifications',
  'window',
  'data',
  'pause',
] as const;

/** A group of settings. */
export type Group = (typeof GROUPS)[number];
