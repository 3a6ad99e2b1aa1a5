'use client'
/** The page of one post: header, banner, text, panel. Opens the live document and joins what it says to the parts. */
import type { Editor } from '@tiptap/react'
import { useEditorState } from '@tiptap/react'
import { useCallback, useRef, useState } from 'react'
import { can } from '#domain/contract/rights.ts'
import { wantedSlug } from '#domain/text/post-fields.ts'
import { WatchMenu } from '#web/features/notifications/components/watch-menu.tsx'
import { offerOf } from '#web/features/posts/offer.ts'
import { postStatus, type StatusLook } from '#web/features/posts/status.ts'
import { useConnection, usePost, usePostSession, useRealtime } from '#web/realtime/hooks.ts'
import { ConnectionSign } from '#web/ui/connection-sign.tsx'
import { Late } from '#web/ui/late.tsx'
import { toast } from '#web/ui/toast.ts'
import { useAtRest, useLate } from '#web/ui/use-late.ts'
import { chooseBanner } from '../banner-choice.ts'
import { useChannelTexts, useContent } from '../channel-texts.ts'
import { usePostCommands } from '../commands.ts'
import { useEditorKeys } from '../editor-keys.ts'
import { createImageUploads } from '../extensions/image-uploads.ts'
import { beginChannelText, useAddress, useFields } from '../fields.ts'
import { useFollow } from '../follow.ts'
import { failureWords, isAccessLost } from '../format.ts'
import {
  useActivity,
  useEditorAnnouncements,
  useFreshPage,
  useLeaveGuard,
  useOfflineLong,
  usePostPeople,
  usePostStatus,
  useStatusNews,
  useTabTitle,
  useTitle,
} from '../hooks.ts'
import {
  changesDialog,
  channelText,
  EDITOR_PARTS,
  historyPage,
  linkDialog,
  marginPins,
  missedTime,
  shareDialog,
} from '../late-parts.ts'
import type { EditorPageData } from '../load.ts'
import { useMentionOfAddress } from '../mention-of-address.ts'
import { useMentionMenu } from '../mentions.ts'
import { copyText, downloadCopy, hasUnsupported } from '../own-text.ts'
import { PANEL_ID, usePanelChoice } from '../panel-choice.ts'
import { type PanelTab, usePanelOfAddress, usePanelTab } from '../panel-tab.ts'
import { calledOf, updateOf, useAhead, usePinnedText } from '../pinned-text.ts'
import { useThreads } from '../threads.ts'
import { ChannelTabs } from './channel-tabs.tsx'
import { EditorHeader } from './editor-header.tsx'
import styles from './editor-page.module.css'
import { FollowSign } from './follow-sign.tsx'
import { LateHistory, LatePublishPanel, LateTalkPanel } from './late-panels.tsx'
import { Opening } from './opening.tsx'
import { PanelTabs } from './panel-tabs.tsx'
import { OpenFailed, PostBanner } from './post-banner.tsx'
import { SaveSign } from './save-sign.tsx'
import { SidePanel } from './side-panel.tsx'
import { TextEditor } from './text-editor.tsx'
import { FormatBar, Toolbar } from './toolbar.tsx'

export function EditorPage({ page }: { readonly page: EditorPageData }) {
  const { postId } = page
  const { me } = useRealtime()
  const session = usePostSession(postId)
  const status = usePostStatus(session)
  const people = usePostPeople(session)
  const post = usePost(postId) ?? page.post
  const connection = useConnection()
  const connected = connection.state === 'live' || connection.state === 'live_http'
  const offlineLong = useOfflineLong()
  const commands = usePostCommands(postId, post, session)

  const [editor, setEditor] = useState<Editor | null>(null)
  const [panelOpen, setPanelOpen] = usePanelChoice()
  const [panelTab, setPanelTab] = usePanelTab()
  const commentBox = useRef<HTMLTextAreaElement>(null)
  const [linkOpen, setLinkOpen] = useState(false)
  const openLink = useCallback(() => setLinkOpen(true), [])
  const [storedOpen, setStoredOpen] = useState(false)

  const canEdit = status.canEdit && !post.deleted
  const title = useTitle(editor) ?? post.title
  const unsupported =
    useEditorState({ editor, selector: ({ editor: now }) => now !== null && hasUnsupported(now) }) ?? false
  const pinned = usePinnedText(postId, post)
  const fields = useFields(session)
  const ahead = useAhead(editor, pinned, fields, page.channels)
  const live = canEdit && status.text === 'shown' ? (session?.fields ?? null) : null
  const address = useAddress(postId, wantedSlug(fields), `${title} ${post.rev}`)
  const [channelTab, setChannelTab] = useState<string | null>(null)
  const texts = useChannelTexts({
    channels: page.channels,
    fields,
    title,
    content: useContent(editor, channelTab !== null),
    url: page.channels.some(({ kind }) => kind === 'site') ? (address?.url ?? null) : null,
  })
  const chosenText = texts.find(({ channel }) => channel.id === channelTab) ?? null
  const [shareOpen, setShareOpen] = useState(false)
  const [changesOpen, setChangesOpen] = useState(false)
  // Also what was deleted is in a history.
  const mayRead = can(page.role, 'edit') && status.lost === null
  const mayComment = can(page.role, 'comment') && status.lost === null && !post.deleted
  const showPanel = useCallback(
    (tab: PanelTab) => {
      setPanelTab(tab)
      setPanelOpen(true)
    },
    [setPanelTab, setPanelOpen],
  )
  const threads = useThreads({
    postId,
    editor,
    session,
    mayComment,
    onWanted: useCallback(() => showPanel('comments'), [showPanel]),
    onWrite: useCallback(() => commentBox.current?.focus(), []),
  })
  const backToText = useCallback(() => editor?.view.focus(), [editor])
  const following = useFollow(session, editor, people)
  const mentions = useMentionMenu(page, people)
  const [uploads] = useState(() => createImageUploads(postId))
  // When the text can be written: a page that is open must not need the network for its own parts.
  const isWhole = useAtRest(EDITOR_PARTS, editor !== null)
  useMentionOfAddress(editor)
  usePanelOfAddress(showPanel)
  const onTyped = useActivity(session, `/posts/${postId}`, canEdit)
  useLeaveGuard(status)
  useTabTitle(title, status.save)
  useEditorAnnouncements(session, status, people)
  useFreshPage(status.rightsChanged)
  const missed = useLate(missedTime, post.state === 'scheduled')
  const hasPins = threads.open.length > 0
  const pins = useLate(marginPins, hasPins)
  const [late, setLate] = useState<StatusLook | null>(null)
  const look = late ?? postStatus(post.state)
  useStatusNews(look.word)

  const onKey = useEditorKeys({
    save: status.save,
    threads,
    mayRead,
    showPanel,
    onSave: useCallback(() => setStoredOpen(true), []),
    onLink: openLink,
  })

  const beside = {
    offlineLong,
    late: late !== null,
    unsupported,
    ahead: ahead && pinned && { changes: ahead.changes, at: pinned.at },
  }
  const banner = status.text === 'shown' ? chooseBanner(status, post, page.role, beside) : null
  const update = updateOf(post, pinned, page.role, commands.run, () => showPanel('publish'))

  const wantsHistory = panelOpen && panelTab === 'history' && mayRead
  const history = useLate(historyPage, wantsHistory)
  const showsHistory = wantsHistory && typeof history === 'object' && editor !== null
  const tabs = (
    <PanelTabs
      tab={panelTab}
      comments={threads.open.length}
      history={mayRead}
      onTab={setPanelTab}
      onClose={() => setPanelOpen(false)}
    />
  )
  const mayRestore = offerOf('restore', post.state, page.role).as === 'open'

  return (
    <div className={styles.page} data-panel={panelOpen || undefined} data-whole={isWhole || undefined}>
      {post.state === 'scheduled' && typeof missed === 'object' && <missed.MissedTime post={post} onLook={setLate} />}
      <EditorHeader
        post={post}
        look={look}
        title={title}
        myId={me.id}
        people={people}
        canAct={can(page.role, 'edit')}
        panelOpen={panelOpen}
        onPanel={setPanelOpen}
        onPublish={() => showPanel('publish')}
        onFollow={following.follow}
        bell={<WatchMenu postId={postId} className={styles.bell} onFailed={words => toast(words)} />}
        onShare={() => setShareOpen(true)}
        connection={
          connection.state !== 'live' && (
            <ConnectionSign
              {...connection}
              className={/offline|cant_save/.test(status.save.state) ? styles.saidBySaveSign : undefined}
            />
          )
        }
        saveSign={
          status.text === 'shown' && (
            <SaveSign
              status={status}
              open={storedOpen}
              onOpenChange={setStoredOpen}
              onDownload={() => editor && void downloadCopy(editor, title)}
            />
          )
        }
      />
      <div className={styles.middle}>
        <main className={styles.pane} id={showsHistory ? undefined : 'main'} tabIndex={-1} hidden={showsHistory}>
          {texts.length > 0 && status.text === 'shown' && (
            <ChannelTabs texts={texts} chosen={chosenText?.channel.id ?? null} onChoose={setChannelTab} />
          )}
          {editor && canEdit && !chosenText && <Toolbar editor={editor} onLink={openLink} />}
          {banner && (
            <div className={styles.banner}>
              <PostBanner
                choice={banner}
                ownerName={page.owner && page.owner.id !== me.id ? page.owner.name : null}
                onCopy={() => editor && void copyText(editor, title).then(words => toast(words))}
                onDownload={() => editor && void downloadCopy(editor, title)}
                onRetry={() => session?.retry()}
                onHide={() => session?.hideRepair()}
                onSeeChanges={() => setChangesOpen(true)}
                update={update}
                onDecide={offerOf('publish', post.state, page.role).as === 'open' ? () => showPanel('publish') : null}
                onRestore={mayRestore ? () => void commands.run('restore') : null}
              />
            </div>
          )}
          {status.text === 'loading' && <Opening title={post.title} />}
          {status.text === 'failed' && status.failure && (
            <div className={styles.banner}>
              <OpenFailed words={failureWords(status.failure)} onRetry={() => session?.retry()} />
            </div>
          )}
          {session && (
            <Late
              of={channelText}
              wanted={chosenText !== null}
              name="The text for this channel"
              onClose={() => setChannelTab(null)}
            >
              {({ ChannelText }) =>
                chosenText && (
                  <ChannelText
                    view={chosenText}
                    from={page.workspace.name}
                    canEdit={canEdit}
                    connected={connected}
                    onBegin={() => beginChannelText(postId, chosenText.channel.id)}
                    onDrop={() => session.fields.dropText(chosenText.channel.id)}
                    onWrite={(words, shown) => {
                      onTyped()
                      session.fields.writeText(chosenText.channel.id, words, shown)
                    }}
                    onUndo={how => session.fields.undoText(chosenText.channel.id, how)}
                  />
                )
              }
            </Late>
          )}
          {session && status.text === 'shown' && (
            <div hidden={chosenText !== null}>
              <TextEditor
                session={session}
                canEdit={canEdit}
                lost={isAccessLost(status.lost)}
                onEditor={setEditor}
                marks={threads.marks}
                mentions={mentions}
                uploads={uploads}
                onLink={openLink}
                onComment={mayComment ? threads.comment : null}
                onKey={onKey}
                onTyped={onTyped}
              />
            </div>
          )}
          {editor && chosenText === null && hasPins && typeof pins === 'object' && (
            <pins.MarginPins editor={editor} threads={threads.open} active={threads.active} onOpen={threads.activate} />
          )}
          {following.person && <FollowSign person={following.person} onStop={following.stop} />}
        </main>
        {showsHistory && (
          <history.HistoryPage
            postId={postId}
            editor={editor}
            changed={`${post.rev} ${status.namesChanged} ${connected}`}
            panelId={PANEL_ID}
            tabs={tabs}
            connected={connected}
            mayRestore={canEdit}
            onClose={() => setPanelOpen(false)}
          />
        )}
        {panelOpen && !showsHistory && (
          <SidePanel
            tab={wantsHistory || panelTab === 'comments' ? panelTab : 'publish'}
            tabs={tabs}
            onClose={() => setPanelOpen(false)}
            onStep={threads.step}
          >
            {wantsHistory ? (
              <LateHistory />
            ) : panelTab === 'comments' ? (
              <LateTalkPanel
                page={page}
                threads={threads}
                people={people}
                mayComment={mayComment}
                connected={connection.state === 'live'}
                boxRef={commentBox}
                onTyping={onTyped}
                onLeave={backToText}
              />
            ) : (
              <LatePublishPanel
                editor={editor}
                fields={fields}
                address={address}
                live={live}
                ownTexts={new Set(texts.filter(({ own }) => own !== null).map(({ channel }) => channel.id))}
                page={page}
                post={post}
                commands={commands}
                connected={connected}
              />
            )}
          </SidePanel>
        )}
      </div>
      {editor && canEdit && !chosenText && !showsHistory && (
        <section aria-label="Formatting">
          <FormatBar editor={editor} onLink={openLink} />
        </section>
      )}
      {ahead && pinned && (
        <Late of={changesDialog} wanted={changesOpen} name="What has changed" onClose={() => setChangesOpen(false)}>
          {({ ChangesDialog }) => (
            <ChangesDialog
              ahead={ahead}
              called={calledOf(post.state)}
              frozen={canEdit ? { postId, version: pinned.version } : null}
              update={update}
              onClose={() => setChangesOpen(false)}
            />
          )}
        </Late>
      )}
      {status.lost === null && (
        <Late of={shareDialog} wanted={shareOpen} name="Sharing" onClose={() => setShareOpen(false)}>
          {({ ShareDialog }) => (
            <ShareDialog
              postId={postId}
              workspaceId={page.post.workspaceId}
              workspaceName={page.workspace.name}
              onClose={() => setShareOpen(false)}
            />
          )}
        </Late>
      )}
      {editor && (
        <Late of={linkDialog} wanted={linkOpen} name="The question for a link" onClose={() => setLinkOpen(false)}>
          {({ LinkDialog }) => <LinkDialog editor={editor} onClose={() => setLinkOpen(false)} />}
        </Late>
      )}
    </div>
  )
}
