import { useEffect, useState } from 'react'
import { can } from '#domain/contract/rights.ts'
import { errorWords } from '#web/api-client.ts'
import { letIn } from '#web/features/comments/api.ts'
import { INVITE_PATH } from '#web/features/comments/find-people.ts'
import { forgetPeople, peopleOf } from '#web/features/comments/people.ts'
import { useRealtime, useUserEvents } from '#web/realtime/hooks.ts'
import type { PostPerson } from '#web/realtime/realtime-types.ts'
import { toast } from '#web/ui/toast.ts'
import { createMentionMenu, type MentionMenu } from './extensions/mention-menu.ts'
import type { EditorPageData } from './load.ts'

/** One for the life of the page; who may be mentioned is asked for with the first `@`. */
export function useMentionMenu({ postId, post, role }: EditorPageData, people: readonly PostPerson[]): MentionMenu {
  const { workspaceId } = post
  const mayInvite = can(role, 'manage')
  const { me } = useRealtime()
  const [menu] = useState(createMentionMenu)
  useEffect(() => {
    menu.people = {
      find: () => peopleOf(postId, workspaceId),
      here: new Set(people.flatMap(({ id }) => (id === me.id ? [] : id))),
      letIn: async person => {
        await letIn(postId, person.id)
        forgetPeople(postId)
      },
      onRefused: error => toast(errorWords(error)),
      // As by a link that the browser follows: it asks, where something would be lost.
      onInvite: mayInvite ? () => location.assign(INVITE_PATH) : null,
    }
  }, [menu, postId, workspaceId, people, mayInvite, me.id])
  // Somebody new may have joined the workspace.
  useUserEvents(({ type }) => type === 'user:online' && forgetPeople(postId))
  return menu
}
