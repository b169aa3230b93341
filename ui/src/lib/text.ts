const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Counts what people see as one character. */
export function countGraphemes(text: string): number {
  return [...graphemes.segment(text)].length;
}

/** Cuts a text after so many code units, never inside a character; the text itself when it fits. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const part of graphemes.segment(text.slice(0, most + 64))) {
    if (part.index + part.segment.length > most) break;
    end = part.index + part.segment.length;
  }
  return text.slice(0, end || most);
}

/** Returns the first letters of a name for a stand-in picture; one or two characters. */
export function initials(name: string): string {
  const words = name
    .split(/\s+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, ''))
    .filter(Boolean);
  const firsts = [words[0], words.length > 1 ? words[words.length - 1] : undefined];
  return firsts
    .map((word) => (word ? [...graphemes.segment(word)][0]?.segment : ''))
    .join('')
    .toLocaleUpperCase();
}

/** A stretch of a post: plain, or something the network makes touchable. */
export interface Stretch {
  text: string;
  kind: 'plain' | 'link';
}

const TOUCHABLE =
  /https?:\/\/[^\s]+|(?<![\p{L}\p{N}_/])[@#][\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.-]+)?/gu;

/** Splits a post into plain text and links, mentions and tags, to colour them as networks do. */
export function stretches(text: string): Stretch[] {
  const parts: Stretch[] = [];
  let from = 0;
  for (const match of text.matchAll(TOUCHABLE)) {
    const touched = match[0].replace(/[.,;:!?)\]]+$/u, '');
    if (match.index > from) parts.push({ text: text.slice(from, match.index), kind: 'plain' });
    parts.push({ text: touched, kind: 'link' });
    from = match.index + touched.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), kind: 'plain' });
  return parts;
}
