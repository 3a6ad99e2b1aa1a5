import type { Metadata } from 'next'
import { EditorPage } from '#web/features/editor/components/editor-page.tsx'
import { loadEditorPage } from '#web/features/editor/load.ts'
import { PartOf } from '#web/features/workspace/components/page-of.tsx'

type Props = { readonly params: Promise<{ readonly id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await loadEditorPage((await params).id)
  return { title: `${page.post.title || 'Untitled'} · Galley` }
}

export default async function Page({ params }: Props) {
  const page = await loadEditorPage((await params).id)
  return (
    <PartOf userId={page.madeFor}>
      <EditorPage key={page.postId} page={page} />
    </PartOf>
  )
}
