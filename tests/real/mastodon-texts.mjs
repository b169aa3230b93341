/**
 * Says how long texts are for a Mastodon server: links found by the library it is built on, names by its own rule.
 *
 * Reads one JSON string a line; prints one JSON value for each: the length, and where links are in UTF-8 bytes.
 * The rules of `StatusLengthValidator` and `Account::MENTION_RE`, read 2026-11-28.
 */
import { createInterface } from 'node:readline'
import twitter from 'twitter-text'

const PER_URL = 'x'.repeat(23)

/** Hosts are the library's; paths and queries are Mastodon's own (`config/initializers/twitter_regex.rb`). */
const PATH = String.raw`[^\s\u0085<>()?]`
const BALANCED = String.raw`\((?:${PATH}+|${PATH}*\(${PATH}+\)${PATH}*)\)`
const PATH_END = String.raw`(?:[^\s\u0085()?!*"'「」<>;:=,.$%\[\]~&|@]|${BALANCED})`
const PATHS = String.raw`(?:${PATH}*(?:${BALANCED}${PATH}*)*${PATH_END}|${PATH}+/)`
const QUERY = String.raw`[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^\u00a0-\uffef]`
const QUERY_END = String.raw`[a-z0-9_&=#/\-\u00a0-\uffef]`
const { validUrlPrecedingChars, validDomain, validPortNumber } = twitter.regexen
const LINK = new RegExp(
  `(${validUrlPrecedingChars.source})(https?://(?:${validDomain.source})(?::(?:${validPortNumber.source}))?` +
    String.raw`(?:/${PATHS}*)?(?:\?${QUERY}*${QUERY_END})?)`,
  'gi',
)
const WORD = String.raw`\p{L}\p{M}\p{N}\p{Pc}`
const NAME = new RegExp(
  String.raw`(?<![=/${WORD}])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(@[${WORD}]+(?:[.-]+[${WORD}]+)*)?`,
  'giu',
)
const segmenter = new Intl.Segmenter()

function said(text) {
  const urls = [...text.matchAll(LINK)].map((link) => {
    const start = link.index + link[1].length
    return { start, end: start + link[2].length, put: PER_URL }
  })
  const names = [...text.matchAll(NAME)]
    .map((name) => ({ start: name.index, end: name.index + name[0].length, put: `@${name[1]}` }))
    .filter(({ end }) => !twitter.regexen.endMentionMatch.test(text.slice(end)))
  const found = [...urls, ...names].sort((one, other) => one.start - other.start)
  let [counted, at] = ['', 0]
  for (const { start, end, put } of found) {
    if (start < at) continue
    counted += text.slice(at, start) + put
    at = end
  }
  counted += text.slice(at)
  const bytes = (index) => Buffer.byteLength(text.slice(0, index))
  return {
    length: [...segmenter.segment(counted)].length,
    links: urls.map(({ start, end }) => [bytes(start), bytes(end)]),
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(said(JSON.parse(line)))}\n`)
}
