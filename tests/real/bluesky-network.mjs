/**
 * Runs the real Bluesky servers (PLC, PDS, AppView, moderation) on loopback for one test.
 *
 * Standard output carries one JSON object per line and nothing else: first `ready`, then one answer per command.
 * Standard input takes one command per line:
 *   stop-appview           the AppView stops answering: reads fail at the PDS with 502, writes still work
 *   start-appview          it answers again on the same port
 *   expire-tokens          every access token issued so far is refused as expired; refresh tokens stay good
 *   settle                 waits until the AppView has indexed everything the PDS holds
 *   quit                   stops everything
 *
 * Needs DB_POSTGRES_URL and REDIS_HOST in the environment.
 */
import { createServer, Server } from 'node:net'
import { createInterface } from 'node:readline'
import { TestNetwork } from '@atproto/dev-env'
import { InvalidTokenError } from '@atproto/oauth-provider/errors'
import { InvalidRequestError } from '@atproto/xrpc-server'

const PEOPLE = ['herald-owner', 'alice', 'bob']

for (const level of ['log', 'info', 'debug']) console[level] = console.error

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

/** The servers would listen on every interface; a test has no business outside loopback. */
function listenOnLoopbackOnly() {
  const listen = Server.prototype.listen
  Server.prototype.listen = function (first, ...rest) {
    const port = typeof first === 'string' ? Number(first) : first
    if (!Number.isInteger(port)) return listen.call(this, first, ...rest)
    if (typeof rest[0] === 'string') rest.shift()
    return listen.call(this, port, '127.0.0.1', ...rest)
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

async function startNetwork() {
  return TestNetwork.create({
    dbPostgresSchema: 'herald',
    plc: { port: await freePort() },
    pds: { port: await freePort(), hostname: 'localhost', enableDidDocWithSession: true },
    bsky: { port: await freePort() },
    ozone: { port: await freePort() },
  })
}

async function createPerson(network, name) {
  const handle = `${name}.test`
  const password = `${name}-password`
  const agent = network.pds.getAgent()
  const { data } = await agent.createAccount({ handle, email: `${name}@example.test`, password })
  await agent.app.bsky.actor.profile.create(
    { repo: data.did },
    { displayName: name, createdAt: new Date().toISOString() },
  )
  return { name, handle, password, did: data.did }
}

/** Makes the PDS treat access tokens issued up to now as expired, with the error it gives two hours later. */
function expirableTokens(pds) {
  const verifier = pds.ctx.authVerifier
  const verify = verifier.verifyBearerJwt.bind(verifier)
  const issuedAt = (req) => {
    const token = (req.headers.authorization ?? '').split(' ')[1] ?? ''
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}')
    return payload.iat ?? 0
  }
  let expiredUpTo = 0
  verifier.verifyBearerJwt = async (req, options) => {
    const verified = await verify(req, options)
    if (verified.scope !== 'com.atproto.refresh' && issuedAt(req) <= expiredUpTo) {
      throw new InvalidRequestError('Token has expired', 'ExpiredToken')
    }
    return verified
  }
  const oauth = verifier.oauthVerifier
  const authenticate = oauth.authenticateRequest.bind(oauth)
  oauth.authenticateRequest = async (method, url, headers, options) => {
    const authenticated = await authenticate(method, url, headers, options)
    if (issuedAt({ headers }) <= expiredUpTo) throw new InvalidTokenError('DPoP', 'Token has expired')
    return authenticated
  }
  return async () => {
    const now = Math.floor(Date.now() / 1000)
    expiredUpTo = now
    // `iat` counts whole seconds: a token issued in this same second must not be caught by mistake.
    await new Promise((resolve) => setTimeout(resolve, (now + 1) * 1000 - Date.now() + 5))
    return { expiredUpTo }
  }
}

function commands(network) {
  const appview = network.bsky.server
  let appviewIsUp = true
  return {
    'stop-appview': async () => {
      if (appviewIsUp) await appview.terminator.terminate()
      appviewIsUp = false
    },
    'start-appview': async () => {
      if (!appviewIsUp) await appview.start()
      appviewIsUp = true
    },
    'expire-tokens': expirableTokens(network.pds),
    settle: () => network.processAll(20_000),
  }
}

async function serve(network) {
  const known = commands(network)
  for await (const line of createInterface({ input: process.stdin })) {
    const command = line.trim()
    if (command === '') continue
    if (command === 'quit') break
    try {
      if (!known[command]) throw new Error(`no such command: ${command}`)
      say({ done: command, ...(await known[command]()) })
    } catch (error) {
      say({ failed: command, error: String(error?.message ?? error) })
    }
  }
}

listenOnLoopbackOnly()
const network = await startNetwork()
const people = []
for (const name of PEOPLE) people.push(await createPerson(network, name))
await network.processAll(20_000)
say({
  ready: true,
  pds_url: network.pds.url,
  appview_url: network.bsky.url,
  appview_did: network.bsky.serverDid,
  plc_url: network.plc.url,
  people,
})
await serve(network)
// Standard input closed or `quit`: the process is the network, and its data lives in folders the caller removes.
process.exit(0)
