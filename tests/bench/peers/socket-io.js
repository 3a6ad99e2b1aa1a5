/** Socket.IO as a relay: rooms that pass bytes on, no document, nothing stored. */
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { onTell } from './told.js'

const http = createServer()
const io = new Server(http)

io.on('connection', socket => {
  let room = ''
  socket.on('join', async (name, done) => {
    room = name
    await socket.join(name)
    done()
  })
  socket.on('update', update => socket.to(room).emit('update', update))
  socket.on('awareness', update => socket.to(room).emit('awareness', update))
})

http.listen(Number(process.env.PORT), process.env.HOST)

onTell(async (room, entry) => {
  io.to(room).emit('post', JSON.stringify(entry))
})
