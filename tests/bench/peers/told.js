/** A status that the bench tells this server, to be shown to everybody in these rooms as its own code would show it. */
export function onTell(show) {
  process.on('message', async message => {
    if (message?.tell === undefined) return
    await Promise.all(message.tell.rooms.map(room => show(room, message.tell.entry)))
  })
}
