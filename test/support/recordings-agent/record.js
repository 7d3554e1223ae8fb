// Prints one reply of an agent as a recording: node record.js GET http://127.0.0.1:8008/patroni "Patroni 4.1.5, the primary" [BODY [USER:PASSWORD]]
import { request } from 'node:http';

const [method, url, note, body = '', login] = process.argv.slice(2);
const reply = await new Promise((resolve, reject) => {
  const headers = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
  request(url, { method, agent: false, headers, ...(login ? { auth: login } : {}) }, resolve)
    .on('error', reject)
    .end(body);
});
let text = '';
for await (const chunk of reply.setEncoding('utf8')) text += chunk;
const { pathname } = new URL(url);
const contentType = reply.headers['content-type'] ?? null;
console.log(
  JSON.stringify(
    {
      note: `recorded: ${note}`,
      request: `${method} ${pathname}`,
      status: reply.statusCode,
      contentType,
      body: text,
    },
    null,
    2,
  ),
);
