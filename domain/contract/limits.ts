/** Every number a client can run into, unit in its name. */
export const LIMITS = {
  /** Largest websocket frame; larger closes the socket (RFC 6455 code 1009). A whole post fits: a tab brings that much after a long time offline. */
  frameBytes: 2 * 1024 * 1024 + 64 * 1024,
  /** Largest frame before any document of the socket is authenticated. */
  frameBytesUnauthenticated: 64 * 1024,
  /** A socket that has authenticated nothing by then is closed. */
  authenticateWithinMs: 10_000,
  documentsPerSocket: 50,
  socketsPerUser: 60,
  /** Documents open on all sockets of one person; a tab has three or four. */
  documentsPerUser: 500,
  /** Encoded size of one post. */
  documentBytes: 2 * 1024 * 1024,
  updateBytes: 2 * 1024 * 1024,
  updateStructs: 50_000,
  updateClients: 64,
  depth: 64,
  /** Lists and objects inside each other in one attribute, field or mark. */
  valueDepth: 16,
  /** Waiting for the database, over all documents of a node; beyond it connections are closed as overloaded. */
  pendingAppendBytes: 32 * 1024 * 1024,
  /** Waiting to be read by a slow client. */
  socketBufferBytes: 4 * 1024 * 1024,
  awarenessBytes: 2 * 1024,
  /** A message outside of the document. */
  statelessBytes: 1024,
  awarenessPerSecond: 20,
  /** What others hear of one person in one document is this far apart; what is said in between is told together. */
  presencePauseMs: 100,
  updatesPerSecond: 1000,
  updatesBurst: 2000,
  /**
   * What one person may let the server work at once, on what takes it long: beyond it, it rests from them. A whole post
   * that a tab brings after a long time offline takes less.
   */
  workCreditMs: 500,
  ticketSeconds: 60,
  /** HTTP API calls of one person. */
  requestsPerSecond: 50,
  requestsBurst: 1000,
  /** Tries to sign in to one account from one address. */
  signInsPerMinute: 10,
  /** Tries to sign in from one address, to all accounts. */
  signInsPerMinuteOfAddress: 60,
  /** What cannot be taken back asks for the password; of who has none, for a sign-in no older than this. */
  freshSignInMinutes: 10,
  /** Tries to sign up from one address. */
  signUpsPerMinute: 30,
  /** Streams of events over HTTP that one person has open; browsers open six connections to one server at most. */
  eventStreamsPerUser: 5,
  /** Of all people, on one node. */
  eventStreams: 500,
  feedPosts: 500,
  feedNotifications: 100,
  /** A projection larger than this, and than half as much again as it began with, is closed with feed_rotated and built anew. */
  feedBytes: 128 * 1024,
  /** One comment, in Markdown. */
  commentChars: 5_000,
  /** What a thread quotes of the text it hangs on. */
  quoteChars: 500,
  threadsPerPost: 1_000,
  commentsPerThread: 500,
  /** All that is said about one post, open and resolved. */
  discussionBytes: 2 * 1024 * 1024,
  /** Comments of one person, over all posts. */
  commentsPerMinute: 60,
  mentionsPerComment: 20,
  /** In texts, of one person: what is beyond is words, and nobody is told. */
  mentionsPerMinute: 30,
  /** One picture as it comes. */
  imageBytes: 10 * 1024 * 1024,
  /** What it unpacks to: a small file may hold a picture without end. */
  imagePixels: 40_000_000,
  /** Pictures of one person; so many of them under way at once. */
  imagesPerMinute: 60,
  uploadsAtOnce: 6,
  /** What a picture shows, and what is said below it. */
  altChars: 1_000,
  /** Notices that one person gets row by row; what comes beyond in the same minute is one row that counts. */
  noticesPerMinute: 30,
  /** How long a notice is unread before it goes into a mail. */
  mailAfterMinutes: 30,
  /** Browsers of one person that are told at once. */
  pushDevices: 20,
  /** New posts of one person in one workspace, whichever way they come. */
  postsPerMinute: 600,
  /** Those in the bin aside. */
  postsPerWorkspace: 20_000,
  titleChars: 300,
  tagsPerPost: 20,
  tagChars: 40,
  /** A channel's own text; what networks take is less. */
  channelTextChars: 5_000,
  nameChars: 80,
  passwordCharsMin: 12,
  passwordCharsMax: 128,
  bodyBytes: 2 * 1024 * 1024,
  /** Reading Markdown or HTML: in a thread of its own so long, and without one so much. */
  readTextMs: 60_000,
  readHereChars: 256 * 1024,
  /** HTTP API calls from one address, of all its people: counted before it is asked who calls. */
  requestsPerSecondOfAddress: 200,
  requestsBurstOfAddress: 5_000,
  listItems: 100,
  /** Rows of a post's log in one answer; what is beyond these bytes comes with the next. */
  historyRows: 2_000,
  historyBytes: 4 * 1024 * 1024,
  namedMomentsPerPost: 200,
  momentNameChars: 60,
  invitationDays: 7,
  shareLinksPerPost: 20,
  /** How long the page of a share link goes on without a reload. */
  guestPassHours: 24,
  /** Pages of share links that are asked for from one address. */
  sharePagesPerMinute: 60,
  /** Comments that come by one link. */
  guestCommentsPerMinute: 20,
  /** A command names no more channels than that. */
  channelsPerWorkspace: 50,
  webhookUrlChars: 2000,
  demoDelayMs: 30_000,
  givenSecretChars: 500,
  subscribersPerWorkspace: 5_000,
  /** What readers write on the public site, without an account. */
  readerNameChars: 60,
  readerCommentChars: 2_000,
  readerCommentLinks: 2,
  /** Bytes of a form on the public site. */
  readerFormBytes: 16 * 1024,
  /** Of one address, on one post. */
  readerCommentsPerHour: 6,
  readerReactionsPerMinute: 12,
  /** Of one address, over all posts. */
  readerWritesPerMinute: 30,
  /** Comments on one post that nobody has decided about: beyond it none is taken. */
  readerCommentsWaiting: 200,
  /** The newest of a post that its public page shows. */
  readerCommentsShown: 200,
  /** What a channel may say that it counted. */
  engagementTotal: 40_000_000,
  incomingWebhooksPerChannel: 5,
  /** A signed message from elsewhere is good this long before and after its time. */
  incomingWindowMs: 5 * 60_000,
  incomingBytes: 16 * 1024,
  incomingPerMinute: 120,
  /** Addresses that somebody at one place may ask mail for. */
  subscriptionsPerHour: 10,
  /** Requests to other servers: until connected, in all, and how much of an answer is read. */
  outgoingConnectMs: 5_000,
  outgoingMs: 30_000,
  outgoingAnswerBytes: 64 * 1024,
  outgoingRedirects: 3,
  /** Times of the week at which posts like to go out. */
  slots: 50,
  /** A week. */
  graceMinutes: 7 * 24 * 60,
} as const
