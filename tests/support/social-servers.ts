/** Mastodon and Bluesky as far as Galley speaks to them: real servers that keep what they get and know their own rules. */
import { openReceiver, type Receiver, type Taken } from './receiver.ts'

type Reply = { readonly status: number; readonly body: unknown }
const ok = (body: unknown): Reply => ({ status: 200, body })
const no = (status: number, error: string): Reply => ({ status, body: { error } })

export const MASTODON_TOKEN = 'a-token-of-mastodon'
export const BLUESKY_PASSWORD = 'abcd-efgh-ijkl-mnop'

/** What people there see of a picture, and what is read to those who do not. */
type SeenPicture = { readonly alt: string; readonly bytes: Buffer }

type Trouble = (taken: Taken) => Reply | 'silence' | null

export type SocialServer = {
  readonly url: string
  readonly receiver: Receiver
  /** Texts of what is there, oldest first. */
  readonly posts: { readonly text: string; createdAt: Date; readonly pictures: readonly SeenPicture[] }[]
  /** What is wrong with it; null answers as it should. `silence` takes the post and says nothing. */
  break(trouble: Trouble | null): void
  close(): Promise<void>
}

async function serve(answer: (taken: Taken) => Reply | Promise<Reply>): Promise<Omit<SocialServer, 'posts'>> {
  const receiver = await openReceiver()
  let trouble: Trouble | null = null
  receiver.answerWith(async (response, taken) => {
    const wrong = trouble?.(taken) ?? null
    const { status, body } = wrong === null || wrong === 'silence' ? await answer(taken) : wrong
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
  const posts: { id: string; text: string; createdAt: Date; url: string; pictures: readonly SeenPicture[] }[] = []
  const media = new Map<string, SeenPicture & { looks: number }>()
  const byKey = new Map<string, object>()
  const server = await serve(async ({ method, path, headers, body, bytes }) => {
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
      case 'POST /api/v2/media': {
        const form = await new Response(new Uint8Array(bytes), {
          headers: { 'content-type': String(headers['content-type']) },
        }).formData()
        const file = form.get('file')
        if (!(file instanceof File) || file.type !== 'image/jpeg') return no(422, 'File content type is invalid')
        const id = String(100 + media.size)
        const alt = String(form.get('description') ?? '')
        media.set(id, { alt, bytes: Buffer.from(await file.arrayBuffer()), looks: 0 })
        // As large ones are: taken, and worked on for a while.
        return { status: 202, body: { id, type: 'image', url: null, description: alt } }
      }
      case 'POST /api/v1/statuses': {
        const key = String(headers['idempotency-key'])
        const known = byKey.get(key)
        if (known) return ok(known)
        const { status, media_ids = [] } = JSON.parse(body) as { status: string; media_ids?: string[] }
        if (media_ids.length > 4) return no(422, 'Cannot attach more than 4 files')
        const pictures = media_ids.map(one => media.get(one))
        if (!pictures.every(one => one !== undefined && one.looks > 1))
          return no(422, 'Cannot attach files that have not finished processing')
        if (status.replace(/https?:\/\/\S+/g, 'x'.repeat(23)).length > 500) {
          return no(422, 'Validation failed: Text character limit of 500 exceeded')
        }
        const id = String(posts.length + 1)
        const seen = pictures.flatMap(one => (one ? [{ alt: one.alt, bytes: one.bytes }] : []))
        const post = {
          id,
          text: status,
          createdAt: now(),
          url: `https://mastodon.test/@saltmarsh/${id}`,
          pictures: seen,
        }
        posts.push(post)
        byKey.set(key, toStatus(post))
        return ok(toStatus(post))
      }
      default: {
        const known = method === 'GET' ? media.get(/^\/api\/v1\/media\/(\d+)$/.exec(pathname)?.[1] ?? '') : undefined
        if (!known) return no(404, 'Record not found')
        known.looks += 1
        const id = pathname.split('/').at(-1)
        return known.looks > 1
          ? ok({ id, type: 'image', url: `https://mastodon.test/media/${id}.jpg` })
          : { status: 206, body: { id, type: 'image', url: null } }
      }
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
  const records = new Map<string, SocialServer['posts'][number]>()
  const posts: { text: string; createdAt: Date; pictures: readonly SeenPicture[] }[] = []
  const blobs = new Map<string, Buffer>()
  const letters = new Intl.Segmenter()
  const server = await serve(({ method, path, headers, body, bytes }) => {
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
    if (pathname === '/xrpc/com.atproto.repo.uploadBlob' && method === 'POST') {
      const mimeType = String(headers['content-type'])
      if (bytes.byteLength > 1_000_000) return wrong('the file is too large')
      const link = `bafk${blobs.size}`
      blobs.set(link, bytes)
      return ok({ blob: { $type: 'blob', ref: { $link: link }, mimeType, size: bytes.byteLength } })
    }
    if (pathname === '/xrpc/com.atproto.repo.putRecord' && method === 'POST') {
      const { rkey, record, collection, repo } = JSON.parse(body)
      if (collection !== 'app.bsky.feed.post' || repo !== 'did:plc:saltmarsh') return wrong('collection')
      if (!/^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/.test(rkey)) return wrong('rkey is not a TID')
      if ([...letters.segment(record.text)].length > 300) return wrong('text is too long')
      for (const { index, features } of record.facets ?? []) {
        const bytes = Buffer.from(record.text).subarray(index.byteStart, index.byteEnd)
        if (bytes.toString() !== features[0].uri) return wrong('the facet is beside its link')
      }
      const images: { alt: string; image: { ref: { $link: string } }; aspectRatio: { width: number } }[] =
        record.embed?.$type === 'app.bsky.embed.images' ? record.embed.images : []
      if (images.length > 4 || images.some(one => !blobs.has(one.image.ref.$link))) return wrong('a blob is not here')
      const pictures = images.map(({ alt, image }) => ({ alt, bytes: blobs.get(image.ref.$link) ?? Buffer.alloc(0) }))
      const post = { text: record.text, createdAt: new Date(record.createdAt), pictures }
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
