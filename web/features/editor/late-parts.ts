/**
 * What an open post loads after itself: all that somebody has to ask for. One list, so that it is all there when the
 * network goes.
 */
import { publishDialog, scheduleDialog } from '#web/features/posts/late-questions.ts'
import { itemMenu } from '#web/ui/late-menu.tsx'
import { type LatePart, latePart } from '#web/ui/late-part.ts'
import { linkFinder } from './late-links.ts'

export const talkPanel = latePart(() => import('./components/talk-panel.tsx'))
export const publishPanel = latePart(() => import('./components/publish-panel.tsx'))
export const historyPage = latePart(() => import('#web/features/history/components/history-page.tsx'))
export const postReaders = latePart(() => import('#web/features/readers/components/post-readers.tsx'))
export const channelText = latePart(() => import('./components/channel-text.tsx'))
export const shareDialog = latePart(() => import('#web/features/sharing/components/share-dialog.tsx'))
export const changesDialog = latePart(() => import('./components/changes-dialog.tsx'))
export const popover = latePart(() => import('#web/ui/popover.tsx'))
export const missedTime = latePart(() => import('./components/missed-time.tsx'))
export const signedOut = latePart(() => import('./components/signed-out.tsx'))
export const marginPins = latePart(() => import('./components/margin-pins.tsx'))
export const tableMenu = latePart(() => import('./components/table-menu.tsx'))
const imageSending = latePart(() => import('#web/features/images/api.ts'))
export const linkDialog = latePart(() => import('./components/link-dialog.tsx'))

export const EDITOR_PARTS: readonly LatePart<object>[] = [
  talkPanel,
  marginPins,
  tableMenu,
  publishPanel,
  itemMenu,
  popover,
  linkFinder,
  linkDialog,
  changesDialog,
  historyPage,
  shareDialog,
  scheduleDialog,
  publishDialog,
  channelText,
  postReaders,
  missedTime,
  signedOut,
  imageSending,
]
