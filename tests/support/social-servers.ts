/** Mastodon and Bluesky as far as Galley speaks to them: real servers that keep what they get and know their own rules. */
import { openReceiver, type Receiver, type Taken } from './receiver.ts'

type Reply = { readonly status: number; readonly body: unknown }
const ok = (body: unknown): Reply => ({ status: 200, body })
const no = (status: number, error: string): Reply => ({ status, body: { error } })

export const MASTODON_TOKEN = 'a-token-of-mastodon'
export const BLUESKY_PASSWORD = 'abcd-efgh-ijkl-mnop'

type Trouble = (taken: Taken) => Reply | 'silence' | null

export type SocialServer = {
  readonly url: string
  readonly receiver: Receiver
  /** Texts of what is there, oldest first. */
  readonly posts: { readonly text: string; createdAt: Date }[]
  /** What is wrong with it; null answers as it should. `silence` takes the post and says nothing. */
  break(trouble: Trouble | null): void
  close(): Promise<void>
}

async function serve(answer: (taken: Taken) => Reply): Promise<Omit<SocialServer, 'posts'>> {
  const receiver = await openReceiver()
  let trouble: Trouble | null = null
  receiver.answerWith((response, taken) => {
    const wrong = trouble?.(taken) ?? null
    const { status, body } = wrong === null || wrong === 'silence' ? answer(taken) : wrong
    if (wrong === 'silence') return response.destroy()
    return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  return {
    url: receiver.url,
    receiver,
    break(next) {
      trouble = next
    },
    close: receiver.close,
  }
}

/** As Mastodon 4 does: HTML of its own, keys of an hour, 500 characters with links of 23. */
export async function openMastodon({ now = () => new Date() } = {}): Promise<SocialServer & { forgetKeys(): void }> {
  const posts: { id: string; text: string; createdAt: Date; url: string }[] = []
  const byKey = new Map<string, object>()
  const server = await serve(({ method, path, headers, body }) => {
    if (headers.authorization !== `Bearer ${MASTODON_TOKEN}`) return no(401, 'The access token is invalid')
    const { pathname, searchParams } = new URL(path, 'http://mastodon.test')
    switch (`${method} ${pathname}`) {
      case 'GET /api/v1/accounts/verify_credentials':
        return ok({ id: '7', acct: 'saltmarsh', username: 'saltmarsh' })
      case 'GET /api/v1/accounts/7/statuses':
        return ok(
          [...posts]
            .reverse()
            .slice(0, Number(searchParams.get('limit')))
            .map(toStatus),
        )
      case 'POST /api/v1/statuses': {
        const key = String(headers['idempotency-key'])
        const known = byKey.get(key)
        if (known) return ok(known)
        const { status } = JSON.parse(body) as { status: string }
        if (status.replace(/https?:\/\/\S+/g, 'x'.repeat(23)).length > 500) {
          return no(422, 'Validation failed: Text character limit of 500 exceeded')
        }
        const id = String(posts.length + 1)
        const post = { id, text: status, createdAt: now(), url: `https://mastodon.test/@saltmarsh/${id}` }
        posts.push(post)
        byKey.set(key, toStatus(post))
        return ok(toStatus(post))
      }
      default:
        return no(404, 'Record not found')
    }
  })
  return { ...server, posts, forgetKeys: () => byKey.clear() }
}

function toStatus({ id, text, createdAt, url }: { id: string; text: string; createdAt: Date; url: string }) {
  const escaped = text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
  const linked = escaped.replace(/(https?:\/\/)(\S{1,30})(\S*)/g, (_, scheme, shown, rest) => {
    return `<a href="${scheme}${shown}${rest}" rel="nofollow"><span class="invisible">${scheme}</span><span class="ellipsis">${shown}</span><span class="invisible">${rest}</span></a>`
  })
  const content = `<p>${linked.replace(/\n{2,}/g, '</p><p>').replace(/\n/g, '<br />')}</p>`
  return { id, created_at: createdAt.toISOString(), url, content }
}

/** As a personal data server of the AT Protocol does: records by key, 300 letters. */
export async function openBluesky(): Promise<SocialServer> {
  const records = new Map<string, { text: string; createdAt: Date }>()
  const posts: { text: string; createdAt: Date }[] = []
  const letters = new Intl.Segmenter()
  const server = await serve(({ method, path, headers, body }) => {
    const { pathname, searchParams } = new URL(path, 'http://bluesky.test')
    if (pathname === '/xrpc/com.atproto.server.createSession' && method === 'POST') {
      const { identifier, password } = JSON.parse(body) as { identifier: string; password: string }
      if (identifier !== 'saltmarsh.bsky.social' || password !== BLUESKY_PASSWORD) {
        return { status: 401, body: { error: 'AuthenticationRequired', message: 'Invalid identifier or password' } }
      }
      return ok({ accessJwt: 'jwt', refreshJwt: 'jwt', did: 'did:plc:saltmarsh', handle: identifier })
    }
    if (headers.authorization !== 'Bearer jwt') return no(401, 'AuthMissing')
    const wrong = (message: string) => ({ status: 400, body: { error: 'InvalidRequest', message } })
    if (pathname === '/xrpc/com.atproto.repo.putRecord' && method === 'POST') {
      const { rkey, record, collection, repo } = JSON.parse(body)
      if (collection !== 'app.bsky.feed.post' || repo !== 'did:plc:saltmarsh') return wrong('collection')
      if (!/^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/.test(rkey)) return wrong('rkey is not a TID')
      if ([...letters.segment(record.text)].length > 300) return wrong('text is too long')
      for (const { index, features } of record.facets ?? []) {
        const bytes = Buffer.from(record.text).subarray(index.byteStart, index.byteEnd)
        if (bytes.toString() !== features[0].uri) return wrong('the facet is beside its link')
      }
      const post = { text: record.text, createdAt: new Date(record.createdAt) }
      if (!records.has(rkey)) posts.push(post)
      records.set(rkey, post)
      return ok({ uri: `at://${repo}/${collection}/${rkey}`, cid: 'bafy' })
    }
    if (pathname === '/xrpc/com.atproto.repo.getRecord' && method === 'GET') {
      const record = records.get(searchParams.get('rkey') ?? '')
      return record
        ? ok({ value: record })
        : { status: 400, body: { error: 'RecordNotFound', message: 'Could not locate' } }
    }
    return { status: 501, body: { error: 'MethodNotImplemented' } }
  })
  return { ...server, posts }
}
