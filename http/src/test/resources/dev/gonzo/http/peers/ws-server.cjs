// A server of the library ws, which sends back what comes: prints its port.
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  perMessageDeflate: process.argv[2] === 'deflate' ? { threshold: 0 } : false,
  handleProtocols: (offered) => (offered.has('echo') ? 'echo' : false),
});
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    if (!isBinary && data.toString() === 'close') socket.close(4000, 'as you like');
    else socket.send(data, { binary: isBinary });
  });
});
server.on('listening', () => console.log(server.address().port));
