// Node's server of HTTP/2, without TLS: prints its port.
const http2 = require('node:http2');

const server = http2.createServer();
server.on('stream', (stream, headers) => {
  stream.on('error', () => {});
  switch (headers[':path'].split('?')[0]) {
    case '/hello':
      stream.respond({ ':status': 200, 'content-type': 'text/plain' });
      stream.end('hello\n');
      break;
    case '/echo':
      stream.respond({ ':status': 200 });
      stream.pipe(stream);
      break;
    case '/trailers':
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': 'here' }));
      stream.end('body');
      break;
    case '/reset':
      stream.respond({ ':status': 200 });
      stream.write('begun');
      setImmediate(() => stream.destroy(new Error('broken')));
      break;
    case '/endless':
      stream.respond({ ':status': 200 });
      (function more() {
        while (!stream.destroyed && stream.write('x'.repeat(10_000)));
        if (!stream.destroyed) stream.once('drain', more);
      })();
      break;
    case '/away':
      stream.respond({ ':status': 200 });
      stream.session.goaway();
      stream.end('the last');
      break;
    default:
      stream.respond({ ':status': 404 }, { endStream: true });
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
