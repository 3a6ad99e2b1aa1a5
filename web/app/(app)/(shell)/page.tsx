import { PostsPage } from '#web/features/posts/components/posts-page.tsx'

export default function Posts() {
  return <PostsPage />
}
