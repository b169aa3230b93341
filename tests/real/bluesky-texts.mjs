/**
 * Says what Bluesky's own client finds in texts, and how long they are.
 *
 * Reads one JSON string a line; prints one JSON value for each: the facets by UTF-8 bytes, and the length as the
 * server counts: with the rules of this Node, and with those it falls back on.
 */
import { createInterface } from 'node:readline'
import { RichText } from '@atproto/api'
import { countGraphemes } from 'unicode-segmenter/grapheme'

function said(text) {
  const rich = new RichText({ text })
  rich.detectFacetsWithoutResolution()
  const facets = (rich.facets ?? []).map(({ index, features: [feature] }) => ({
    start: index.byteStart,
    end: index.byteEnd,
    kind: feature.$type.split('#')[1],
    says: feature.uri ?? feature.did ?? feature.tag,
  }))
  return { facets, length: rich.graphemeLength, fallback: countGraphemes(text) }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(said(JSON.parse(line)))}\n`)
}
