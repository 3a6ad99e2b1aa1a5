import { cookies } from 'next/headers'
import { PostsPage } from '#web/features/posts/components/posts-page.tsx'
import { parseViewKey, VIEW_COOKIE } from '#web/features/posts/view.ts'

export default async function Posts() {
  const jar = await cookies()
  return <PostsPage remembered={parseViewKey(jar.get(VIEW_COOKIE)?.value) ?? 'board'} />
}
