import { en } from './en';

/** The words of the UI, in the language of the person. */
export const strings = en;
