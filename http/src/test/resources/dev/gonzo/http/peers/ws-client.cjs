// A client of the library ws: prints a line for each thing that it tries.
const WebSocket = require('ws');

const deflate = process.argv[3] === 'deflate';
const socket = new WebSocket('ws://127.0.0.1:' + process.argv[2] + '/echo', ['other', 'echo'], {
  perMessageDeflate: deflate ? { threshold: 0 } : false,
});
const waiting = [];
socket.on('message', (data, isBinary) => waiting.shift()(isBinary ? data : data.toString()));
socket.on('error', (error) => console.log('failed: ' + error.message));

function echo(message, options) {
  const answer = new Promise((resolve) => waiting.push(resolve));
  socket.send(message, options);
  return answer;
}

socket.on('open', async () => {
  console.log('open: ' + socket.protocol + ' ' + (socket.extensions !== ''));
  console.log('text: ' + (await echo('gr\u00fc\u00df euch')));
  const large = 'x'.repeat(300_000);
  console.log('large: ' + ((await echo(large)) === large));
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251));
  console.log('bytes: ' + bytes.equals(await echo(bytes)));
  socket.send('in ', { fin: false });
  console.log('parts: ' + (await echo('parts', { fin: true })));
  const many = await Promise.all(Array.from({ length: 500 }, (_, i) => echo('' + i)));
  console.log('many: ' + many.every((each, i) => each === '' + i));
  await new Promise((resolve) => {
    socket.once('pong', resolve);
    socket.ping('here');
  });
  console.log('pong');
  socket.once('close', (code) => console.log('closed: ' + code));
  socket.close(1000, 'done');
});
