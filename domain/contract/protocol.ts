/**
 * Version of what goes over the wire, and the fingerprint of the contract schemas. protocol.test.ts fails when a schema
 * changes without a new fingerprint here; a change that old tabs cannot read also raises the version.
 *
 * 1: first version. Since then: the feed's meta also says the person's roles, pages may prove what they hold, and an
 * outdated one is told so, a post in the feed says when it went out; older tabs do not read these. A delivery may say
 * when it is tried again; channels are made and tried out; a post says when it was missed, and a stale approval has its
 * code. Posts have a `discussion:` document, and notices the kinds mention, reply and comment: older tabs leave them out.
 * A post in the feed counts its open threads. A notice of a mention says which one it is. A post may be private, and a
 * connection that ends hears whose doing it was. A post in the feed has its tags; the map `fields` has texts of channels;
 * what a channel would not take is refused as does_not_fit. Rows of the inbox have a rev and a
 * line of what was said, more kinds, and can be marked as they were shown; older tabs leave out kinds they do not know.
 * People choose what they hear of, by topic and post.
 * Presence says in which box of comments somebody types, whom one follows and what is in sight; viewers in the feed say
 * whether they type.
 * A post in the feed counts what readers did: older tabs leave that out. The map `fields` has a cover and its words.
 * Guests of a share link hear how many people are here; a page hears of every change of who may do what.
 * An approved or scheduled post in the feed says that its text has changed since: older tabs leave that out. Refusals while
 * a post goes out say what can be done.
 * Pages hear that names of moments of the history are others now: older tabs leave that out.
 * Who has no password leaves it out where it is asked for again. A notice about the server may say what it leads to.
 * A channel that failed may be left out: older tabs offer to retry alone. Servers tell each other that a channel has
 * another name: tabs hear of it by their posts.
 * Of an archived post the site's delivery is told as off_site: tabs of before have no words for it, and ask to be reloaded.
 * The feed's meta says when a workspace has another name or other settings: older tabs leave that out.
 * It also says when members, invitations, channels or incoming webhooks of a workspace are others: older tabs look at them
 * again only when somebody comes back. A delivery says that it is of an earlier text: older tabs leave that out.
 */
export const PROTOCOL_VERSION = 1
/**
 * Version of the editor's schema (node and mark names with their attributes): an older tab becomes read-only.
 * 2: the node `mention`. 3: the node `image`.
 */
export const EDITOR_SCHEMA_VERSION = 3
export const FINGERPRINT = 'e863c1528950c46c'
