// Node's client of HTTP/2: prints a line for each thing that it tries.
const http2 = require('node:http2');
const crypto = require('node:crypto');

const session = http2.connect('http://127.0.0.1:' + process.argv[2]);
session.on('error', (error) => console.log('session: ' + error.message));

function ask(headers, body) {
  return new Promise((resolve) => {
    const stream = session.request(headers, { endStream: body === undefined });
    const result = { status: 0, length: 0, trailers: '', error: '' };
    const hash = crypto.createHash('sha256');
    stream.on('response', (head) => (result.status = head[':status']));
    stream.on('trailers', (fields) => (result.trailers = String(fields['x-end'])));
    stream.on('data', (part) => {
      result.length += part.length;
      hash.update(part);
    });
    stream.on('error', (error) => (result.error = error.message));
    stream.on('close', () => {
      result.hash = hash.digest('hex');
      resolve(result);
    });
    if (body !== undefined) stream.end(body);
  });
}

async function main() {
  const many = await Promise.all(
    Array.from({ length: 200 }, (_, i) => ask({ ':path': '/hello?' + i })));
  console.log('many: ' + many.filter((each) => each.status === 200 && each.length === 6).length);

  const body = crypto.randomBytes(1_000_000);
  const echo = await ask({ ':path': '/echo', ':method': 'POST' }, body);
  const hash = crypto.createHash('sha256').update(body).digest('hex');
  console.log('echo: ' + echo.length + ' ' + (echo.hash === hash));

  console.log('trailers: ' + (await ask({ ':path': '/trailers' })).trailers);
  const head = await ask({ ':path': '/hello', ':method': 'HEAD' });
  console.log('head: ' + head.status + ' ' + head.length);
  console.log('missing: ' + (await ask({ ':path': '/missing' })).status);
  console.log('broken: ' + (await ask({ ':path': '/broken' })).error);

  const endless = session.request({ ':path': '/endless' });
  await new Promise((resolve) => endless.once('data', resolve));
  endless.close(http2.constants.NGHTTP2_CANCEL);
  await new Promise((resolve) => endless.once('close', resolve));
  console.log('after a reset: ' + (await ask({ ':path': '/hello' })).status);

  await new Promise((resolve, reject) =>
    session.ping((error) => (error ? reject(error) : resolve())));
  console.log('ping');
  session.close(() => console.log('closed'));
}

main().catch((error) => console.log('failed: ' + error.message));
