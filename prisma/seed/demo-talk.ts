/** What is said about the posts of the sample workspace: threads on their words, answers, a mention, one settled. */
import type { DemoPerson } from './demo.ts'

type Talk = {
  /** Words of the text, in one piece. */
  readonly quote: string
  readonly says: readonly { readonly by: string; readonly words: string }[]
  readonly settledBy?: string
}

/** By the title of the post; `{role}` in the words is a mention of that person. */
const TALKS: Readonly<Record<string, readonly Talk[]>> = {
  'A buoy that reports every ten minutes': [
    {
      quote: 'one solar panel',
      says: [
        { by: 'publisher', words: 'Which one? {editor}, the old one at the mast?' },
        { by: 'editor', words: 'Yes. It is in the *boat shed* now.' },
      ],
    },
    {
      quote: 'it will outlive the mast',
      says: [
        { by: 'owner', words: 'Do we know that? Say who says it.' },
        { by: 'editor', words: 'The maker does. I keep it as it is.' },
      ],
      settledBy: 'owner',
    },
  ],
}

/** @throws when a call is refused */
export async function talk(team: readonly DemoPerson[], postId: string, title: string): Promise<void> {
  const path = `/api/v1/posts/${postId}/threads`
  const by = (role: string) => {
    const person = team.find(one => one.role === role)
    if (!person) throw new Error(`Nobody in the sample is ${role}.`)
    return person
  }
  for (const { quote, says, settledBy } of TALKS[title] ?? []) {
    let threadId: string | null = null
    for (const { by: role, words } of says) {
      const body = await withMentions(words, by)
      if (threadId === null) {
        const thread = (await by(role).call('POST', path, { quote, body })) as { id: string }
        threadId = thread.id
      } else await by(role).call('POST', `${path}/${threadId}/comments`, { body })
    }
    if (settledBy && threadId) await by(settledBy).call('POST', `${path}/${threadId}/resolve`, {})
  }
}

async function withMentions(words: string, by: (role: string) => DemoPerson): Promise<string> {
  const role = /\{(\w+)\}/.exec(words)?.[1]
  if (role === undefined) return words
  const { user } = (await by(role).call('GET', '/api/v1/me')) as { user: { id: string; name: string } }
  return words.replace(`{${role}}`, `@[${user.name}](user:${user.id})`)
}
