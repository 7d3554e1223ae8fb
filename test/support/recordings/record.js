// Prints all keys below a prefix as a recording: node record.js http://127.0.0.1:2379 /service/demo/ "Patroni 4.1.5, paused"
const [endpoint, prefix, note] = process.argv.slice(2);
const encode = (text) => Buffer.from(text).toString('base64');
const decode = (text) => Buffer.from(text ?? '', 'base64').toString();
const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
const body = JSON.stringify({ key: encode(prefix), range_end: encode(end) });
const reply = await fetch(`${endpoint}/v3/kv/range`, { method: 'POST', body });
const { kvs = [] } = await reply.json();
const keys = kvs.map((kv) => ({ key: decode(kv.key), value: decode(kv.value), modRevision: Number(kv.mod_revision) }));
console.log(JSON.stringify({ note: `recorded: ${note}`, keys }, null, 2));
