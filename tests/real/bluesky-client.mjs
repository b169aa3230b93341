/**
 * A client of Bluesky that shares no code with Herald: it acts as another person and reads what Herald wrote.
 *
 *   BLUESKY_SERVICE=URL BLUESKY_HANDLE=H BLUESKY_PASSWORD=P node bluesky-client.mjs COMMAND [ARGUMENT...]
 *
 *   post TEXT | mention HANDLE TEXT | reply URI TEXT | follow HANDLE | like URI
 *   thread URI | notifications | records COLLECTION [HANDLE]
 *   token | session-of TOKEN
 *
 * Prints one JSON value. A refusal goes to standard error and ends with status 1.
 */
import { AtpAgent, RichText } from '@atproto/api'

const { BLUESKY_SERVICE, BLUESKY_HANDLE, BLUESKY_PASSWORD } = process.env
const agent = new AtpAgent({ service: BLUESKY_SERVICE })

async function publish(text, reply) {
  const rich = new RichText({ text })
  await rich.detectFacets(agent)
  return agent.post({ text: rich.text, facets: rich.facets, reply })
}

async function record(uri) {
  const [repo, collection, rkey] = uri.replace('at://', '').split('/')
  const { data } = await agent.com.atproto.repo.getRecord({ repo, collection, rkey })
  return data
}

async function replyTo(uri, text) {
  const parent = await record(uri)
  const reference = { uri: parent.uri, cid: parent.cid }
  return publish(text, { root: parent.value.reply?.root ?? reference, parent: reference })
}

async function didOf(handle) {
  const { data } = await agent.resolveHandle({ handle })
  return data.did
}

const author = (post) => ({ did: post.author.did, handle: post.author.handle })

/** Flattens a thread to what a test asks about: who said what under which parent. */
function told(node) {
  const replies = (node.replies ?? []).filter((reply) => reply.post).map(told)
  const { uri, cid, record: said } = node.post
  return { uri, cid, author: author(node.post), text: said.text, facets: said.facets ?? [], reply: said.reply, replies }
}

const notice = ({ uri, reason, isRead, indexedAt, ...rest }) => ({
  uri, reason, isRead, indexedAt, author: author(rest), text: rest.record?.text,
})

const COMMANDS = {
  post: (text) => publish(text),
  mention: (handle, text) => publish(`@${handle} ${text}`),
  reply: replyTo,
  follow: async (handle) => agent.follow(await didOf(handle)),
  like: async (uri) => agent.like(uri, (await record(uri)).cid),
  thread: async (uri) => told((await agent.getPostThread({ uri, depth: 20 })).data.thread),
  notifications: async () => (await agent.listNotifications({ limit: 100 })).data.notifications.map(notice),
  records: async (collection, handle = BLUESKY_HANDLE) => {
    const repo = await didOf(handle)
    return (await agent.com.atproto.repo.listRecords({ repo, collection, limit: 100 })).data.records
  },
  token: async () => ({ token: agent.session.accessJwt }),
  'session-of': async (token) => {
    const stranger = new AtpAgent({ service: BLUESKY_SERVICE })
    const headers = { authorization: `Bearer ${token}` }
    return (await stranger.com.atproto.server.getSession({}, { headers })).data
  },
}

const [command, ...args] = process.argv.slice(2)
try {
  if (!COMMANDS[command]) throw new Error(`no such command: ${command}`)
  await agent.login({ identifier: BLUESKY_HANDLE, password: BLUESKY_PASSWORD })
  process.stdout.write(`${JSON.stringify(await COMMANDS[command](...args))}\n`)
} catch (error) {
  process.stderr.write(`${error?.error ?? 'Error'}: ${error?.message ?? error}\n`)
  process.exitCode = 1
}
